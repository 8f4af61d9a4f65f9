/**
 * Lists of actions that run at the same time. One list runs until it is switched, at one of the points that are counted
 * here: before each action, and, where the target can schedule, inside a request. What is switched to inside a request
 * runs there until it ends, must wait, or is switched back between two of its actions: well nested, as threads are
 * simulated. A request that is pending holds up its own list only. On a target that cannot schedule, requests overlap where
 * they are pending, and lists are switched between two actions only.
 */
import { MustWait, type Hns, type SwitchPoint, type Target } from '../target/target.ts';
import type { Action, Slot } from './actions.ts';
import type { Answered } from './answered.ts';

type TogetherAction = Extract<Action, { do: 'together' }>;
export type SingleAction = Exclude<Action, TogetherAction>;

/** How long a request may take that gives no limit, and one that was cancelled: 5 s and 1 s. */
const usualLimit: Hns = 50_000_000n;
const cancelLimit: Hns = 10_000_000n;

/** One list on its way. */
class Lane {
  readonly number: number;
  readonly answers: Answered[] = [];
  readonly times: (readonly [number, number])[] = [];
  /** When its present action was begun. */
  begun = 0;
  /** Holds its request while it is pending; no slot of a list is negative. */
  readonly slot: Slot;
  /** It is at work, or interrupted inside an action. */
  busy = false;
  /** Its action is a request that was sent and is pending. */
  waiting = false;
  readonly #actions: readonly Action[];

  constructor(number: number, actions: readonly Action[]) {
    this.number = number;
    this.slot = -number as Slot;
    this.#actions = actions;
  }

  /** The action to be done next; undefined at the end. */
  get action(): Action | undefined {
    return this.#actions[this.answers.length];
  }

  push(answered: Answered, now: number): void {
    this.waiting = false;
    this.answers.push(answered);
    this.times.push([this.begun, now]);
  }
}

export class Together {
  readonly #target: Target;
  readonly #do: (action: SingleAction) => Answered;
  readonly #lanes: readonly Lane[];
  readonly #switches: ReadonlySet<number>;
  #current: Lane | undefined;
  #points = 0;
  readonly #returns: number[] = [];
  /** Counts beginnings and ends of actions. */
  #clock = 0;
  /** Where another list went on, in words. */
  readonly #order: string[] = [];
  #died: string | undefined;
  /** A mistake of kscts that came up inside a request: nothing is thrown through the target's own code. */
  #failure: { readonly error: unknown } | undefined;

  /** @param perform does one action; throws `MustWait` where it must wait */
  constructor(target: Target, perform: (action: SingleAction) => Answered, { lanes, switches }: TogetherAction) {
    this.#target = target;
    this.#do = perform;
    this.#lanes = lanes.map((actions, i) => new Lane(i + 1, actions));
    this.#switches = new Set(switches);
  }

  /** Points passed so far: each is a place where another list could go on. */
  get points(): number {
    return this.#points;
  }

  /** The points that come next after a list was interrupted and goes on. */
  get returns(): readonly number[] {
    return this.#returns;
  }

  run(): Answered {
    const { scheduling } = this.#target;
    scheduling?.setSwitcher((at) => { this.#inside(at); });
    try {
      this.#current = this.#lanes[0];
      for (let lane = this.#pick(); lane && !this.#over; lane = this.#pick()) this.#atBottom(lane);
    } finally {
      scheduling?.setSwitcher(null);
    }
    if (this.#failure) throw this.#failure.error;
    return {
      lanes: this.#lanes.map(({ answers }) => answers),
      times: this.#lanes.map(({ times }) => times),
      ...(this.#order.length > 0 && { order: this.#order }),
      ...(this.#died !== undefined && { died: this.#died }),
    };
  }

  get #over(): boolean {
    return this.#died !== undefined || this.#failure !== undefined;
  }

  /** The list whose next action is done now, at the bottom; undefined when all are at their end. */
  #pick(): Lane | undefined {
    if (this.#over) return undefined;
    const switched = this.#switchesHere();
    const current = this.#current;
    const other = this.#next(current);
    const lane = (switched || !current || !this.#ready(current)) && other ? other : current;
    // Where every list waits for something, time passes for the first one.
    this.#current = lane && this.#ready(lane) ? lane : this.#lanes.find(({ action }) => action !== undefined);
    if (current && this.#current && this.#current !== current) this.#order.push(`list ${this.#current.number} goes on`);
    return this.#current;
  }

  #atBottom(lane: Lane): void {
    lane.busy = true;
    try {
      if (lane.waiting) this.#outwait(lane);
      else this.#step(lane);
    } catch (error) {
      if (!(error instanceof MustWait)) throw error;
      this.#push(lane, { skipped: `${error.message}, though nothing is interrupted that it could wait for` });
    } finally {
      lane.busy = false;
    }
  }

  /** A point inside a request of the current list. */
  #inside(at: SwitchPoint): void {
    if (this.#over || !this.#switchesHere()) return;
    const below = this.#current;
    const lane = this.#next(below);
    if (!lane) return;
    this.#order.push(`list ${lane.number} goes on inside list ${below?.number ?? 0}, at its ${at}`);
    this.#current = lane;
    lane.busy = true;
    try {
      while (this.#stepAbove(lane) && this.#ready(lane) && !this.#switchesHere());
    } finally {
      lane.busy = false;
      this.#current = below;
      this.#returns.push(this.#points);
    }
  }

  /** Does an action above an interrupted list; whether it is done. */
  #stepAbove(lane: Lane): boolean {
    try {
      this.#step(lane);
      return !this.#over;
    } catch (error) {
      if (!(error instanceof MustWait)) this.#failure ??= { error };
      return false;
    }
  }

  #step(lane: Lane): void {
    const { action } = lane;
    if (!action) return;
    lane.begun = this.#clock++;
    if (action.do === 'together') {
      this.#push(lane, { skipped: 'lists do not run inside of lists' });
      return;
    }
    if (action.do !== 'ioctl') {
      this.#push(lane, this.#perform(action));
      return;
    }
    const { handle, code, input, output } = action;
    const submitted = this.#perform({ do: 'submit', handle, code, input, output, makes: lane.slot });
    if (submitted.skipped !== undefined || submitted.died !== undefined) {
      this.#push(lane, submitted);
      return;
    }
    lane.waiting = true;
    this.#settle(lane);
  }

  #push(lane: Lane, answered: Answered): void {
    lane.push(answered, this.#clock++);
  }

  #perform(action: SingleAction): Answered {
    const answered = this.#do(action);
    this.#died ??= answered.died;
    return answered;
  }

  /** Takes the answer of a request that a list waits for, if it is there; whether it goes on. */
  #settle(lane: Lane): boolean {
    const { action } = lane;
    const request = lane.waiting ? lane.slot : action?.do === 'wait' && action.limit > 0n ? action.request : undefined;
    if (request === undefined) return true;
    if (this.#over) return false;
    const answered = this.#perform({ do: 'wait', request, limit: 0n });
    if (answered.pending) return false;
    if (!lane.waiting) lane.begun = this.#clock++;
    this.#push(lane, answered);
    return true;
  }

  /** Waits for the request of a list, as there is nothing else to do, and cancels it if it takes too long. */
  #outwait(lane: Lane): void {
    const { action, slot } = lane;
    const limit = action?.do === 'ioctl' ? (action.limit ?? usualLimit) : usualLimit;
    const answered = this.#perform({ do: 'wait', request: slot, limit });
    if (!answered.pending) {
      this.#push(lane, answered);
      return;
    }
    this.#perform({ do: 'cancel', request: slot });
    if (!this.#over) this.#push(lane, { ...this.#perform({ do: 'wait', request: slot, limit: cancelLimit }), timedOut: true });
  }

  /** Counts a point; whether it is one that switches. */
  #switchesHere(): boolean {
    return this.#switches.has(this.#points++);
  }

  /** The next list in turn that is not at work and need not wait. */
  #next(after: Lane | undefined): Lane | undefined {
    const start = after?.number ?? 0;
    for (let i = 0; i < this.#lanes.length; i++) {
      const lane = this.#lanes[(start + i) % this.#lanes.length];
      if (lane && lane !== after && !lane.busy && this.#ready(lane)) return lane;
    }
    return undefined;
  }

  /** Whether it has a next action, and one for which no time need pass. */
  #ready(lane: Lane): boolean {
    if (!lane.action || !this.#settle(lane)) return false;
    const { action } = lane;
    if (!action) return false;
    if (action.do === 'sleep') return action.duration === 0n;
    return action.do === 'take-signals' || action.do === 'wait' ? action.limit === 0n : true;
  }
}
