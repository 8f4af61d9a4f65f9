/** A ledger of event enables: who must be signalled how often, and who must not be. */
import { breach, type Breach } from './oracle.ts';

/** What one enable asks for. */
export interface Registration {
  /** What raises it, as the declaration names it: `level changed`. Enables of one cause are all signalled. */
  readonly cause: string;
  /** It ends with its first signal. */
  readonly oneshot: boolean;
  /** A notification object that counts (a semaphore) tells each signal; another one that there was one. */
  readonly counts: boolean;
}

interface Entry extends Registration {
  enabled: boolean;
  /** Signals that are due and were not taken yet. */
  due: number;
}

/** Follows the enables of one object by their names; handles of several clients have names of their own. */
export class EventLedger {
  readonly #entries = new Map<string, Entry>();

  enabled(name: string, registration: Registration): void {
    this.#entries.set(name, { ...registration, enabled: true, due: 0 });
  }

  /** It was disabled, or its handle was closed: nothing comes of it any more but what is due already. */
  disabled(name: string): void {
    const entry = this.#entries.get(name);
    if (entry) entry.enabled = false;
  }

  /** The cause came about. @param times how often */
  happened(cause: string, times = 1): void {
    for (const entry of this.#entries.values()) {
      if (!entry.enabled || entry.cause !== cause) continue;
      entry.due += entry.oneshot ? 1 : times;
      if (entry.oneshot) entry.enabled = false;
    }
  }

  /**
   * So many signals were taken of an enable's object: all there were. They are settled with this.
   * @param what the name of the enable, for the message
   */
  took(name: string, signals: number): Breach | null {
    const entry = this.#entries.get(name);
    if (!entry) throw new RangeError(`nothing enabled is called ${name}`);
    const due = entry.counts ? entry.due : Math.min(entry.due, 1);
    entry.due = 0;
    if (signals === due) return null;
    const told = `${name} was signalled ${signals} times`;
    if (due > 0) return breach('O15', `${told} for ${entry.cause}`, `${due} times`);
    return breach('O15', entry.enabled ? `${told}, though nothing happened` : `${told} after it was disabled`, 'no signal');
  }
}

/** An event that is disabled, and of which all was taken that came before, is silent. */
export function silenceBreach(name: string, signals: number): Breach | null {
  const ledger = new EventLedger();
  ledger.enabled(name, { cause: 'anything', oneshot: false, counts: true });
  ledger.disabled(name);
  return ledger.took(name, signals);
}
