/**
 * The client's side of a connection: puts calls into lists, sends them, and takes the answers apart. A call that is told
 * is sent with what follows it; only one that is asked is waited for.
 */
import { TargetDied, TargetMisuse } from '../target.ts';
import type { Hns } from '../target.ts';
import { ByteReader, ByteWriter, ProtocolError } from './bytes.ts';
import type { Change } from './changes.ts';
import type { Frame } from './frames.ts';
import { LinkLost } from './link.ts';
import type { Link } from './link.ts';
import { aftermath, durations, endings, givesOf, readEffect, writeCall } from './protocol.ts';
import type { Aftermath, Asked, Call, CallName, Effect, Ending, Given, Slot } from './protocol.ts';

/** Nothing comes from the agent any more, or nothing that makes sense. */
export class ConnectionDied extends TargetDied {}

/** What else an answer tells. */
export interface Listener {
  /** The device wrote to a region. */
  wrote(region: Slot, changes: readonly Change[]): void;
  /** The time at the device when the list was done; `null` if it is dead. */
  time(now: Hns | null): void;
}

/** What became of a call of a list. */
export type Outcome =
  | { readonly how: 'done'; readonly result: Given<CallName> }
  | { readonly how: Failed; readonly detail: string };
type Failed = Exclude<Ending, 'done' | 'as-foretold' | 'otherwise'>;
/** The same of a call whose effect was foretold. */
type ForetoldOutcome = Outcome | { readonly how: 'as-foretold' } | { readonly how: 'otherwise'; readonly effect: Effect };

/** A call of a list that was foretold up to its end, of which the last one may be waited for. */
export interface Foretold {
  readonly call: Call;
  /** See `writeCall`. */
  readonly expected: Uint8Array | null;
}

/** How far a foretold list came: so many calls went as expected, and then one went so. */
export interface Course {
  readonly kept: number;
  /** How long each of them took at the device, and that one, in milliseconds. */
  readonly took: readonly number[];
  readonly then?: { readonly how: 'done'; readonly effect: Effect } | { readonly how: Failed; readonly detail: string; readonly aftermath: Aftermath };
}

/** A call of a list, and who is given its outcome; nobody if an earlier one ended the list. */
interface Entry {
  readonly name: CallName;
  readonly take: (outcome: ForetoldOutcome, aftermath: Aftermath, microseconds: number) => void;
}

/** A list that was sent and not answered yet. */
interface Sent {
  readonly sequence: number;
  readonly calls: readonly Entry[];
}

/** A list that is about to be sent grows no longer than this. */
const fullList = 256 * 1024;
const listEnd = 0xff;

/** Lists travelled; see {@link Conversation.counts}. */
export interface Counts {
  /** Calls made. */
  calls: number;
  /** Lists sent. */
  lists: number;
  /** Times that the caller waited for an answer. */
  waits: number;
}

export class Conversation {
  readonly counts: Counts = { calls: 0, lists: 0, waits: 0 };
  readonly #link: Link;
  readonly #listener: Listener;
  readonly #patience: number;
  readonly #writer = new ByteWriter();
  #queue: Entry[] = [];
  readonly #sent: Sent[] = [];
  #sequence = 0;
  #foretelling = false;
  /** What went wrong in a call that nobody waited for. */
  #late: Error | null = null;

  /** @param patience how long an answer may take beyond what the call itself may, in milliseconds */
  constructor(link: Link, listener: Listener, patience: number) {
    this.#link = link;
    this.#listener = listener;
    this.#patience = patience;
    this.#begin();
  }

  /** Whether everything that was told has been answered. */
  get settled(): boolean {
    return this.#queue.length === 0 && this.#sent.length === 0;
  }

  /** Makes a call with the next list; `use` gets its result once that is known. */
  tell<N extends CallName>(name: N, asked: Asked<N>, use?: (result: Given<N>) => void): void {
    this.#enqueue({ call: name, ...asked } as Call, (outcome) => {
      const plain = unforetold(outcome);
      if (plain.how === 'done') use?.(plain.result as Given<N>);
      else this.#late ??= errorOf(plain, name);
    });
  }

  #enqueue(call: Call, take: Entry['take'], expected: Uint8Array | null = null): void {
    this.counts.calls++;
    writeCall(this.#writer, call, expected);
    this.#queue.push({ name: call.call, take });
    // A list that was foretold stays one: behind what goes otherwise nothing of it is done.
    if (expected === null && !this.#foretelling && this.#writer.length > fullList) this.post();
  }

  /** Sends what was told, without waiting. */
  post(): void {
    if (this.#queue.length === 0) return;
    this.counts.lists++;
    this.#link.send('calls', this.#writer.take());
    this.#sent.push({ sequence: this.#sequence, calls: this.#queue });
    this.#queue = [];
    this.#sequence = (this.#sequence + 1) >>> 0;
    this.#begin();
  }

  /**
   * Makes a call, and waits for it and all before it.
   * @param limit how long the call itself may take
   * @throws TargetDied if the target died, the connection was lost, or no answer came; TargetMisuse
   */
  ask<N extends CallName>(name: N, asked: Asked<N>, limit: Hns = 0n): Given<N> {
    let mine: Outcome | undefined;
    this.#enqueue({ call: name, ...asked } as Call, (outcome) => { mine = unforetold(outcome); });
    this.settle(limit);
    if (mine?.how !== 'done') throw errorOf(mine ?? { how: 'failed', detail: 'the agent did not answer' }, name);
    return mine.result as Given<N>;
  }

  /**
   * Makes calls of which all but the last are foretold, and waits once.
   * @param limit how long one of them may take
   * @throws TargetDied if the connection was lost or no answer came, while the call at {@link Link.doing} was performed
   */
  foretell(list: readonly Foretold[], limit: Hns): Course {
    let kept = 0;
    const took: number[] = [];
    let then: Course['then'];
    this.#foretelling = true;
    for (const { call, expected } of list) {
      this.#enqueue(call, (outcome, rest, duration) => {
        took.push(duration / 1000);
        if (outcome.how === 'as-foretold') kept++;
        else if (outcome.how === 'otherwise') then = { how: 'done', effect: outcome.effect };
        else if (outcome.how === 'done') then = { how: 'done', effect: { result: outcome.result, ...rest } };
        else then = { ...outcome, aftermath: rest };
      }, expected);
    }
    this.#foretelling = false;
    this.#link.doing = 0;
    this.settle(limit);
    return { kept, took, ...(then && { then }) };
  }

  /** Waits until all that was told is answered. @throws as {@link ask} */
  settle(limit: Hns = 0n): void {
    this.post();
    if (this.#sent.length > 0) this.counts.waits++;
    while (this.#sent.length > 0) this.#take(this.#receive(Number(limit) / 10_000 + this.#patience));
    const late = this.#late;
    this.#late = null;
    if (late) throw late;
  }

  #begin(): void {
    this.#writer.u32(this.#sequence);
  }

  #receive(milliseconds: number): Frame {
    let frame: Frame | null;
    try {
      frame = this.#link.receive(milliseconds);
    } catch (error) {
      if (error instanceof LinkLost) throw new ConnectionDied(`the connection to the agent was lost: ${error.message}`);
      throw error;
    }
    if (frame === null) throw new ConnectionDied(`the agent did not answer within ${milliseconds / 1000} s`, 'hang');
    return frame;
  }

  /** Takes the answer to the oldest list. */
  #take({ kind, body }: Frame): void {
    const sent = this.#sent.shift();
    try {
      if (kind !== 'results' || !sent) throw new ProtocolError(`it sent ${kind} where results are due`);
      this.#takeResults(new ByteReader(body), sent);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw new ConnectionDied(`the agent sent what is no answer: ${error.message}`);
    }
  }

  #takeResults(from: ByteReader, sent: Sent): void {
    const sequence = from.u32();
    if (sequence !== sent.sequence) throw new ProtocolError(`the answer to list ${sequence}, where ${sent.sequence} is due`);
    const outcomes: ForetoldOutcome[] = [];
    for (const { name } of sent.calls) {
      const how = endingOf(from.u8());
      if (how === null) break;
      if (how === 'done') outcomes.push({ how, result: givesOf(name).read(from) as Given<CallName> });
      else if (how === 'as-foretold') outcomes.push({ how });
      else if (how === 'otherwise') outcomes.push({ how, effect: readEffect(from, name) });
      else outcomes.push({ how, detail: from.text() });
    }
    if (outcomes.length === sent.calls.length && from.u8() !== listEnd) throw new ProtocolError('more results than calls');
    const rest = aftermath.read(from);
    const took = durations.read(from);
    from.end();
    for (const { region, changes } of rest.memory) this.#listener.wrote(region, changes);
    this.#listener.time(rest.now);
    outcomes.forEach((outcome, i) => { sent.calls[i]?.take(outcome, rest, took[i] ?? 0); });
  }
}

/** Null is the end of the list. */
function endingOf(code: number): Ending | null {
  if (code === listEnd) return null;
  const how = endings[code];
  if (how === undefined) throw new ProtocolError(`the unknown ending ${code}`);
  return how;
}

/** An agent that answers what it was not told is none. */
function unforetold(outcome: ForetoldOutcome): Outcome {
  if (outcome.how !== 'as-foretold' && outcome.how !== 'otherwise') return outcome;
  throw new ProtocolError('it compares where nothing was foretold');
}

/** What a call that was not done throws. */
export function errorOf(outcome: Outcome, name: CallName): Error {
  if (outcome.how === 'done') return new Error(`${name} was done`);
  if (outcome.how === 'died') return new TargetDied(outcome.detail);
  if (outcome.how === 'misused' || outcome.how === 'nothing-there') return new TargetMisuse(outcome.detail);
  return new Error(`the agent could not do ${name}: ${outcome.detail}`);
}
