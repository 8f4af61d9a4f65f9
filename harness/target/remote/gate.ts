/** Slows down who guesses tokens: each failure of an address makes the next attempt wait longer. */

/** The first failure costs so much, in milliseconds; every further one twice as much. */
const firstDelay = 1000;
const longestDelay = 60_000;
/** So many addresses are remembered; beyond them all are treated as one. */
const mostAddresses = 1000;
/** A failure is forgotten after so long, in milliseconds. */
const forgottenAfter = 15 * 60_000;
const everybodyElse = '*';

interface Failures {
  count: number;
  last: number;
}

export class Gate {
  readonly #failures = new Map<string, Failures>();
  readonly #now: () => number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How long an address must wait before it may try again, in milliseconds; 0 if it may now. */
  delay(address: string): number {
    const failures = this.#failures.get(this.#key(address));
    if (!failures) return 0;
    const wait = Math.min(longestDelay, firstDelay * 2 ** (failures.count - 1));
    return Math.max(0, failures.last + wait - this.#now());
  }

  failed(address: string): void {
    this.#forgetOld();
    const key = this.#key(address);
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    this.#failures.set(key, { count, last: this.#now() });
  }

  succeeded(address: string): void {
    this.#failures.delete(networkOf(address));
  }

  #key(address: string): string {
    const key = networkOf(address);
    return this.#failures.has(key) || this.#failures.size < mostAddresses ? key : everybodyElse;
  }

  #forgetOld(): void {
    const oldest = this.#now() - forgottenAfter;
    for (const [key, { last }] of this.#failures) if (last < oldest) this.#failures.delete(key);
  }
}

/** Who has one IPv6 address has 2⁶⁴ of them. */
function networkOf(address: string): string {
  return address.includes(':') && !address.includes('.') ? address.split(':').slice(0, 4).join(':') : address;
}
