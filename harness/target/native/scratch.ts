/** Places for the buffers of simple requests: bytes without an address of their own. */
import type { NativeMemory, NativeRegion } from './memory.ts';

/** The largest buffer that has a place here. */
export const scratchSize = 16 * 1024;

/**
 * Memory for one buffer at a time, always at its end: just before an inaccessible page, so that a driver that runs past
 * the buffer faults there.
 */
export class Scratch {
  readonly region: NativeRegion;
  readonly #align: number;
  /** By length. Of full size from the start: a growing sparse array would become a dictionary. */
  readonly #views = new Array<Uint8Array | undefined>(scratchSize + 1);

  /** @param guard the buffer ends exactly at the page, whatever alignment its address then has; else it is 16-aligned */
  constructor(memory: NativeMemory, guard: boolean) {
    this.region = memory.allocate(scratchSize);
    this.#align = guard ? 1 : 16;
  }

  /** Address of a buffer of `length` bytes, at most {@link scratchSize}. */
  addressFor(length: number): number {
    return this.region.base + this.#offsetFor(length);
  }

  /** The harness' view of that buffer. */
  viewFor(length: number): Uint8Array {
    return (this.#views[length] ??= this.#makeView(length));
  }

  #offsetFor(length: number): number {
    const offset = scratchSize - length;
    return offset - (offset % this.#align);
  }

  #makeView(length: number): Uint8Array {
    const offset = this.#offsetFor(length);
    return this.region.bytes.subarray(offset, offset + length);
  }
}
