import { readGuid, writeGuid } from '../../abi/guid.ts';
import { BugCheck } from './bugcheck.ts';

/** Raw memory that the pool lends to one {@link KernelBuffer} at a time. */
export interface PoolBlock {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Which of the pool's size classes it belongs to; −1 for none. */
  readonly sizeClass: number;
}

/**
 * A piece of kernel pool, as a driver sees it: little-endian accessors that check every access. Touching a byte
 * outside, or any byte after the buffer was freed, is a bug check. What a new buffer contains is undefined.
 */
export class KernelBuffer {
  /** What it is for; named when something goes wrong with it. */
  readonly tag: string;
  /** Its length in bytes. */
  readonly length: number;
  /** The pool's own; a driver never touches it. */
  block: PoolBlock;
  #view: DataView;
  /** `length`, or −1 once freed: one comparison checks both. */
  #end: number;
  /** How many leading bytes hold something that was put there. */
  #defined: number;
  /** Which bytes behind those were written, too; null if none was. */
  #later: Uint8Array | null = null;

  constructor(tag: string, length: number, block: PoolBlock) {
    this.tag = tag;
    this.length = length;
    this.block = block;
    this.#view = block.view;
    this.#end = length;
    this.#defined = length;
  }

  /** How many leading bytes hold something that was put there; what follows is left over from whoever had the memory. */
  get defined(): number {
    return this.#defined;
  }

  /** For the pool only: nothing was put there yet. */
  markUndefined(): void {
    this.#defined = 0;
  }

  get freed(): boolean {
    return this.#end < 0;
  }

  /** For the pool only: makes every later access a bug check. */
  markFreed(): void {
    this.#end = -1;
  }

  u8(offset: number): number {
    this.#check(offset, 1);
    return this.#view.getUint8(offset);
  }

  u16(offset: number): number {
    this.#check(offset, 2);
    return this.#view.getUint16(offset, true);
  }

  u32(offset: number): number {
    this.#check(offset, 4);
    return this.#view.getUint32(offset, true);
  }

  i32(offset: number): number {
    this.#check(offset, 4);
    return this.#view.getInt32(offset, true);
  }

  i64(offset: number): bigint {
    this.#check(offset, 8);
    return this.#view.getBigInt64(offset, true);
  }

  u64(offset: number): bigint {
    this.#check(offset, 8);
    return this.#view.getBigUint64(offset, true);
  }

  /** A pointer or handle of 4 or 8 bytes as a number; 64-bit values above 2^53 lose low bits (only kernel addresses). */
  pointer(offset: number, size: number): number {
    if (size === 4) return this.u32(offset);
    this.#check(offset, 8);
    return this.#view.getUint32(offset, true) + this.#view.getUint32(offset + 4, true) * 0x1_0000_0000;
  }

  /** Canonical GUID text. */
  guid(offset: number): string {
    this.#check(offset, 16);
    return readGuid(this.block.bytes, offset);
  }

  setU8(offset: number, value: number): void {
    this.#put(offset, 1);
    this.#view.setUint8(offset, value);
  }

  setU16(offset: number, value: number): void {
    this.#put(offset, 2);
    this.#view.setUint16(offset, value, true);
  }

  /** Writes the low 32 bits of `value`; signed values too. */
  setU32(offset: number, value: number): void {
    this.#put(offset, 4);
    this.#view.setUint32(offset, value, true);
  }

  setI64(offset: number, value: bigint): void {
    this.#put(offset, 8);
    this.#view.setBigInt64(offset, value, true);
  }

  /** Writes an integral number (|value| < 2^53) as a LONGLONG. */
  setI64Number(offset: number, value: number): void {
    this.#put(offset, 8);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#view.setUint32(offset, value - high * 0x1_0000_0000, true);
    this.#view.setInt32(offset + 4, high, true);
  }

  /** A pointer or handle of 4 or 8 bytes. */
  setPointer(offset: number, size: number, value: number): void {
    if (size === 4) this.setU32(offset, value);
    else this.setI64Number(offset, value);
  }

  setGuid(offset: number, guid: string): void {
    this.#put(offset, 16);
    writeGuid(this.block.bytes, offset, guid);
  }

  /** A copy of a part (to the end unless told how many bytes). */
  slice(offset = 0, length = this.length - offset): Uint8Array {
    this.#check(offset, length);
    return this.block.bytes.slice(offset, offset + length);
  }

  /** Writes `source` at `offset`. */
  write(offset: number, source: Uint8Array): void {
    this.#put(offset, source.length);
    this.block.bytes.set(source, offset);
  }

  /** Zeroes `length` bytes (all unless told). */
  zero(offset = 0, length = this.length - offset): void {
    this.#put(offset, length);
    this.block.bytes.fill(0, offset, offset + length);
  }

  /** As {@link #check}, of bytes that are about to be written. */
  #put(offset: number, length: number): void {
    this.#check(offset, length);
    const end = offset + length;
    if (end <= this.#defined) return;
    if (offset > this.#defined) {
      this.#later ??= new Uint8Array(this.length);
      this.#later.fill(1, offset, end);
      return;
    }
    this.#defined = end;
    if (this.#later !== null) while (this.#later[this.#defined] === 1) this.#defined++;
  }

  #check(offset: number, length: number): void {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.#end)) this.#fail(offset, length);
  }

  #fail(offset: number, length: number): never {
    if (this.freed) {
      throw new BugCheck('DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL', this.tag, `touched at ${offset} after it was freed`);
    }
    throw new BugCheck(
      'DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION',
      this.tag,
      `${length} bytes at ${offset} touched, but only ${this.length} are there`,
    );
  }
}
