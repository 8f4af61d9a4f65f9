import { STATUS } from '../../abi/ntstatus.ts';
import { BugCheck } from './bugcheck.ts';
import { KernelBuffer, type PoolBlock } from './kernel-buffer.ts';
import { StatusException } from './status-exception.ts';

/** Sizes of recycled blocks; bigger ones are made as needed. */
const sizeClasses = [64, 256, 1024, 4096, 16384, 65536] as const;

/** The largest single allocation. */
const most = 0x1000_0000;

function newBlock(size: number, sizeClass: number): PoolBlock {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer), sizeClass };
}

/** Kernel pool: counts what is out, and gives memory whose content is undefined. */
export class Pool {
  /** A buffer without bytes, e.g. the value of a request with OutLen 0. Never freed. */
  readonly empty = new KernelBuffer('empty', 0, newBlock(0, -1));
  readonly #free: PoolBlock[][] = sizeClasses.map(() => []);
  #live = 0;
  #bytes = 0;
  #serial = 0;

  /** Buffers that were allocated and not yet freed. */
  get live(): number {
    return this.#live;
  }

  /** Their lengths together. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Gives a buffer of exactly `length` bytes. They hold a byte that differs from one allocation to the next, as left-over
   * data would: a driver that forgets to write a byte answers the same request differently. The buffer knows which bytes
   * were written, so that none of the others reaches a caller.
   */
  allocate(tag: string, length: number): KernelBuffer {
    const buffer = this.allocateToFill(tag, length);
    if (length === 0) return buffer;
    buffer.markUndefined();
    this.#serial = (this.#serial + 1) & 0xffff;
    const { bytes } = buffer.block;
    const poison = (this.#serial * 0x35 + 0x5a) & 0xff;
    if (length <= 64) for (let i = 0; i < length; i++) bytes[i] = poison;
    else bytes.fill(poison, 0, length);
    return buffer;
  }

  /**
   * As {@link allocate}, for a buffer that the kernel itself overwrites from end to end.
   * @throws StatusException there is no memory of that size
   */
  allocateToFill(tag: string, length: number): KernelBuffer {
    if (length === 0) return this.empty;
    if (length > most) throw new StatusException(STATUS.STATUS_INSUFFICIENT_RESOURCES, `${length} bytes are more than the pool has`);
    this.#live++;
    this.#bytes += length;
    return new KernelBuffer(tag, length, this.#take(length));
  }

  /** As {@link allocate}, holding a copy of `bytes`. */
  copy(tag: string, bytes: Uint8Array): KernelBuffer {
    const buffer = this.allocateToFill(tag, bytes.length);
    buffer.write(0, bytes);
    return buffer;
  }

  /** Takes a buffer back. Freeing it twice is a bug check. */
  free(buffer: KernelBuffer): void {
    if (buffer.length === 0) return;
    if (buffer.freed) throw new BugCheck('BAD_POOL_CALLER', buffer.tag, 'freed twice');
    buffer.markFreed();
    this.#live--;
    this.#bytes -= buffer.length;
    const { block } = buffer;
    if (block.sizeClass >= 0) this.#free[block.sizeClass]?.push(block);
  }

  #take(length: number): PoolBlock {
    for (let i = 0; i < sizeClasses.length; i++) {
      const size = sizeClasses[i] as number;
      if (length <= size) return this.#free[i]?.pop() ?? newBlock(size, i);
    }
    return newBlock(length, -1);
  }
}
