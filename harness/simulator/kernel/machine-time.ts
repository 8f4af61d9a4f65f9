import type { VirtualClock } from './virtual-clock.ts';

const hnsPerMillisecond = 10_000;
/** Never changes: waiting on it is sleeping. */
const nobodyWakes = new Int32Array(new SharedArrayBuffer(4));

/** The clock of the machine behind the simulated one: time passes by itself, and what waits really sleeps. */
export class MachineTime {
  readonly #clock: VirtualClock;
  /** What the simulated clock shows when the machine's shows 0, in 100 ns. */
  readonly #offset: number;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
    this.#offset = clock.now - machineNow();
  }

  /** Brings the simulated clock to the time that it is, with all that is due until then. */
  catchUp(): void {
    this.#clock.advance(this.#now());
  }

  /** Sleeps until `deadline`, or until `done` says so after a timer has called back. */
  pass(deadline: number, done: () => boolean): void {
    for (;;) {
      if (this.#clock.advance(Math.min(this.#now(), deadline), done) || this.#clock.now >= deadline) return;
      const until = Math.min(deadline, this.#clock.nextDue ?? deadline);
      const milliseconds = (until - this.#now()) / hnsPerMillisecond;
      if (milliseconds > 0) Atomics.wait(nobodyWakes, 0, 0, milliseconds);
    }
  }

  #now(): number {
    return machineNow() + this.#offset;
  }
}

/** In units of 100 ns, from whenever. */
function machineNow(): number {
  return Math.floor(performance.now() * hnsPerMillisecond);
}
