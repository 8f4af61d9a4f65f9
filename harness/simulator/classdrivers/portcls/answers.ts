/** How handlers answer: the size discipline that audio drivers keep themselves (PCLS-026). */
import { writeGuid } from '../../../abi/guid.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsPropertyValues } from '../ks/automation.ts';
import { description, descriptionSize } from '../ks/property-support.ts';
import { PCPROPERTY_ITEM_FLAG as VERB, type PcPropertyHandler, type PcPropertyRequest } from './descriptors.ts';

type Answered = Pick<PcPropertyRequest, 'value' | 'valueSize'>;

/** The status of a value of `size` bytes that Out does not hold; STATUS_SUCCESS if it does. Sets `valueSize`. */
export function needValue(request: Answered, size: number): number {
  const { length } = request.value;
  if (length >= size) {
    request.valueSize = size;
    return STATUS.STATUS_SUCCESS;
  }
  request.valueSize = length === 0 ? size : 0;
  return length === 0 ? STATUS.STATUS_BUFFER_OVERFLOW : STATUS.STATUS_BUFFER_TOO_SMALL;
}

/** Answers a GET with a value of fixed or variable size. */
export function pcAnswer(request: Answered, bytes: Uint8Array): number {
  const status = needValue(request, bytes.length);
  if (status === STATUS.STATUS_SUCCESS) request.value.write(0, bytes);
  return status;
}

/** Little-endian ULONGs, LONGs or BOOLs. */
export function longs(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(i * 4, value, true);
  });
  return bytes;
}

/** Answers a GET with ULONGs, LONGs or BOOLs. */
export const answerLongs = (request: Answered, ...values: readonly number[]): number =>
  pcAnswer(request, longs(...values));

/** Answers BASICSUPPORT for an item with these verbs and values (PROP-050…055). */
export function answerSupport(request: PcPropertyRequest, values?: KsPropertyValues): number {
  const verbs = request.propertyItem.flags & (VERB.GET | VERB.SET | VERB.BASICSUPPORT);
  const bytes = description(verbs, values, false);
  const { length } = request.value;
  if (length === 4 || (length === descriptionSize && length < bytes.length)) {
    request.value.write(0, bytes.subarray(0, length));
    request.valueSize = length;
    return STATUS.STATUS_SUCCESS;
  }
  return pcAnswer(request, bytes);
}

/** What a property does, verb by verb. */
export interface PcVerbs {
  /** Bytes of instance data that GET and SET need; 0 unless told. */
  readonly instance?: number;
  readonly values?: KsPropertyValues;
  /** Overrules what BASICSUPPORT answers. */
  readonly support?: PcPropertyHandler;
  readonly get?: PcPropertyHandler;
  /** Called with Out of at least `size` bytes. */
  readonly set?: PcPropertyHandler;
  /** Bytes of a value that is set. */
  readonly size?: number;
}

/** Flags and handler of a property item from what it does. */
export function verbs(property: PcVerbs): { readonly flags: number; readonly handler: PcPropertyHandler } {
  const { instance = 0, values, support, get, set, size = 0 } = property;
  return {
    flags:
      VERB.BASICSUPPORT | (get === undefined ? 0 : VERB.GET) | (set === undefined ? 0 : VERB.SET),
    handler: (request) => {
      if ((request.verb & VERB.BASICSUPPORT) !== 0) {
        return support === undefined ? answerSupport(request, values) : support(request);
      }
      if (request.instance.length < instance) return STATUS.STATUS_INVALID_PARAMETER;
      const setting = (request.verb & VERB.SET) !== 0;
      const handler = setting ? set : get;
      if (handler === undefined) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
      const status = setting ? needValue(request, size) : STATUS.STATUS_SUCCESS;
      return status === STATUS.STATUS_SUCCESS ? handler(request) : status;
    },
  };
}

/** A GUID as 16 bytes. */
export function guidBytes(guid: string): Uint8Array {
  const bytes = new Uint8Array(16);
  writeGuid(bytes, 0, guid);
  return bytes;
}
