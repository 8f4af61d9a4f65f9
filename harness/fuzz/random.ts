/**
 * Random numbers of a campaign: xorshift128, seeded by SplitMix32. Its own, since it is drawn from several times a
 * request, where the generators that come with libraries cost more than the request itself.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed any 32-bit number */
  constructor(seed: number) {
    let state = seed | 0;
    const next = (): number => {
      state = (state + 0x9e37_79b9) | 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0_aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
      return z ^ (z >>> 15);
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    // All four zero would stay so for ever.
    this.#d = next() | 1;
  }

  /** An unsigned 32-bit number. */
  word(): number {
    let t = this.#d;
    const s = this.#a;
    this.#d = this.#c;
    this.#c = this.#b;
    this.#b = s;
    t ^= t << 11;
    t ^= t >>> 8;
    this.#a = t ^ s ^ (s >>> 19);
    return this.#a >>> 0;
  }

  /** A whole number from 0 to `count` − 1; `count` from 1 to 2³². */
  below(count: number): number {
    return Math.floor((this.word() / 0x1_0000_0000) * count);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** A seed for a part of what has a seed: the same for the same two numbers, unlike for others. */
export function derive(seed: number, part: number): number {
  return new Random(Math.imul(seed | 0, 0x85eb_ca6b) ^ Math.imul(part + 1, 0xc2b2_ae35)).word();
}
