/** Caller memory of a native target: regions of every kind, at real addresses. */
import { byteLength, type ByteLength } from '../../abi/byte-length.ts';
import type { MemoryKind, Region } from '../target.ts';
import { TargetMisuse } from '../target.ts';
import type { AddressSpace, Section } from './address-space.ts';

/** Bytes of an ordinary section; a larger region gets one of its own. */
const sectionSize = 16 * 2 ** 20;
/** So many regions of a size are given back before the first of them is used again: late touches still fault. */
const quarantine = 64;
/** Made-up addresses of the kernel half. */
const kernelBase = { x64: 0xffff_8000_0000_0000n, x86: 0x8060_0000n } as const;
const nothing = new Uint8Array(0);

/** A run of pages with an inaccessible page behind it. */
interface Run {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** A region of this target. */
export class NativeRegion implements Region {
  readonly address: bigint;
  /** `address` as a number; no number for addresses of the kernel half. */
  readonly base: number;
  readonly length: ByteLength;
  kind: MemoryKind;
  bytes: Uint8Array;
  /** The pages it lies in; none for made-up addresses. */
  readonly run: Run | null;
  released = false;

  constructor(address: bigint, length: number, kind: MemoryKind, run: Run | null, bytes: Uint8Array) {
    this.address = address;
    this.base = Number(address);
    this.length = byteLength(length);
    this.kind = kind;
    this.run = run;
    this.bytes = bytes;
  }
}

/** How regions are placed. */
export interface Placement {
  readonly arch: 'x64' | 'x86';
  /**
   * Every region ends exactly at an inaccessible page, so that the first byte too many faults. Its address then has only
   * the alignment that its length allows. Otherwise addresses are 16-aligned, with up to 15 bytes before that page.
   */
  readonly guard: boolean;
}

/** Gives and takes regions. */
export class NativeMemory {
  readonly #space: AddressSpace;
  readonly #placement: Placement;
  readonly #sections: Section[] = [];
  /** Runs that were given back, by their number of pages, oldest first. */
  readonly #free = new Map<number, Run[]>();
  /** Bytes of the newest section that were never used. */
  #fresh = 0;
  #kernel: bigint;

  constructor(space: AddressSpace, placement: Placement) {
    this.#space = space;
    this.#placement = placement;
    this.#kernel = kernelBase[placement.arch];
  }

  /** See `Target.allocate`. */
  allocate(length: number, kind: MemoryKind = 'normal', misalign = 0): NativeRegion {
    if (!Number.isSafeInteger(length) || length < 0 || !Number.isSafeInteger(misalign) || misalign < 0) {
      throw new TargetMisuse(`a region of ${length} bytes, misaligned by ${misalign}`);
    }
    const { pageSize } = this.#space;
    if (kind === 'kernel') {
      const region = new NativeRegion(this.#kernel + BigInt(misalign), length, kind, null, nothing);
      this.#kernel += BigInt(Math.ceil((length + misalign + 1) / pageSize) * pageSize);
      return region;
    }
    const pages = Math.max(1, Math.ceil((length + misalign) / pageSize));
    const run = this.#take(pages);
    const end = pages * pageSize;
    const exact = this.#placement.guard && misalign === 0;
    const start = exact ? end - length : Math.floor((end - length - misalign) / 16) * 16 + misalign;
    run.bytes.fill(0, start, start + length);
    if (kind === 'normal') this.#space.protect(run.address, end, 'read-write');
    if (kind === 'read-only') this.#space.protect(run.address, end, 'read');
    const visible = kind === 'normal' || kind === 'read-only';
    const bytes = visible ? run.bytes.subarray(start, start + length) : nothing;
    return new NativeRegion(BigInt(run.address + start), length, kind, run, bytes);
  }

  /** See `Target.release`. */
  release(region: Region): void {
    const own = this.own(region);
    own.released = true;
    if (own.run && this.#sections.length > 0) {
      const size = own.run.bytes.length;
      if (own.kind === 'normal' || own.kind === 'read-only') this.#space.protect(own.run.address, size, 'none');
      const pages = size / this.#space.pageSize;
      const list = this.#free.get(pages);
      if (list) list.push(own.run);
      else this.#free.set(pages, [own.run]);
    }
    own.kind = 'freed';
    own.bytes = nothing;
  }

  /** A region of this target that is still held; everything else is a misuse. */
  own(region: Region): NativeRegion {
    if (!(region instanceof NativeRegion)) throw new TargetMisuse('a region that this target did not allocate');
    if (region.released) throw new TargetMisuse('a region that was released');
    return region;
  }

  /** Takes everything away from the driver. */
  dispose(): void {
    for (const section of this.#sections.splice(0)) this.#space.unmap(section);
    this.#free.clear();
    this.#fresh = 0;
  }

  #take(pages: number): Run {
    const used = this.#free.get(pages);
    if (used && used.length > quarantine) return used.shift() as Run;
    const { pageSize } = this.#space;
    const size = (pages + 1) * pageSize;
    if (size > this.#fresh) {
      this.#fresh = Math.max(sectionSize, size);
      this.#sections.push(this.#space.map(this.#fresh, this.#placement.arch === 'x86'));
    }
    const section = this.#sections.at(-1) as Section;
    const offset = section.bytes.length - this.#fresh;
    this.#fresh -= size;
    return { address: section.base + offset, bytes: section.bytes.subarray(offset, offset + pages * pageSize) };
  }
}
