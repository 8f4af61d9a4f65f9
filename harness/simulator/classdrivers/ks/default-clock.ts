import { STATUS } from '../../../abi/ntstatus.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { ClockTimer } from '../../kernel/virtual-clock.ts';
import type { KsEventEntry, KsEventItem } from './automation.ts';
import type { EventDispatcher } from './event.ts';
import { EventList } from './event-list.ts';

const run = 3;

/** How a clock differs from the default one. */
export interface ClockOptions {
  /** Presentation time; by default the time spent in RUN. */
  readonly time?: () => number;
  /** KSRESOLUTION.Granularity in 100 ns; 100 unless told. */
  readonly granularity?: number;
  /** KSRESOLUTION.Error; 0 unless told. */
  readonly error?: number;
}

/** A POSITION_MARK enable: signalled once, until time is set back before it (CLK-044). */
interface Mark {
  readonly kind: 'mark';
  readonly at: number;
  fired: boolean;
}

/** An INTERVAL_MARK enable (CLK-041). */
interface Interval {
  readonly kind: 'interval';
  readonly base: number;
  readonly period: number;
  next: number;
}

/** What a driver that was given the clock waits for: KsEnableEvent by a kernel client, without an event object. */
interface Watch {
  readonly at: number;
  readonly reached: () => void;
}

/**
 * The clock of a pin (ks-semantics §8): its owner tells it the state and may set its time; it advances in RUN only
 * (CLK-022) and serves its marks. All clock handles of the pin share it.
 */
export class DefaultClock {
  readonly events = new EventList();
  readonly granularity: number;
  readonly error: number;
  readonly #kernel: Kernel;
  readonly #dispatcher: EventDispatcher;
  readonly #ownTime: (() => number) | undefined;
  #state = 0;
  /** Presentation time when RUN was last entered or time was set, and the system time of that. */
  #base = 0;
  #since = 0;
  #timer: ClockTimer | null = null;
  #watches: readonly Watch[] = [];

  constructor(kernel: Kernel, dispatcher: EventDispatcher, options: ClockOptions = {}) {
    this.#kernel = kernel;
    this.#dispatcher = dispatcher;
    this.#ownTime = options.time;
    this.granularity = options.granularity ?? 100;
    this.error = options.error ?? 0;
  }

  /** KSSTATE of the owner. */
  get state(): number {
    return this.#state;
  }

  /** Presentation time, in steps of the granularity (CLK-008). */
  time(): number {
    const exact = this.#exactTime();
    return exact - (exact % this.granularity);
  }

  /** The counter that never stops (CLK-003). */
  physicalTime(): number {
    return this.#kernel.clock.now;
  }

  /** The performance counter in 100 ns, as it is sampled with a time (CLK-006). */
  systemTime(): number {
    return this.#kernel.clock.now;
  }

  /** KsSetDefaultClockState. */
  setState(state: number): void {
    this.#base = this.#exactTime();
    this.#since = this.#kernel.clock.now;
    this.#state = state;
    this.schedule();
  }

  /** KsSetDefaultClockTime: marks that lie ahead again are due again. */
  setTime(time: number): void {
    this.#base = time;
    this.#since = this.#kernel.clock.now;
    for (const entry of this.events.entries) {
      const context = entry.context as Mark | Interval | null;
      if (context?.kind === 'mark') context.fired &&= time >= context.at;
      else if (context?.kind === 'interval') context.next = firstAt(context, time);
    }
    this.schedule();
  }

  /** Calls back once when presentation time reaches `at`; what it returns takes that back. */
  callAt(at: number, reached: () => void): () => void {
    const watch: Watch = { at, reached };
    this.#watches = [...this.#watches, watch];
    this.schedule();
    return () => {
      this.#watches = this.#watches.filter((other) => other !== watch);
    };
  }

  /** Signals what is due and sets a timer for what comes next. Called after every change. */
  schedule(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#state !== run) return;
    const now = this.time();
    let next = Infinity;
    for (const entry of [...this.events.entries]) next = Math.min(next, this.#serve(entry, now));
    const due = this.#watches.filter(({ at }) => at <= now);
    this.#watches = this.#watches.filter(({ at }) => at > now);
    for (const { at } of this.#watches) next = Math.min(next, at);
    for (const { reached } of due) reached();
    if (next === Infinity) return;
    const aim = Math.ceil(next / this.granularity) * this.granularity;
    const delay = Math.max(1, aim - this.#exactTime());
    this.#timer = this.#kernel.clock.setTimer(this.#kernel.clock.now + delay, () => {
      this.schedule();
    });
  }

  /** Signals an enable if it is due; the presentation time when it is due next. */
  #serve(entry: KsEventEntry, now: number): number {
    const context = entry.context as Mark | Interval | null;
    const listed = this.events.entries.find((candidate) => candidate === entry);
    if (context === null || listed === undefined) return Infinity;
    if (context.kind === 'mark') {
      if (context.fired) return Infinity;
      if (now < context.at) return context.at;
      context.fired = true;
      this.#dispatcher.notify(this.events, listed);
      return Infinity;
    }
    if (now >= context.next) {
      context.next = firstAt(context, now + 1);
      this.#dispatcher.notify(this.events, listed);
    }
    return listed.enabled ? context.next : Infinity;
  }

  #exactTime(): number {
    if (this.#ownTime !== undefined) return this.#ownTime();
    return this.#state === run ? this.#base + (this.#kernel.clock.now - this.#since) : this.#base;
  }
}

/** The first mark of an interval that is not before `time`. */
function firstAt({ base, period }: Pick<Interval, 'base' | 'period'>, time: number): number {
  return time <= base ? base : base + Math.ceil((time - base) / period) * period;
}

/** The event items of a clock; `clockOf` finds the clock of a request's target. */
export function clockEventItems<T>(clockOf: (target: T) => DefaultClock): KsEventItem<T>[] {
  return [
    {
      id: 0,
      extraData: 16,
      add: (request, entry) => {
        const base = readTime(entry.extra, 0);
        const period = readTime(entry.extra, 8);
        if (period <= 0) return STATUS.STATUS_INVALID_PARAMETER;
        const next = firstAt({ base, period }, clockOf(request.target).time());
        entry.context = { kind: 'interval', base, period, next } satisfies Interval;
        return STATUS.STATUS_SUCCESS;
      },
    },
    {
      id: 1,
      extraData: 8,
      add: (_request, entry) => {
        entry.context = { kind: 'mark', at: readTime(entry.extra, 0), fired: false } satisfies Mark;
        return STATUS.STATUS_SUCCESS;
      },
    },
  ];
}

const readTime = (bytes: Uint8Array, offset: number): number =>
  Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(offset, true));
