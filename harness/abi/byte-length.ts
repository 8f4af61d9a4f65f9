/** Lengths of buffers, told apart from counts and offsets. */

/** A number of bytes that a buffer of a request can have: what fits the ULONG in which NtDeviceIoControlFile takes it. */
export type ByteLength = number & { readonly __bytes: never };

const most = 0xffff_ffff;

/** Whether a number is a length: whole, from 0 to 0xFFFF_FFFF. */
export const isByteLength = (bytes: number): bytes is ByteLength => Number.isInteger(bytes) && bytes >= 0 && bytes <= most;

/**
 * Takes a number as a length.
 * @throws RangeError if it is none
 */
export function byteLength(bytes: number): ByteLength {
  if (!isByteLength(bytes)) throw new RangeError(`${bytes} is no length of a buffer`);
  return bytes;
}
