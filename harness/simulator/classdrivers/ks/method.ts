import { STATUS } from '../../../abi/ntstatus.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { StatusException } from '../../kernel/status-exception.ts';
import { answerBytes, answerU32 } from './answers.ts';
import { KSMETHOD_TYPE, KSPROPERTY_TYPE as TYPE } from './automation.ts';
import { findSet, isNullSet, type CompiledAutomation, type MethodItem } from './compiled.ts';
import { KsCall } from './ks-call.ts';
import { nodeOf, redirect, type KsObject } from './ks-object.ts';
import { description, descriptionSize } from './property-support.ts';
import { guidList, lengthsOverflow } from './requests.ts';

/** Size of KSMETHOD. */
const headerSize = 24;

/** IOCTL_KS_METHOD. What happens to Out is a matter of the item, not of the request (METH-020). */
export class MethodDispatcher {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  dispatch(object: KsObject, irp: Irp): number {
    if (lengthsOverflow(irp) || irp.inputLength < headerSize) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    try {
      const input = irp.captureInput('In of a method request');
      const flags = input.u32(20);
      const table = redirect(object, input, flags);
      if (typeof table === 'number') return table;
      return this.judge(object, irp, table, input, flags);
    } catch (error) {
      if (error instanceof StatusException) return error.status;
      throw error;
    }
  }

  judge(object: KsObject, irp: Irp, table: CompiledAutomation, input: KernelBuffer, flags: number): number {
    if ((flags & TYPE.SETSUPPORT) !== 0 && isNullSet(input)) {
      return this.#answer(object, irp, input, flags, (call) => answerBytes(call, guidList(table.methods)));
    }
    const set = findSet(table.methods, input);
    if (set === undefined) return STATUS.STATUS_PROPSET_NOT_FOUND;
    if ((flags & TYPE.SETSUPPORT) !== 0) return STATUS.STATUS_SUCCESS;
    const item = set.item(input.u32(16));
    if (item === undefined) return STATUS.STATUS_NOT_FOUND;
    if ((flags & TYPE.BASICSUPPORT) !== 0) {
      return this.#answer(object, irp, input, flags, (call) => basicSupport(call, item));
    }
    if (item.handler === undefined) return STATUS.STATUS_NOT_FOUND;
    if (input.length < (item.minMethod ?? headerSize)) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    return this.execute(object, irp, item, input, flags);
  }

  /** METH-021…027. */
  execute(object: KsObject, irp: Irp, item: MethodItem, input: KernelBuffer, flags: number): number {
    const handler = item.handler;
    if (handler === undefined) return STATUS.STATUS_NOT_FOUND;
    const transfer = (item.flags | (item.answers === true ? KSMETHOD_TYPE.WRITE : 0)) & KSMETHOD_TYPE.MODIFY;
    if (irp.outputLength < item.minData) {
      if (irp.outputLength !== 0) return STATUS.STATUS_BUFFER_TOO_SMALL;
      irp.information = item.minData;
      return STATUS.STATUS_BUFFER_OVERFLOW;
    }
    irp.returnsData = (transfer & KSMETHOD_TYPE.WRITE) !== 0;
    const value =
      transfer === KSMETHOD_TYPE.NONE
        ? this.#kernel.pool.empty
        : irp.captureOutput(
            'Out of a method request',
            irp.returnsData ? 'write' : 'read',
            (transfer & KSMETHOD_TYPE.READ) !== 0,
          );
    const call = this.#call(object, irp, input, flags, value);
    this.#kernel.observations.handled(call.mode);
    const status = handler(call);
    if (!irp.completed && !irp.pending) irp.information = irp.returnsData ? call.information : 0;
    return status;
  }

  #answer(object: KsObject, irp: Irp, input: KernelBuffer, flags: number, answer: (call: KsCall) => number): number {
    const value = irp.captureOutput('Out of a method request', 'write', false);
    const call = this.#call(object, irp, input, flags, value);
    const status = answer(call);
    irp.information = call.information;
    return status;
  }

  #call(object: KsObject, irp: Irp, input: KernelBuffer, flags: number, value: KernelBuffer): KsCall {
    return new KsCall(irp, irp.arch, object.target, nodeOf(object, input, flags), input.u32(16), flags, input, value);
  }
}

/** METH-040: the item's flags, as a ULONG or in a description. */
function basicSupport(call: KsCall, item: MethodItem): number {
  if (call.value.length < 4) return STATUS.STATUS_BUFFER_TOO_SMALL;
  if (call.value.length < descriptionSize) return answerU32(call, item.flags);
  return answerBytes(call, description(item.flags, undefined, false));
}
