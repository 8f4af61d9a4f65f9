/**
 * How a client asks its device: call by call, or while it runs ahead, where calls are foretold. What the caller wrote to memory
 * goes before whatever is asked.
 */
import { TargetDied } from '../target.ts';
import type { Hns } from '../target.ts';
import { Ahead } from './ahead.ts';
import type { Fate } from './ahead.ts';
import type { CallerMemory } from './caller-memory.ts';
import { errorOf } from './conversation.ts';
import type { Conversation } from './conversation.ts';
import type { DeviceTime } from './device-time.ts';
import { Foresight } from './foresight.ts';
import type { Presence } from './presence.ts';
import type { Asked, Call, CallName, Given } from './protocol.ts';

/** What the one who asks has of its own. */
export interface AskingOwner {
  /** Something is about to be asked: what was seen of the device before says nothing any more. */
  asks(): void;
  /** Gives what puts back its own to what it is now. */
  mark(): () => void;
}

export class Asking {
  readonly #owner: AskingOwner;
  readonly #presence: Presence;
  readonly #memory: CallerMemory;
  readonly #time: DeviceTime;
  readonly #foresight: Foresight;
  readonly #ahead: Ahead;
  #rewind: () => void = () => {};

  constructor(owner: AskingOwner, presence: Presence, memory: CallerMemory, time: DeviceTime) {
    this.#owner = owner;
    this.#presence = presence;
    this.#memory = memory;
    this.#time = time;
    this.#foresight = new Foresight((slot) => memory.seen(slot));
    this.#ahead = new Ahead({
      rewind: () => { this.#rewind(); },
      send: (list, limit) => presence.diagnosed(() => presence.conversation.foretell(list, limit)),
      doing: () => presence.doing,
      errorOf,
    }, this.#foresight);
  }

  /** Whether calls are foretold now. */
  get ahead(): boolean {
    return this.#ahead.active;
  }

  get alive(): boolean {
    return this.#presence.death === null;
  }

  /** @throws TargetDied if it is dead, TargetMisuse if it was disposed of */
  check(): void {
    this.#presence.check();
  }

  /**
   * Makes a call and waits for its result.
   * @throws TargetDied, TargetMisuse
   */
  request<N extends CallName>(name: N, asked: Asked<N>, limit: Hns = 0n): Given<N> {
    return this.timed(name, asked, limit).result;
  }

  /** The same; how long the call took at the device is known later, if it was foretold. */
  timed<N extends CallName>(name: N, asked: Asked<N>, limit: Hns): { readonly result: Given<N>; readonly fate?: Fate } {
    if (!this.ahead) return { result: this.together((talk) => talk.ask(name, asked, limit)) };
    this.#prepare();
    return this.#foreseen(name, asked, limit);
  }

  /** Makes a call at once, without waiting for its result. */
  tell<N extends CallName>(name: N, asked: Asked<N>): void {
    this.#prepare();
    if (this.ahead) {
      this.#foreseen(name, asked);
      return;
    }
    this.#presence.conversation.tell(name, asked);
    this.#presence.conversation.post();
  }

  /** Makes a call with the next that are made; `use` gets its result once that is known. */
  later<N extends CallName>(name: N, asked: Asked<N>, use?: (result: Given<N>) => void): void {
    if (!this.ahead) this.#presence.conversation.tell(name, asked, use);
    else if (use) use(this.request(name, asked));
    else this.request(name, asked);
  }

  /** Makes calls that are sent together; not while it runs ahead. */
  together<T>(body: (talk: Conversation) => T): T {
    this.#prepare();
    return this.#presence.guarded(() => body(this.#presence.conversation));
  }

  /** Waits for all that is outstanding; with `always` also if nothing is. */
  settle(always = false): void {
    this.check();
    if (this.ahead) {
      if (always) this.#foreseen('probe', {});
      return;
    }
    this.#presence.guarded(() => {
      if (always) this.#presence.conversation.ask('probe', {});
      else this.#presence.conversation.settle();
    });
  }

  /** Does something that asks no agent, behind all that was told. */
  alone<R>(body: () => R): R {
    this.check();
    return this.ahead ? this.#ahead.alone(body) : body();
  }

  now(): Hns {
    this.check();
    return this.#time.virtual ? this.#timeHere() : this.alone(() => this.#timeHere());
  }

  #timeHere(): Hns {
    if (this.#time.told === null || (this.#time.virtual && !this.#presence.conversation.settled)) this.settle(true);
    return this.#time.now();
  }

  /** Runs a body whose answers are foretold; see `Ahead`. */
  runAhead<R>(body: () => R): R {
    if (this.ahead || !this.alive) return body();
    const { virtual } = this.#time;
    this.settle();
    if (virtual && this.#time.told === null) this.settle(true);
    this.#foresight.begin(virtual ? this.#time.told : null);
    const back = [this.#memory.mark(), this.#time.mark(), this.#owner.mark()];
    this.#rewind = () => {
      for (const put of back) put();
      this.#presence.revive();
      this.#foresight.rewind();
    };
    return this.#ahead.run(body);
  }

  #foreseen<N extends CallName>(name: N, asked: Asked<N>, limit: Hns = 0n): { readonly result: Given<N>; readonly fate: Fate } {
    const fate = this.#ahead.call({ call: name, ...asked } as unknown as Call, limit);
    if (!fate.effect) throw fate.error instanceof TargetDied ? this.#presence.died(fate.error) : fate.error;
    const { result, now, memory } = fate.effect;
    this.#memory.receive(memory);
    if (this.#time.virtual && now !== null) this.#time.tell(now);
    return { result: result as Given<N>, fate };
  }

  #prepare(): void {
    this.check();
    this.#owner.asks();
    for (const write of this.#memory.unsent()) {
      if (this.ahead) this.#foreseen('write', write);
      else this.#presence.conversation.tell('write', write);
    }
  }
}
