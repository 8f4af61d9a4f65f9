/** Passes Ctrl-C on to what watches over the processes of a run. */
import type { Watch } from './watch.ts';

const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

export class Interrupts {
  readonly #watches = new Set<Watch>();
  readonly #pass = (): void => { this.all(); };

  /** Begins to listen. What it listens with is known to {@link dropForeignListeners}. */
  begin(): void {
    own.add(this.#pass);
    for (const signal of signals) process.on(signal, this.#pass);
  }

  end(): void {
    for (const signal of signals) process.off(signal, this.#pass);
  }

  add(watch: Watch): void {
    this.#watches.add(watch);
  }

  remove(watch: Watch): void {
    this.#watches.delete(watch);
  }

  /** Ends all processes politely, and at once when called again. */
  all(): void {
    for (const watch of this.#watches) watch.interrupt();
  }
}

const own = new WeakSet<object>();

/** The listeners that there are now, for {@link dropForeignListeners}. */
export function presentListeners(): ReadonlySet<unknown> {
  return new Set(signals.flatMap((signal) => process.listeners(signal)));
}

/** Removes the listeners that somebody else has added since: Vitest ends the process, and the reports come first. */
export function dropForeignListeners(before: ReadonlySet<unknown>): void {
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) if (!before.has(listener) && !own.has(listener)) process.off(signal, listener);
  }
}
