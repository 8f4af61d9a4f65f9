import { KSSTRING } from '../../../abi/create-strings.ts';
import { isSuccess, STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { KsAutomationTable } from '../ks/automation.ts';
import type { CompiledAutomation } from '../ks/compiled.ts';
import { parseConnect } from '../ks/connect.ts';
import type { CreateItem } from '../ks/create.ts';
import type { EventList } from '../ks/event-list.ts';
import { KsObject } from '../ks/ks-object.ts';
import type { KsLibrary } from '../ks/library.ts';
import type { PinFactoryHost } from '../ks/pin-factory.ts';
import { pinPropertySet } from '../ks/pin-set.ts';
import { topologyPropertySet, type Topology, type TopologyHost } from '../ks/topology-set.ts';
import type { HwEventRoutine } from './descriptors.ts';
import type { EventTarget } from './events.ts';
import type { FilterInstance } from './instance.ts';
import { StreamPin } from './pin.ts';
import type { StreamPinFactory } from './pin-factory.ts';
import type { PropertyTarget } from './properties.ts';
import type { RequestChannel, SrbRequests } from './requests.ts';

/** A handle of a filter of the stream class. */
export class StreamFilter extends KsObject implements PinFactoryHost, TopologyHost, PropertyTarget, EventTarget {
  readonly instance: FilterInstance;
  readonly automation: CompiledAutomation;
  override readonly nodeTables: readonly CompiledAutomation[];
  override readonly createItems: readonly CreateItem[];
  readonly target = this;
  readonly propertyCodes = { get: 'SRB_GET_DEVICE_PROPERTY', set: 'SRB_SET_DEVICE_PROPERTY' } as const;

  constructor(instance: FilterInstance, file: FileObject) {
    super(instance.adapter.streamClass.ks, file);
    this.instance = instance;
    this.automation = instance.adapter.automation;
    this.nodeTables = instance.adapter.nodeTables;
    this.createItems = [
      {
        className: KSSTRING.KSSTRING_Pin,
        minParameters: this.ks.layout.pinConnect.size,
        create: (pinFile, parameters) => this.createPin(pinFile, parameters),
      },
    ];
  }

  get pinFactories(): readonly StreamPinFactory[] {
    return this.instance.pinFactories;
  }

  get topology(): Topology {
    return this.instance.adapter.topology;
  }

  get events(): EventList {
    return this.instance.events;
  }

  get eventRoutine(): HwEventRoutine | null {
    return this.instance.adapter.descriptor.streamHeader.deviceEventRoutine ?? null;
  }

  get requests(): SrbRequests {
    return this.instance.adapter.streamClass.requests;
  }

  get controlChannel(): RequestChannel {
    return this.instance.adapter.channel;
  }

  get srbContext() {
    return this.instance.context(null);
  }

  /** Opens a stream: validation (OBJ-045), then SRB_OPEN_STREAM. */
  createPin(file: FileObject, parameters: Uint8Array): number {
    const connect = this.ks.connections.validate(this.pinFactories, parseConnect(this.ks.layout, parameters));
    if (typeof connect === 'number') return connect;
    const factory = this.pinFactories[connect.pinId];
    if (factory === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    const pin = new StreamPin(this, file, factory, connect);
    const status = pin.openStream(connect.format);
    if (!isSuccess(status)) {
      pin.discard();
      return status;
    }
    file.driver = pin;
    factory.count(1);
    return STATUS.STATUS_SUCCESS;
  }

  protected override closed(): void {
    this.instance.adapter.closeInstance(this.instance);
  }
}

/** Ids of the Pin set that the class driver does not have: global and necessary instances, physical connections (SCLS-009). */
const notProvided: readonly number[] = [8, 9, 10];
/** PROPOSEDATAFORMAT of a factory: there is no request block for it. */
const proposeDataFormat = 14;

/** What the class driver answers on every filter: Pin and Topology (SCLS-001). */
export function filterTable(ks: KsLibrary): KsAutomationTable<StreamFilter> {
  const { set, items } = pinPropertySet(ks);
  return {
    properties: [
      { set, items: items.filter(({ id }) => !notProvided.includes(id) && id !== proposeDataFormat) },
      topologyPropertySet(ks),
    ],
  };
}
