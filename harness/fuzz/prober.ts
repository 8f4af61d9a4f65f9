/**
 * Sends requests to a stage and looks at the answers: what must hold for each, what is known of a wrong one, and what two of
 * them together must show. This is the inner loop of a campaign.
 */
import { isError, isSuccess, STATUS } from '../abi/ntstatus.ts';
import { modeBreach } from '../judge/oracles/access-mode.ts';
import { fetchBreach } from '../judge/oracles/fetches.ts';
import { unwrittenBreach } from '../judge/oracles/disclosure.ts';
import type { Breach } from '../judge/oracles/oracle.ts';
import { answerBreach, fills } from '../judge/oracles/stateless.ts';
import { OutputMemory } from '../judge/output-memory.ts';
import type { Answer } from '../target/target.ts';
import type { Behaviours } from './behaviours.ts';
import { Draft } from './generate/draft.ts';
import type { Template } from './generate/template.ts';
import { canGive, sendOdd } from './odd-memory.ts';
import { hangBreach, keptBreach, sizeBreach, statusBreach, type Proof } from './proof.ts';
import type { Seat, Stage } from './stage.ts';
import type { TapedTarget } from './taped-target.ts';

/** What the prober tells: something is wrong, or something is new. */
export interface Watcher {
  found(breach: Breach, proof: Proof, draft: Draft): void;
  /** An answer unlike all before. The tape ends with its request. */
  news(draft: Draft, answer: Answer): void;
}

/** A size that a device tells is asked for if it is no larger. */
const mostAsked = 65_536;
const mostViews = 4096;
/** One right request of so many is observed. */
const observedOf = 4;

export class Prober {
  readonly draft = new Draft();
  /** Requests sent so far. */
  requests = 0;
  readonly #target: TapedTarget;
  readonly #behaviours: Behaviours;
  readonly #watcher: Watcher;
  readonly #outputs = fills.map((fill) => new OutputMemory(fill)) as [OutputMemory, OutputMemory];
  readonly #inputs: Uint8Array[] = [];
  #stage: Stage | undefined;
  #seats = new Map<Template['carrier'], Seat>();
  /** Bytes within Information of the last answer. */
  #written: Uint8Array = new Uint8Array(0);
  #lastStatus = 0;
  #rights = 0;

  constructor(target: TapedTarget, behaviours: Behaviours, watcher: Watcher) {
    this.#target = target;
    this.#behaviours = behaviours;
    this.#watcher = watcher;
  }

  set stage(stage: Stage) {
    this.#stage = stage;
    this.#seats = new Map(stage.seats.map((seat) => [seat.object, seat]));
  }

  /** Sends the draft as it is. @throws TargetDied */
  send(): Answer | undefined {
    const { draft } = this;
    const stage = this.#stage;
    const template = draft.template;
    const seat = template && this.#seats.get(template.carrier);
    if (!stage || !template || !seat) return undefined;
    const { handle, slot } = draft.astray ? this.#other(seat) : seat;
    let answer: Answer;
    if (draft.odd) {
      if (!canGive(this.#target, draft.odd)) return undefined;
      this.requests++;
      answer = sendOdd(this.#target, handle, draft, draft.odd);
    } else {
      this.requests++;
      answer = this.#plain(handle, slot);
    }
    if (answer.timedOut && answer.status === STATUS.STATUS_PENDING) this.#watcher.found(hangBreach(), { kind: 'hang' }, draft);
    if (draft.known && draft.changes === 1) {
      const wrong = statusBreach(draft.known, answer.status);
      if (wrong) this.#watcher.found(wrong, { kind: 'status', known: draft.known }, draft);
    }
    if (this.#behaviours.see(template.number, stage.stateNumber, draft.outputLength, answer)) this.#watcher.news(draft, answer);
    return answer;
  }

  /** A right request, and what it must show together with itself. Learns the value that it gets. */
  sendRight(template: Template, value: Uint8Array | undefined): void {
    const { draft } = this;
    draft.load(template, value);
    const answer = this.send();
    if (!answer) return;
    const learns = template.verb === 'get' || template.verb === 'serialize';
    if (isSuccess(answer.status) && answer.information > 0) {
      if (learns) {
        template.learned.value = this.#written.slice();
        if (!isVolatile(template)) this.#askAgain(answer);
      }
    }
    draft.load(template, value);
    this.#observe();
    if (template.verb === 'get' || template.verb === 'support' || template.verb === 'serialize') this.#askSize(template);
  }

  /** Sends the draft once more while the target tells what its handlers see, from memory whose reads it can tell apart. */
  #observe(): void {
    const { draft } = this;
    const { observations } = this.#target;
    if (!observations || this.#rights++ % observedOf !== 0) return;
    draft.odd = { buffer: 'input', kind: 'misaligned' };
    observations.active = true;
    try {
      this.send();
      const mode = modeBreach('the request', observations.handlerModes);
      if (mode) this.#watcher.found(mode, { kind: 'modes' }, draft);
      const twice = fetchBreach('the request', observations.fetches);
      if (twice) this.#watcher.found(twice, { kind: 'fetches' }, draft);
    } finally {
      observations.active = false;
      draft.odd = undefined;
    }
  }

  /** Sends the draft, a set, and holds the value before it against the one after it, if it fails. */
  sendSet(get: Template): void {
    const { draft } = this;
    const before = this.#get(get);
    if (!before) {
      this.send();
      return;
    }
    // The draft is unchanged by what was asked in between.
    const answer = this.send();
    if (!answer || !isError(answer.status) || draft.odd || draft.astray) return;
    const after = this.#get(get);
    const wrong = keptBreach(before, this.#lastStatus, after ?? new Uint8Array(0));
    if (wrong) this.#watcher.found(wrong, { kind: 'kept' }, draft);
  }

  /** The value now; the draft is left alone. */
  #get(template: Template): Uint8Array | undefined {
    const seat = this.#seats.get(template.carrier);
    if (!seat) return undefined;
    this.requests++;
    const memory = this.#outputs[0];
    memory.take(template.outputLength);
    try {
      const { status, information } = this.#target.plainIoctl(seat.handle, seat.slot, template.code, template.input, memory.output);
      this.#lastStatus = status;
      return isSuccess(status) && information <= template.outputLength ? memory.output.slice(0, information) : undefined;
    } finally {
      memory.restore();
    }
  }

  #plain(handle: Seat['handle'], slot: Seat['slot'], pattern: 0 | 1 = 0): Answer {
    const { draft } = this;
    const input = draft.inputLength === 0 ? null : this.#inputView(draft.inputLength);
    if (draft.outputLength === 0) {
      this.#written = new Uint8Array(0);
      return this.#target.plainIoctl(handle, slot, draft.code, input, null);
    }
    const memory = this.#outputs[pattern];
    memory.take(draft.outputLength);
    const { output, whole, fill } = memory;
    const before = draft.valueLength > 0 ? draft.value.subarray(0, Math.min(draft.valueLength, draft.outputLength)) : undefined;
    if (before) output.set(before);
    let dirty: number | undefined;
    try {
      const answer = this.#target.plainIoctl(handle, slot, draft.code, input, output);
      const written = isError(answer.status) ? 0 : Math.min(answer.information, draft.outputLength);
      this.#written = output.subarray(0, written);
      const wrong = answerBreach(answer, output, whole, before, fill);
      if (wrong) this.#watcher.found(wrong, { kind: 'answer' }, draft);
      else dirty = Math.max(written, before?.length ?? 0);
      // What was written is read before the next request, but the memory is the next one's too.
      if (written > 0) this.#written = this.#written.slice();
      return answer;
    } finally {
      memory.restore(dirty);
    }
  }

  /** Over the other pattern: what was never written shows. */
  #askAgain(first: Answer): void {
    const { draft } = this;
    const seat = draft.template && this.#seats.get(draft.template.carrier);
    if (!seat) return;
    const before = this.#written;
    // The two must be the last two on the tape, so the first is sent once more.
    this.requests += 2;
    const again = this.#plain(seat.handle, seat.slot);
    const middle = this.#written;
    const second = this.#plain(seat.handle, seat.slot, 1);
    if (again.status !== first.status || second.status !== first.status || before.length !== middle.length || this.#written.length !== middle.length) return;
    const wrong = unwrittenBreach(middle, this.#written, fills[0], fills[1]);
    if (wrong) this.#watcher.found(wrong, { kind: 'unwritten' }, draft);
  }

  /** Asks for the size, then for as much. */
  #askSize(template: Template): void {
    const { draft } = this;
    draft.load(template, undefined);
    draft.outputLength = 0;
    const told = this.send();
    if (!told || told.status !== STATUS.STATUS_BUFFER_OVERFLOW || told.information === 0 || told.information > mostAsked) return;
    draft.outputLength = told.information;
    const answer = this.send();
    const wrong = answer && sizeBreach(told, answer);
    if (wrong) this.#watcher.found(wrong, { kind: 'promise' }, draft);
    else if (answer && isSuccess(answer.status) && template.verb !== 'support') template.learned.value = this.#written.slice();
  }

  #other(seat: Seat): Seat {
    const seats = this.#stage?.seats ?? [seat];
    return seats[(seats.indexOf(seat) + 1) % seats.length] ?? seat;
  }

  #inputView(length: number): Uint8Array {
    if (length > mostViews) return this.draft.input.subarray(0, length);
    return (this.#inputs[length] ??= this.draft.input.subarray(0, length));
  }
}

const isVolatile = ({ item }: Template): boolean => item?.kind !== 'property' || item.volatile;
