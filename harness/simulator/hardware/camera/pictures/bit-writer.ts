/** Writes bits, most significant first, into a growing byte array. */
export class BitWriter {
  #bytes: number[] = [];
  #current = 0;
  #free = 8;

  /** The low `count` bits of `value`; at most 24. */
  put(value: number, count: number): void {
    let left = count;
    while (left > 0) {
      const taken = Math.min(left, this.#free);
      this.#current = (this.#current << taken) | ((value >> (left - taken)) & ((1 << taken) - 1));
      this.#free -= taken;
      left -= taken;
      if (this.#free === 0) this.#flush();
    }
  }

  /** Fills the last byte with copies of `bit`. */
  align(bit: 0 | 1): void {
    while (this.#free < 8) this.put(bit, 1);
  }

  /** What was written; only whole bytes. */
  bytes(): readonly number[] {
    return this.#bytes;
  }

  #flush(): void {
    this.#bytes.push(this.#current & 0xff);
    this.#current = 0;
    this.#free = 8;
  }
}
