import { STATUS } from '../../../abi/ntstatus.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { AccessMode } from '../../kernel/observations.ts';
import { StatusException } from '../../kernel/status-exception.ts';
import { answerBytes, answerU32, shortValue } from './answers.ts';
import { KSPROPERTY_TYPE as TYPE, type KsRequest } from './automation.ts';
import { findSet, isNullSet, type CompiledAutomation, type CompiledSet, type PropertyItem } from './compiled.ts';
import { ksGuid } from './guids.ts';
import { KsCall } from './ks-call.ts';
import { nodeOf, redirect, type KsObject } from './ks-object.ts';
import { accessFlags, answerDescription, answerRelations, description } from './property-support.ts';
import { serializeSet, unserializeSet } from './serialize.ts';
import { guidList, lengthsOverflow } from './requests.ts';

/** Size of KSPROPERTY. */
const headerSize = 24;
/** Verbs whose Out is input (PROP-048). */
const takesValue = TYPE.SET | TYPE.UNSERIALIZESET | TYPE.UNSERIALIZERAW;
const setVerbs = TYPE.SETSUPPORT | TYPE.SERIALIZESET | TYPE.UNSERIALIZESET;
const itemVerbs =
  TYPE.GET |
  TYPE.SET |
  TYPE.BASICSUPPORT |
  TYPE.RELATIONS |
  TYPE.SERIALIZERAW |
  TYPE.UNSERIALIZERAW |
  TYPE.SERIALIZESIZE |
  TYPE.DEFAULTVALUES;
const topologySet = ksGuid('KSPROPSETID_Topology');

export type PropertySets = readonly CompiledSet<PropertyItem>[];

/** IOCTL_KS_PROPERTY: judges requests in the order of the rules (ks-semantics §0.3) and calls the handlers. */
export class PropertyDispatcher {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  dispatch(object: KsObject, irp: Irp): number {
    if (lengthsOverflow(irp) || irp.inputLength < headerSize) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    try {
      const input = irp.captureInput('In of a property request');
      const flags = input.u32(20);
      const value = irp.captureOutput('Out of a property request', 'write', (flags & takesValue) !== 0);
      const table = redirect(object, input, flags);
      if (typeof table === 'number') return table;
      const node = nodeOf(object, input, flags);
      const call = new KsCall(irp, irp.arch, object.target, node, input.u32(16), flags, input, value);
      const status = this.judge(call, this.setsFor(object, table, call));
      if (!irp.completed && !irp.pending) irp.information = call.information;
      return status;
    } catch (error) {
      if (error instanceof StatusException) return error.status;
      throw error;
    }
  }

  /** The sets to search. TOPOLOGY_NAME is the filter's, with and without the TOPOLOGY flag (TOPO-013). */
  setsFor(object: KsObject, table: CompiledAutomation, call: KsCall): PropertySets {
    if (table === object.automation || call.input.guid(0) !== topologySet) return table.properties;
    return findSet(table.properties, call.input) ? table.properties : object.automation.properties;
  }

  /** Steps 8 to 15: set, set-level verbs, id, item-level verbs. */
  judge(call: KsCall, sets: PropertySets): number {
    const { input, flags } = call;
    if ((flags & TYPE.SETSUPPORT) !== 0 && isNullSet(input)) return answerBytes(call, guidList(sets));
    const set = findSet(sets, input);
    if (set === undefined) return this.unknownSet();
    if ((flags & setVerbs) !== 0) return this.setVerb(call, set);
    const item = set.item(call.id);
    if (item === undefined) return this.unknownId();
    if ((flags & itemVerbs) === 0) return STATUS.STATUS_INVALID_PARAMETER;
    if ((flags & (TYPE.GET | TYPE.SET)) === 0 || (flags & ~(TYPE.GET | TYPE.SET) & itemVerbs) !== 0) {
      return this.supportVerb(call, item);
    }
    return this.transfer(call, item, (flags & TYPE.SET) !== 0);
  }

  /** PROP-010. */
  unknownSet(): number {
    return STATUS.STATUS_PROPSET_NOT_FOUND;
  }

  /** PROP-011. */
  unknownId(): number {
    return STATUS.STATUS_NOT_FOUND;
  }

  setVerb(call: KsCall, set: CompiledSet<PropertyItem>): number {
    if ((call.flags & TYPE.SETSUPPORT) !== 0) return STATUS.STATUS_SUCCESS;
    if ((call.flags & TYPE.SERIALIZESET) !== 0) return serializeSet(this, this.#kernel.pool, call, set);
    return unserializeSet(this, this.#kernel.pool, call, set);
  }

  /** Verbs that need neither instance data nor MinData bytes (PROP-028). */
  supportVerb(call: KsCall, item: PropertyItem): number {
    const { flags } = call;
    if (item.queries !== undefined) return item.queries(call);
    if ((flags & TYPE.BASICSUPPORT) !== 0) return this.basicSupport(call, item);
    if ((flags & TYPE.RELATIONS) !== 0) return answerRelations(call, item);
    if ((flags & TYPE.DEFAULTVALUES) !== 0) {
      return answerDescription(call, description(accessFlags(item, call.target), item.values, true));
    }
    if ((flags & TYPE.SERIALIZESIZE) !== 0) {
      return call.value.length < 4 ? shortValue(call, 4) : answerU32(call, item.serializedSize ?? 0);
    }
    if (item.support === undefined) return STATUS.STATUS_NOT_FOUND;
    if (call.input.length < (item.minProperty ?? headerSize)) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    return item.support(call);
  }

  /** PROP-050…061. */
  basicSupport(call: KsCall, item: PropertyItem): number {
    return answerDescription(call, description(accessFlags(item, call.target), item.values, false));
  }

  /** Steps 12 to 15 for GET and SET. */
  transfer(call: KsCall, item: PropertyItem, set: boolean): number {
    if (item.kernelOnly === true && call.mode === 'user') return STATUS.STATUS_INVALID_DEVICE_REQUEST;
    const handler = set ? item.set : item.get;
    if (handler === undefined) return this.noHandler();
    const short = this.judgeSizes(call, item);
    if (short !== STATUS.STATUS_SUCCESS) return short;
    return this.callHandler(handler, call);
  }

  /** PROP-016. */
  noHandler(): number {
    return STATUS.STATUS_NOT_FOUND;
  }

  /** PROP-020…022: STATUS_SUCCESS if In and Out are large enough for the item. */
  judgeSizes(call: KsCall, item: PropertyItem): number {
    if (call.input.length < (item.minProperty ?? headerSize)) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    return call.value.length < item.minData ? shortValue(call, item.minData) : STATUS.STATUS_SUCCESS;
  }

  /** Parts of a serialized set are asked for by whoever asked for the set. */
  modeOfParts(call: KsCall): AccessMode {
    return call.mode;
  }

  callHandler(handler: (request: KsRequest<never>) => number, call: KsCall): number {
    this.#kernel.observations.handled(call.mode);
    return handler(call);
  }
}
