import { byteLength, type ByteLength } from '../../abi/byte-length.ts';
import type { Arch, Buffer, MemoryKind, Region, Span, WildPointer } from '../../target/target.ts';
import { TargetMisuse } from '../../target/target.ts';
import { BugCheck } from './bugcheck.ts';
import type { KernelBuffer } from './kernel-buffer.ts';
import { Observations, type AccessMode } from './observations.ts';
import { IRQL, Processor } from './processor.ts';
import { ACCESS_VIOLATION } from './status-exception.ts';
import { SystemMemory, hex } from './system-memory.ts';

const pageSize = 4096;
const nothing = new Uint8Array(0);

/** Where caller memory lies, by the caller's ABI. Ordinary regions, then the addresses lent to plain byte arrays. */
const ranges = {
  x64: { first: 0x1d0_0000_0000, last: 0x7ff0_0000_0000, transient: 0x10_0000_0000, transientEnd: 0x1c0_0000_0000 },
  x86: { first: 0x0100_0000, last: 0x6000_0000, transient: 0x6100_0000, transientEnd: 0x7000_0000 },
} as const;

class MemoryRegion implements Region {
  readonly address: bigint;
  readonly base: number;
  readonly length: ByteLength;
  kind: MemoryKind;
  bytes: Uint8Array;
  /** Whose it is: others find nothing at its address. */
  readonly process: number;
  /** Given back by the harness, which must not name it any more. */
  released = false;

  constructor(address: bigint, length: number, kind: MemoryKind, process: number) {
    this.address = address;
    this.process = process;
    this.base = Number(address);
    this.length = byteLength(length);
    this.kind = kind;
    this.bytes = kind === 'normal' || kind === 'read-only' ? new Uint8Array(length) : nothing;
  }
}

/** An address alone: what is done with it says how long. */
type Pointer = Pick<WildPointer, 'address'>;

/** Caller pages that a driver has locked: they stay what they are even if the caller gives the memory back. */
export interface LockedPages {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
}

/**
 * The memory of a caller, as kernel code gets at it. A careful driver probes an address first and then touches it in an
 * exception frame: whatever is wrong with it becomes an access violation, which is a status. One that is not careful meets
 * what lies there: without a frame a bad user address stops the machine; a kernel address needs no frame to be read or
 * overwritten, and stops the machine where nothing is mapped.
 */
export class AddressSpace {
  /** What kernel code can touch beyond the caller's half. */
  readonly system: SystemMemory;
  readonly #processor: Processor;
  readonly #observations: Observations;
  readonly #ranges: (typeof ranges)[Arch];
  #next: number;
  #transient: number;
  /** Live regions of the user half, by rising address. */
  readonly #regions: MemoryRegion[] = [];

  constructor(arch: Arch, processor = new Processor(), observations = new Observations()) {
    this.system = new SystemMemory(arch);
    this.#processor = processor;
    this.#observations = observations;
    this.#ranges = ranges[arch];
    this.#next = this.#ranges.first;
    this.#transient = this.#ranges.transient;
  }

  /** See `Target.allocate`. Every region has pages of its own, and an unmapped page behind it. */
  allocate(length: number, kind: MemoryKind, misalign: number): Region {
    const size = (Math.floor((misalign + length) / pageSize) + 2) * pageSize;
    if (kind === 'kernel') return new MemoryRegion(this.system.allocate(length, misalign), length, kind, this.#processor.process);
    const base = this.#place(size) + misalign;
    const region = new MemoryRegion(BigInt(base), length, kind, this.#processor.process);
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
    if (own.kind === 'kernel') this.system.free(own.address);
    own.released = true;
    own.kind = 'freed';
    own.bytes = nothing;
  }

  /** Whether a region is still there; what was mapped for a process goes with it. */
  has(region: Region): boolean {
    return !this.#own(region).released;
  }

  /** Takes back what a process has that ends; it will not name it any more. */
  releaseOf(process: number): void {
    for (const region of this.#regions.filter((candidate) => candidate.process === process)) this.release(region);
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

  /**
   * ProbeForRead and ProbeForWrite of the first `length` bytes of a buffer. Requests of the kernel itself are not probed.
   * @throws StatusException an access violation
   */
  probe(buffer: Buffer, length: number, write: boolean, mode: AccessMode = 'user'): void {
    if (mode === 'kernel' || length === 0 || buffer instanceof Uint8Array) return;
    if (buffer === null || this.#accessible(buffer, length, write) === null) throw ACCESS_VIOLATION;
  }

  /** Copies the first `length` bytes of a buffer to the start of `target`. A probe may or may not have come before. */
  copyIn(buffer: Buffer, length: number, target: KernelBuffer): void {
    if (length === 0) return;
    this.#observations.fetched(buffer, length);
    const { bytes, offset } = this.#touch(buffer, length, false);
    copyBytes(bytes, offset, target.block.bytes, 0, length);
  }

  /** Copies the first `length` bytes of `source` to the start of a buffer. A probe may or may not have come before. */
  copyOut(source: KernelBuffer, length: number, buffer: Buffer): void {
    if (length === 0) return;
    const { bytes, offset } = this.#touch(buffer, length, true);
    copyBytes(source.block.bytes, 0, bytes, offset, length);
  }

  /** See `Target.peek`. */
  peek(address: bigint, length: number): Uint8Array | null {
    const found = this.#find(Number(address), length, false);
    return found && found.bytes.slice(found.offset, found.offset + length);
  }

  /** What a driver reads that follows an address, probed or not. */
  read(address: number, length: number): Uint8Array {
    this.#observations.fetched(address, length);
    const { bytes, offset } = this.#touch({ address: BigInt(address) }, length, false);
    return bytes.slice(offset, offset + length);
  }

  /** What a driver does that writes where an address points, probed or not. */
  write(address: number, source: Uint8Array): void {
    const { bytes, offset } = this.#touch({ address: BigInt(address) }, source.length, true);
    bytes.set(source, offset);
  }

  /**
   * MmProbeAndLockPages of a raw address (a pointer inside a structure), for read, or for write too. With the access mode
   * of the kernel an address of the kernel half is as good as any other.
   * @throws StatusException an access violation
   */
  lock(address: number, length: number, write: boolean, mode: AccessMode = 'user'): LockedPages {
    this.#processor.waits('MmProbeAndLockPages');
    const trusted = mode === 'kernel' && this.system.holds(address);
    const found = trusted ? this.system.find(address, length, write) : this.#find(address, length, write);
    if (found === null) throw ACCESS_VIOLATION;
    return { ...found, length };
  }

  /** What lies behind a buffer that code touches as it is. @throws StatusException or BugCheck, as the machine would */
  #touch(buffer: Buffer | Pointer, length: number, write: boolean): { bytes: Uint8Array; offset: number } {
    if (this.#processor.irql >= IRQL.DISPATCH) this.#processor.paged('memory of the caller');
    if (buffer instanceof Uint8Array) return { bytes: buffer, offset: 0 };
    const found = buffer === null ? null : this.#accessible(buffer, length, write);
    if (found !== null) return found;
    const address = this.#baseOf(buffer);
    if (this.system.holds(address)) return this.system.touch(address, length, write);
    if (this.#processor.frames > 0) throw ACCESS_VIOLATION;
    const name = this.#processor.calls > 0 ? 'SYSTEM_SERVICE_EXCEPTION' : 'KMODE_EXCEPTION_NOT_HANDLED';
    throw new BugCheck(name, hex(address), `${write ? 'written' : 'read'} without a probe, outside of an exception frame`);
  }

  #baseOf(buffer: Span | Pointer | null): number {
    if (buffer === null) return 0;
    return 'region' in buffer ? Number(buffer.region.address) + buffer.offset : Number(buffer.address);
  }

  /** Where the bytes of a buffer are, if a user may touch them. */
  #accessible(buffer: Span | Pointer, length: number, write: boolean): { bytes: Uint8Array; offset: number } | null {
    if (!('region' in buffer)) return this.#find(Number(buffer.address), length, write);
    const { kind, bytes } = buffer.region;
    if ((buffer.region as MemoryRegion).process !== this.#processor.process) return null;
    return kind === 'normal' || (kind === 'read-only' && !write) ? { bytes, offset: buffer.offset } : null;
  }

  #find(address: number, length: number, write: boolean): { bytes: Uint8Array; offset: number } | null {
    const region = this.#regions[this.#indexAfter(address) - 1];
    if (region === undefined || region.process !== this.#processor.process || address + length > region.base + region.length) return null;
    if (region.kind !== 'normal' && !(region.kind === 'read-only' && !write)) return null;
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
