/**
 * The output buffers that requests are given: one piece of memory, used again and again. Between requests it is filled
 * with one pattern throughout, so that every byte a driver writes shows, also behind the end of the buffer.
 */
import { canaryLength } from './oracles/stateless.ts';

export class OutputMemory {
  readonly fill: number;
  #memory = new Uint8Array(0);
  #length = -1;
  #output = this.#memory;
  #whole = this.#memory;

  constructor(fill: number) {
    this.fill = fill;
  }

  /** Makes `output` a buffer of that length and `whole` the same with its canary. Valid until the next call. */
  take(length: number): void {
    if (length === this.#length) return;
    if (this.#memory.length < length + canaryLength) {
      this.#memory = new Uint8Array(2 * length + canaryLength).fill(this.fill);
    }
    this.#length = length;
    this.#output = this.#memory.subarray(0, length);
    this.#whole = this.#memory.subarray(0, length + canaryLength);
  }

  get output(): Uint8Array {
    return this.#output;
  }
  get whole(): Uint8Array {
    return this.#whole;
  }

  /** Puts the pattern back over the first `length` bytes, or over everything. */
  restore(length = this.#memory.length): void {
    if (length > 0) this.#memory.fill(this.fill, 0, length);
  }
}
