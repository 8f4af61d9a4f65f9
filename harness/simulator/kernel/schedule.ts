import { MustWait, type Scheduling, type SwitchPoint } from '../../target/target.ts';
import { Processor } from './processor.ts';

/**
 * Where other threads run in the one thread that the simulator is. Code that is interrupted calls {@link point}; what the
 * switcher does there runs one level deeper, and its level is what a thread is known by: threads below are interrupted
 * until it returns. Without a switcher a point is one comparison.
 */
export class Schedule implements Scheduling {
  /** Requests are scheduled: a switcher is set. */
  active = false;
  /** Whether mutexes hold anybody up; a driver that does not take them is simulated without. */
  locks = true;
  #switcher: ((at: SwitchPoint) => void) | null = null;
  #level = 0;
  readonly #processor: Processor;

  constructor(processor = new Processor()) {
    this.#processor = processor;
  }

  setSwitcher(switcher: ((at: SwitchPoint) => void) | null): void {
    this.#switcher = switcher;
    this.active = switcher !== null;
  }

  /** The level that runs: 0, or how many threads are interrupted below it. */
  get level(): number {
    return this.#level;
  }

  /** Another thread may run here. */
  point(at: SwitchPoint): void {
    const switcher = this.#switcher;
    if (switcher === null) return;
    this.#level++;
    try {
      this.#processor.otherThread(() => {
        switcher(at);
      });
    } finally {
      this.#level--;
    }
  }

  /** @throws MustWait if a thread is interrupted: no time passes before it goes on */
  letTimePass(): void {
    if (this.#level > 0) throw new MustWait('time to pass');
  }
}

/** A mutex of a driver. Entered in scheduled mode only: elsewhere a request runs from end to end anyway. */
export class Mutex {
  readonly #schedule: Schedule;
  readonly name: string;
  #owner = -1;
  #entries = 0;

  /** @param name what waits for it is told */
  constructor(schedule: Schedule, name: string) {
    this.#schedule = schedule;
    this.name = name;
  }

  /** Whether a thread holds it that is interrupted. */
  get taken(): boolean {
    return this.#schedule.locks && this.#entries > 0 && this.#owner !== this.#schedule.level;
  }

  /** @throws MustWait if it is taken */
  acquire(): void {
    if (this.taken) throw new MustWait(this.name);
    this.#owner = this.#schedule.level;
    this.#entries++;
  }

  release(): void {
    this.#entries--;
  }
}
