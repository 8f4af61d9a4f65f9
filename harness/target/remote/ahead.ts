/**
 * Runs ahead of the device. While a body runs that does nothing but ask the device and judge its answers, the answers are
 * foretold as far as that can be done, and the calls wait to be sent together, each with what is expected of it. The agent
 * performs them in order and stops behind the first that goes otherwise: so the device is asked exactly what it would have
 * been asked without. Then the body runs again, from its beginning, with the answers that are known now.
 */
import { TargetDied } from '../target.ts';
import type { Hns } from '../target.ts';
import { ByteWriter } from './bytes.ts';
import { ConnectionDied } from './conversation.ts';
import type { Course, Foretold } from './conversation.ts';
import type { Foresight, Sight } from './foresight.ts';
import type { Call, CallName, Effect } from './protocol.ts';
import { writeEffect } from './protocol.ts';

/** What became of a call: what it did, or why it was not done. */
export type Fate = ({ readonly effect: Effect } | { readonly error: Error; readonly effect?: undefined }) & {
  /** How long it took at the device, in milliseconds; known when it is sure. */
  took?: number;
};

/** Something that was asked, in the order of asking; what the client does alone has no call. */
interface Step {
  readonly call: Call | null;
  readonly sight?: Sight;
  readonly fate: Fate;
  /** For what no agent was asked: what it gave. */
  readonly value?: unknown;
}

/** An answer was foretold wrongly. The body is left in the way in which it is left when a target dies, and begins anew. */
class WentOtherwise extends TargetDied {
  constructor() {
    super('an answer was other than foretold');
  }
}

/** What the owner of the connection does for it. */
export interface AheadOwner {
  /** Puts everything back to where the body began. */
  rewind(): void;
  /** Sends a list and waits for its course. */
  send(list: readonly Foretold[], limit: Hns): Course;
  /** Place in the list of the call that the agent was at when the connection died. */
  doing(): number;
  /** What a call that was not done throws. */
  errorOf(then: Exclude<NonNullable<Course['then']>, { how: 'done' }>, call: CallName): Error;
}

type Foresees = Pick<Foresight, 'foretell' | 'passed' | 'learn'>;

/** Calls that wait at most: what is foretold behind a wrong guess was done for nothing. */
const mostWaiting = 2000;
const fewestWaiting = 128;
/** Bytes that wait at most. */
const mostBytes = 4 * 2 ** 20;

export class Ahead {
  readonly #owner: AheadOwner;
  readonly #foresight: Foresees;
  readonly #writer = new ByteWriter();
  #active = false;
  /** How many calls may wait now. */
  #most = mostWaiting;
  #wrong = false;
  #steps: Step[] = [];
  /** How many steps are known for sure; those behind are foretold. */
  #sure = 0;
  #at = 0;
  /** The foretold ones, as they will be sent. */
  #waiting: Foretold[] = [];
  #bytes = 0;
  #limit: Hns = 0n;

  constructor(owner: AheadOwner, foresight: Foresees) {
    this.#owner = owner;
    this.#foresight = foresight;
  }

  /** Whether a body runs. */
  get active(): boolean {
    return this.#active;
  }

  /** Runs `body` until all that it was told was true. */
  run<R>(body: () => R): R {
    if (this.#active) return body();
    this.#active = true;
    this.#steps = [];
    this.#sure = 0;
    try {
      for (;;) {
        const done = this.#attempt(body);
        if (done) return done.result;
        this.#owner.rewind();
      }
    } finally {
      this.#active = false;
      this.#steps = [];
      this.#drop();
    }
  }

  #attempt<R>(body: () => R): { readonly result: R } | null {
    this.#at = 0;
    this.#wrong = false;
    try {
      const result = body();
      if (!this.#wrong) this.#send();
      return this.#wrong ? null : { result };
    } catch (error) {
      // What the body made of a wrong answer says nothing.
      if (error instanceof WentOtherwise || this.#isWrong()) return null;
      throw error;
    }
  }

  /** Whether something was foretold wrongly up to here. */
  #isWrong(): boolean {
    try {
      if (!this.#wrong) this.#send();
      return this.#wrong;
    } catch (error) {
      if (error instanceof WentOtherwise) return true;
      throw error;
    }
  }

  /**
   * Makes a call, or foretells what it will do.
   * @param limit how long it may take
   */
  call(call: Call, limit: Hns): Fate {
    const known = this.#known(call);
    if (known) return known.fate;
    const sight = this.#foresight.foretell(call);
    const { effect: foretold } = sight;
    if (!foretold) return this.#ask(call, sight, limit);
    writeEffect(this.#writer, call.call, foretold);
    const expected = this.#writer.take();
    this.#waiting.push({ call, expected });
    this.#bytes += expected.length + sizeOf(call);
    if (limit > this.#limit) this.#limit = limit;
    const fate: Fate = { effect: foretold };
    this.#push({ call, sight, fate });
    if (this.#waiting.length >= this.#most || this.#bytes > mostBytes) this.#send();
    return fate;
  }

  /** Does something that asks no agent but must give the same again, e.g. read a clock; all that waits is sent before. */
  alone<R>(body: () => R): R {
    const known = this.#known(null);
    if (known) return known.value as R;
    this.#send();
    const value = body();
    this.#push({ call: null, fate: { error: new Error('no call') }, value });
    this.#sure = this.#steps.length;
    return value;
  }

  /** The next step, if the body has come here before. */
  #known(call: Call | null): Step | null {
    if (this.#wrong) throw new WentOtherwise();
    const step = this.#steps[this.#at];
    if (!step) return null;
    if (step.call?.call !== call?.call) throw new Error(`asked again, it was ${call?.call ?? 'nothing'} where ${step.call?.call ?? 'nothing'} was before`);
    this.#at++;
    this.#pass(step);
    return step;
  }

  #push(step: Step): void {
    this.#steps.push(step);
    this.#at++;
    this.#pass(step);
  }

  #pass({ call, sight, fate }: Step): void {
    if (call && sight && fate.effect) this.#foresight.passed(call, fate.effect, sight);
  }

  /** Sends all that waits, and a call that is not foretold. */
  #ask(call: Call, sight: Sight, limit: Hns): Fate {
    const fate = this.#send({ call, expected: null }, limit);
    if (!fate) throw new Error(`${call.call} was not performed`);
    if (fate.effect) this.#foresight.learn(call, sight, fate.effect, false);
    this.#push({ call, sight, fate });
    this.#sure = this.#steps.length;
    return fate;
  }

  /**
   * Sends what waits, and `last` behind it; gives the fate of that one.
   * @throws WentOtherwise if one of those before had another one than foretold
   */
  #send(last?: Foretold, limit: Hns = 0n): Fate | null {
    const list = last ? [...this.#waiting, last] : this.#waiting;
    if (list.length === 0) return null;
    const waited = this.#limit > limit ? this.#limit : limit;
    this.#drop();
    const { kept, took, fate } = this.#courseOf(list, waited);
    for (const [i, { call, sight, fate: sure }] of this.#steps.slice(this.#sure, this.#sure + kept).entries()) {
      sure.took = took[i] ?? 0;
      if (call && sight && sure.effect) this.#foresight.learn(call, sight, sure.effect, true);
    }
    if (fate) fate.took = took[kept] ?? 0;
    this.#sure += kept;
    const at = list[kept];
    if (!fate || at === last) this.#most = Math.min(2 * this.#most, mostWaiting);
    if (!fate || !at) return null;
    if (at === last) return fate;
    this.#most = fewestWaiting;
    const { sight } = this.#steps[this.#sure] ?? {};
    if (fate.effect && sight) this.#foresight.learn(at.call, sight, fate.effect, false);
    this.#steps.length = this.#sure;
    this.#steps.push({ call: at.call, ...(sight && { sight }), fate });
    this.#sure++;
    this.#wrong = true;
    throw new WentOtherwise();
  }

  /** How many calls went as foretold, and the fate of the next one. */
  #courseOf(list: readonly Foretold[], limit: Hns): Pick<Course, 'kept' | 'took'> & { readonly fate?: Fate } {
    try {
      const { kept, took, then } = this.#owner.send(list, limit);
      if (!then) return { kept, took };
      return { kept, took, fate: then.how === 'done' ? { effect: then.effect } : { error: this.#owner.errorOf(then, list[kept]?.call.call ?? 'probe') } };
    } catch (error) {
      // The agent stops behind what goes otherwise: all before the call at which it was went as foretold.
      if (error instanceof ConnectionDied) return { kept: Math.min(this.#owner.doing(), list.length - 1), took: [], fate: { error } };
      throw error;
    }
  }

  #drop(): void {
    this.#waiting = [];
    this.#bytes = 0;
    this.#limit = 0n;
  }
}

/** About so many bytes of a call travel. */
function sizeOf(call: Call): number {
  if (call.call === 'write') return call.bytes.length;
  if (call.call !== 'ioctl' && call.call !== 'submit') return 32;
  return [call.input, call.output].reduce((sum, buffer) => sum + (buffer && 'bytes' in buffer ? buffer.bytes.length : 16), 64);
}
