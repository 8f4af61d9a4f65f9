import type { SignalKind } from '../../target/target.ts';

/** An event or a semaphore that the caller made. Kept alive by its handle and by the enables that name it. */
export class SignalObject {
  readonly type = 'signal';
  readonly kind: SignalKind;
  readonly #limit: number;
  #count = 0;
  references = 0;

  constructor(kind: SignalKind, limit: number) {
    this.kind = kind;
    this.#limit = kind === 'semaphore' ? limit : 1;
  }

  get signalled(): boolean {
    return this.#count > 0;
  }

  /** Sets an event. */
  set(): void {
    this.#count = 1;
  }

  /** Releases a semaphore; nothing happens if its limit would be passed or `adjustment` is not positive (EVT-030). */
  releaseSemaphore(adjustment: number): void {
    if (adjustment > 0 && this.#count + adjustment <= this.#limit) this.#count += adjustment;
  }

  /** Takes what is there. */
  take(): number {
    const count = this.#count;
    this.#count = 0;
    return count;
  }
}
