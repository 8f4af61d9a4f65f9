import { BugCheck } from './bugcheck.ts';
import { KernelBuffer, type PoolBlock } from './kernel-buffer.ts';

/** Sizes of recycled blocks; bigger ones are made as needed. */
const sizeClasses = [64, 256, 1024, 4096, 16384, 65536] as const;

function newBlock(size: number): PoolBlock {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** Kernel pool: counts what is out, and gives memory whose content is undefined. */
export class Pool {
  /** A buffer without bytes, e.g. the value of a request with OutLen 0. Never freed. */
  readonly empty = new KernelBuffer('empty', 0, newBlock(0));
  readonly #free: PoolBlock[][] = sizeClasses.map(() => []);
  #live = 0;
  #serial = 0;

  /** Buffers that were allocated and not yet freed. */
  get live(): number {
    return this.#live;
  }

  /**
   * Gives a buffer of exactly `length` bytes. They hold a byte that differs from one allocation to the next, as left-over
   * data would: a driver that forgets to write a byte answers the same request differently.
   */
  allocate(tag: string, length: number): KernelBuffer {
    if (length === 0) return this.empty;
    const block = this.#take(length);
    this.#serial = (this.#serial + 1) & 0xffff;
    block.bytes.fill((this.#serial * 0x35 + 0x5a) & 0xff, 0, length);
    this.#live++;
    return new KernelBuffer(tag, length, block);
  }

  /** As {@link allocate}, holding a copy of `bytes`. */
  copy(tag: string, bytes: Uint8Array): KernelBuffer {
    const buffer = this.allocate(tag, bytes.length);
    buffer.write(0, bytes);
    return buffer;
  }

  /** Takes a buffer back. Freeing it twice is a bug check. */
  free(buffer: KernelBuffer): void {
    if (buffer.length === 0) return;
    if (buffer.freed) throw new BugCheck('BAD_POOL_CALLER', buffer.tag, 'freed twice');
    buffer.markFreed();
    this.#live--;
    const index = sizeClasses.indexOf(buffer.block.bytes.length as (typeof sizeClasses)[number]);
    if (index >= 0) this.#free[index]?.push(buffer.block);
  }

  #take(length: number): PoolBlock {
    for (let i = 0; i < sizeClasses.length; i++) {
      const size = sizeClasses[i] as number;
      if (length <= size) return this.#free[i]?.pop() ?? newBlock(size);
    }
    return newBlock(length);
  }
}
