/** How handlers answer values whose size they judge themselves: the size protocols of KS. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsRequest } from './automation.ts';

type Answered = Pick<KsRequest<unknown>, 'value' | 'information'>;

/**
 * What a value of `size` bytes ends in where Out is smaller: the size if Out is empty (PROP-021), else an error
 * (PROP-022).
 */
export function shortValue(request: Answered, size: number): number {
  if (request.value.length !== 0) return STATUS.STATUS_BUFFER_TOO_SMALL;
  request.information = size;
  return STATUS.STATUS_BUFFER_OVERFLOW;
}

/** Answers a value of variable size. */
export function answerBytes(request: Answered, bytes: Uint8Array): number {
  if (request.value.length < bytes.length) return shortValue(request, bytes.length);
  request.value.write(0, bytes);
  request.information = bytes.length;
  return STATUS.STATUS_SUCCESS;
}

/** Answers a ULONG, LONG or BOOL; the item's minData is 4. */
export function answerU32(request: Answered, value: number): number {
  request.value.setU32(0, value);
  request.information = 4;
  return STATUS.STATUS_SUCCESS;
}

/** Answers a LONGLONG; the item's minData is 8. */
export function answerI64(request: Answered, value: number | bigint): number {
  if (typeof value === 'bigint') request.value.setI64(0, value);
  else request.value.setI64Number(0, value);
  request.information = 8;
  return STATUS.STATUS_SUCCESS;
}

/** Answers a GUID; the item's minData is 16. */
export function answerGuid(request: Answered, guid: string): number {
  request.value.setGuid(0, guid);
  request.information = 16;
  return STATUS.STATUS_SUCCESS;
}

/** Little-endian ULONGs, LONGs or BOOLs. */
export function ulongs(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(i * 4, value, true);
  });
  return bytes;
}

/** A wide string with its terminating NUL. */
export function wideString(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2 + 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[i * 2] = unit & 0xff;
    bytes[i * 2 + 1] = unit >>> 8;
  }
  return bytes;
}

/** A multiple-item list: KSMULTIPLE_ITEM, then the items, each padded to `align` bytes (PROP-130, PROP-138). */
export function multipleItem(items: readonly Uint8Array[], align = 1, count = items.length): Uint8Array {
  const padded = (item: Uint8Array): number => Math.ceil(item.length / align) * align;
  const size = items.reduce((sum, item) => sum + padded(item), 8);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size, true);
  view.setUint32(4, count, true);
  let at = 8;
  for (const item of items) {
    bytes.set(item, at);
    at += padded(item);
  }
  return bytes;
}

/**
 * Answers a multiple-item list as KsHandleSizedListQuery does (PROP-131…136): an OutLen of 0 asks for the size, 4 gets
 * Size, 8 gets the header, enough gets all.
 */
export function answerList(request: Answered, list: Uint8Array): number {
  const { length } = request.value;
  if (length !== 4 && length !== 8) return answerBytes(request, list);
  request.value.write(0, list.subarray(0, length));
  request.information = length;
  return STATUS.STATUS_SUCCESS;
}

/** The ULONGs of a KSMULTIPLE_ITEM list that a caller sets, at most `most`; `undefined` if the list is not well formed. */
export function takeUlongList(bytes: Uint8Array, most: number): readonly number[] | undefined {
  if (bytes.length < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [size, count] = [view.getUint32(0, true), view.getUint32(4, true)];
  if (count > most || size !== 8 + 4 * count || bytes.length < size) return undefined;
  return Array.from({ length: count }, (_, i) => view.getUint32(8 + 4 * i, true));
}
