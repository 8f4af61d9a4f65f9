import type { Arch, Buffer, MemoryKind, Region, Span, WildPointer } from '../../target/target.ts';
import { TargetMisuse } from '../../target/target.ts';
import type { KernelBuffer } from './kernel-buffer.ts';
import { ACCESS_VIOLATION } from './status-exception.ts';

const pageSize = 4096;
const nothing = new Uint8Array(0);

/** Where caller memory lies, by the caller's ABI. Ordinary regions, then the addresses lent to plain byte arrays. */
const ranges = {
  x64: { first: 0x1d0_0000_0000, last: 0x7ff0_0000_0000, transient: 0x10_0000_0000, transientEnd: 0x1c0_0000_0000, kernel: 0xffff_8000_0000_0000n },
  x86: { first: 0x0100_0000, last: 0x6000_0000, transient: 0x6100_0000, transientEnd: 0x7000_0000, kernel: 0x8060_0000n },
} as const;

class MemoryRegion implements Region {
  readonly address: bigint;
  readonly base: number;
  readonly length: number;
  kind: MemoryKind;
  bytes: Uint8Array;
  /** Given back by the harness, which must not name it any more. */
  released = false;

  constructor(address: bigint, length: number, kind: MemoryKind) {
    this.address = address;
    this.base = Number(address);
    this.length = length;
    this.kind = kind;
    this.bytes = kind === 'normal' || kind === 'read-only' ? new Uint8Array(length) : nothing;
  }
}

/** Caller pages that a driver has locked: they stay what they are even if the caller gives the memory back. */
export interface LockedPages {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
}

/** The caller's user-mode memory, and the only way to touch it: through probes that raise an access violation. */
export class AddressSpace {
  readonly #ranges: (typeof ranges)[Arch];
  #next: number;
  #transient: number;
  #kernel: bigint;
  /** Live regions of the user half, by rising address. */
  readonly #regions: MemoryRegion[] = [];

  constructor(arch: Arch) {
    this.#ranges = ranges[arch];
    this.#next = this.#ranges.first;
    this.#transient = this.#ranges.transient;
    this.#kernel = this.#ranges.kernel;
  }

  /** See `Target.allocate`. Every region has pages of its own, and an unmapped page behind it. */
  allocate(length: number, kind: MemoryKind, misalign: number): Region {
    const size = (Math.floor((misalign + length) / pageSize) + 2) * pageSize;
    if (kind === 'kernel') {
      const region = new MemoryRegion(this.#kernel + BigInt(misalign), length, kind);
      this.#kernel += BigInt(size);
      return region;
    }
    const base = this.#place(size) + misalign;
    const region = new MemoryRegion(BigInt(base), length, kind);
    if (kind !== 'freed') this.#regions.splice(this.#indexAfter(base), 0, region);
    return region;
  }

  /** See `Target.release`. */
  release(region: Region): void {
    const own = this.#own(region);
    if (own.released) throw new TargetMisuse('a region was released twice');
    if (own.kind !== 'kernel' && own.kind !== 'freed') {
      const index = this.#indexAfter(own.base) - 1;
      if (this.#regions[index] !== own) throw new TargetMisuse('a region of another target was released');
      this.#regions.splice(index, 1);
    }
    own.released = true;
    own.kind = 'freed';
    own.bytes = nothing;
  }

  /** The number of regions that the caller has and did not give back. */
  get live(): number {
    return this.#regions.length;
  }

  /** The address that the driver sees for a buffer. A byte array gets a fresh one each time. */
  addressOf(buffer: Buffer): number {
    if (buffer === null) return 0;
    if (buffer instanceof Uint8Array) {
      const address = this.#transient;
      this.#transient += Math.max(64, (buffer.length + 15) & ~15);
      if (this.#transient > this.#ranges.transientEnd) this.#transient = this.#ranges.transient;
      return address;
    }
    if ('region' in buffer) return Number(buffer.region.address) + buffer.offset;
    return Number(buffer.address);
  }

  /** Checks what the harness passed as a buffer; its length. */
  lengthOf(buffer: Buffer): number {
    if (buffer === null) return 0;
    if (!(buffer instanceof Uint8Array) && 'region' in buffer) {
      const region = this.#own(buffer.region);
      if (region.released) throw new TargetMisuse('a request names a region that was released');
      if (buffer.offset < 0 || buffer.length < 0 || buffer.offset + buffer.length > region.length) {
        throw new TargetMisuse(`a request names bytes ${buffer.offset}…${buffer.offset + buffer.length} of a region of ${region.length}`);
      }
    }
    return buffer.length;
  }

  /** Probes the first `length` bytes of a buffer for read, or for write. */
  probe(buffer: Buffer, length: number, write: boolean): void {
    if (length !== 0 && !(buffer instanceof Uint8Array)) this.#resolve(buffer, length, write);
  }

  /** Copies the first `length` bytes of a buffer to the start of `target`. */
  copyIn(buffer: Buffer, length: number, target: KernelBuffer): void {
    if (length === 0) return;
    if (buffer instanceof Uint8Array) {
      copyBytes(buffer, 0, target.block.bytes, 0, length);
      return;
    }
    const { bytes, offset } = this.#resolve(buffer, length, false);
    copyBytes(bytes, offset, target.block.bytes, 0, length);
  }

  /** Copies the first `length` bytes of `source` to the start of a buffer. */
  copyOut(source: KernelBuffer, length: number, buffer: Buffer): void {
    if (length === 0) return;
    if (buffer instanceof Uint8Array) {
      copyBytes(source.block.bytes, 0, buffer, 0, length);
      return;
    }
    const { bytes, offset } = this.#resolve(buffer, length, true);
    copyBytes(source.block.bytes, 0, bytes, offset, length);
  }

  /** Locks the pages of a raw address (a pointer inside a structure) for read, or for write too. */
  lock(address: number, length: number, write: boolean): LockedPages {
    const { bytes, offset } = this.#find(address, length, write);
    return { bytes, offset, length };
  }

  #resolve(buffer: Span | WildPointer | null, length: number, write: boolean): { bytes: Uint8Array; offset: number } {
    if (buffer === null) throw ACCESS_VIOLATION;
    if ('region' in buffer) {
      const kind = buffer.region.kind;
      if (kind !== 'normal' && !(kind === 'read-only' && !write)) throw ACCESS_VIOLATION;
      return { bytes: buffer.region.bytes, offset: buffer.offset };
    }
    return this.#find(Number(buffer.address), length, write);
  }

  #find(address: number, length: number, write: boolean): { bytes: Uint8Array; offset: number } {
    const region = this.#regions[this.#indexAfter(address) - 1];
    if (region === undefined || address + length > region.base + region.length) throw ACCESS_VIOLATION;
    if (region.kind !== 'normal' && !(region.kind === 'read-only' && !write)) throw ACCESS_VIOLATION;
    return { bytes: region.bytes, offset: address - region.base };
  }

  /** A free place for a new region. Addresses are used again only when all have been used once. */
  #place(size: number): number {
    if (this.#next + size > this.#ranges.last) this.#next = this.#ranges.first;
    for (;;) {
      const base = this.#next;
      const following = this.#regions[this.#indexAfter(base + size - 1) - 1];
      const end = following === undefined ? 0 : (Math.floor((following.base + following.length) / pageSize) + 2) * pageSize;
      if (end <= base) {
        this.#next = base + size;
        return base;
      }
      this.#next = end;
      if (this.#next + size > this.#ranges.last) throw new TargetMisuse('the simulated address space is full');
    }
  }

  /** Index of the first region that begins after `address`. */
  #indexAfter(address: number): number {
    let low = 0;
    let high = this.#regions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#regions[middle] as MemoryRegion).base <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #own(region: Region): MemoryRegion {
    if (region instanceof MemoryRegion) return region;
    throw new TargetMisuse('a region that this target did not allocate');
  }
}

/** Copies bytes; short ones, the usual case, without making views. */
export function copyBytes(from: Uint8Array, fromOffset: number, to: Uint8Array, toOffset: number, length: number): void {
  if (length <= 64) {
    for (let i = 0; i < length; i++) to[toOffset + i] = from[fromOffset + i] as number;
  } else {
    to.set(from.subarray(fromOffset, fromOffset + length), toOffset);
  }
}
