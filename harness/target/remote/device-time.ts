/** The time at the device, as far as it is known here. A real one goes on between two answers, so that it costs no journey. */
import type { Hns } from '../target.ts';

export class DeviceTime {
  /** Whether it stands still until something is asked. */
  readonly virtual: boolean;
  /** As last told, and when that was here, in milliseconds. */
  #told: { readonly there: Hns; readonly here: number } | null = null;
  #latest: Hns = 0n;

  constructor(virtual: boolean) {
    this.virtual = virtual;
  }

  /** As last told; `null` if it is not known. */
  get told(): Hns | null {
    return this.#told?.there ?? null;
  }

  /** Takes what an answer told; `null` is that of a dead device. */
  tell(now: Hns | null): void {
    this.#told = now === null ? null : { there: now, here: performance.now() };
  }

  /** It never goes back. */
  now(): Hns {
    const { there, here } = this.#told ?? { there: 0n, here: 0 };
    const now = this.virtual ? there : there + BigInt(Math.round((performance.now() - here) * 10_000));
    if (now > this.#latest) this.#latest = now;
    return this.#latest;
  }

  forget(): void {
    this.#told = null;
    this.#latest = 0n;
  }

  /** Gives what puts it back to where it is now. */
  mark(): () => void {
    const [told, latest] = [this.#told, this.#latest];
    return () => { [this.#told, this.#latest] = [told, latest]; };
  }
}
