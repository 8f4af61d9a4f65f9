import { IRQL, Processor } from './processor.ts';
import { Schedule } from './schedule.ts';

/** A timer that was set; `cancel` keeps it from calling back. */
export interface ClockTimer {
  /** When it calls back next. */
  readonly due: number;
  cancel(): void;
}

class Timer implements ClockTimer {
  due: number;
  readonly serial: number;
  callback: (() => void) | null;

  constructor(due: number, serial: number, callback: () => void) {
    this.due = due;
    this.serial = serial;
    this.callback = callback;
  }

  cancel(): void {
    this.callback = null;
  }
}

/** Whether `a` calls back before `b`: by time, then by the order in which they were set. */
const before = (a: Timer, b: Timer): boolean => a.due < b.due || (a.due === b.due && a.serial < b.serial);

/**
 * The simulated clock, in units of 100 ns. It stands still unless the harness lets time pass; then timers call back in
 * order of their time, and the clock shows each timer's time while it runs.
 */
export class VirtualClock {
  #now: number;
  #serial = 0;
  /** When timers were stopped; they run if there is no such time. */
  #held: number | undefined;
  /** Binary heap, earliest first. */
  readonly #heap: Timer[] = [];
  readonly #schedule: Schedule;
  readonly #processor: Processor;

  /**
   * @param start what the clock shows at first, e.g. how long the machine has been up
   * @param schedule callbacks are points of
   * @param processor callbacks are DPCs of: they run at DISPATCH_LEVEL
   */
  constructor(start: number, schedule: Schedule = new Schedule(), processor = new Processor()) {
    this.#now = start;
    this.#schedule = schedule;
    this.#processor = processor;
  }

  get now(): number {
    return this.#now;
  }

  /** When the next timer calls back; none does while they are held. */
  get nextDue(): number | undefined {
    return this.#held === undefined ? this.#heap[0]?.due : undefined;
  }

  /** Calls back once at `due` (at once when time next passes, if that is over already). */
  setTimer(due: number, callback: () => void): ClockTimer {
    const timer = new Timer(due, this.#serial++, callback);
    this.#push(timer);
    return timer;
  }

  /** Calls back every `period` (≥ 1), first after one period. */
  setPeriodic(period: number, callback: () => void): ClockTimer {
    if (!(period >= 1)) throw new RangeError(`a period of ${period} × 100 ns would stop the clock`);
    const timer = new Timer(this.#now + period, this.#serial++, () => {
      timer.due += period;
      this.#push(timer);
      callback();
    });
    this.#push(timer);
    return timer;
  }

  /** Stops all timers: time passes, and nothing calls back. */
  hold(): void {
    this.#held ??= this.#now;
  }

  /** Lets timers run again: each has the time left that it had. */
  release(): void {
    const slept = this.#now - (this.#held ?? this.#now);
    this.#held = undefined;
    for (const timer of this.#heap) timer.due += slept;
  }

  /** Forgets all timers. */
  clear(): void {
    for (const timer of this.#heap) timer.cancel();
    this.#heap.length = 0;
  }

  /**
   * Lets time pass until `deadline`, or until `done` says so after a timer has called back.
   * @returns whether `done` said so
   */
  advance(deadline: number, done?: () => boolean): boolean {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.due > deadline || this.#held !== undefined) break;
      this.#pop();
      const callback = next.callback;
      if (callback === null) continue;
      if (next.due > this.#now) this.#now = next.due;
      this.#schedule.point('callback');
      // Another thread may have cancelled it meanwhile.
      if (next.callback !== null) this.#processor.raised(IRQL.DISPATCH, callback);
      this.#schedule.point('callback');
      if (done?.()) return true;
    }
    if (deadline > this.#now) this.#now = deadline;
    return false;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(timer);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as Timer;
      if (!before(timer, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && before(heap[right] as Timer, heap[child] as Timer)) child = right;
      const below = heap[child] as Timer;
      if (!before(below, last)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
  }
}
