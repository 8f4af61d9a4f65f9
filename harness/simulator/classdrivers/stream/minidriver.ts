/**
 * What minidrivers of the stream class have in common: properties stated once, as an entry of the table and as what is
 * done, and request blocks answered in one place.
 */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { HwStreamObject, HwStreamRequestBlock, StreamPropertyItem, StreamPropertySet } from './descriptors.ts';

/** A GET or SET of a property in the hands of its handler. */
export interface MiniRequest {
  /** In: KSPROPERTY at 0, instance data behind it. */
  readonly input: KernelBuffer;
  /** Out: the value that is set, or room for the one that is got. */
  readonly value: KernelBuffer;
  /** Bytes of the value that go back. */
  information: number;
  /** Null for a property of the device. */
  readonly stream: HwStreamObject | null;
}

export type MiniHandler = (request: MiniRequest) => number;

/** A property: what its table entry says besides the verbs, and a handler for each verb that is supported. */
export interface MiniProperty extends Omit<StreamPropertyItem, 'getSupported' | 'setSupported'> {
  readonly get?: MiniHandler;
  readonly set?: MiniHandler;
}

export interface MiniPropertySet {
  /** Canonical GUID text. */
  readonly set: string;
  readonly items: readonly MiniProperty[];
}

/** The table for `devicePropertiesArray` or `streamPropertiesArray`. */
export function propertyArray(sets: readonly MiniPropertySet[]): StreamPropertySet[] {
  return sets.map(({ set, items }) => ({
    set,
    items: items.map(({ get, set: setHandler, ...entry }) => ({
      ...entry,
      getSupported: get !== undefined,
      setSupported: setHandler !== undefined,
    })),
  }));
}

/** Does what a GET or SET of the table asks, and gives the status; the block still has to be completed. */
export function answerProperty(sets: readonly MiniPropertySet[], srb: HwStreamRequestBlock): number {
  const { command } = srb;
  if (!('propertyInfo' in command)) return STATUS.STATUS_NOT_IMPLEMENTED;
  const { property, propertySetId, propertyInfo } = command.propertyInfo;
  const item = sets[propertySetId]?.items.find(({ id }) => id === property.u32(16));
  const get = command.code === 'SRB_GET_DEVICE_PROPERTY' || command.code === 'SRB_GET_STREAM_PROPERTY';
  const handler = get ? item?.get : item?.set;
  if (handler === undefined) return STATUS.STATUS_NOT_SUPPORTED;
  const request: MiniRequest = { input: property, value: propertyInfo, information: 0, stream: srb.streamObject };
  const status = handler(request);
  srb.actualBytesTransferred = request.information;
  return status;
}
