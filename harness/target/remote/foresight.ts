/**
 * Foretells what calls will do, from what similar ones did. All that it knows of KS is that a property mostly gives what it was
 * set to (`registers.ts`); beyond that, a device mostly answers the same to the same, and alike to what begins alike.
 * Whatever is foretold is held against what happens, so a wrong guess costs time only.
 */
import { crc32 } from 'node:zlib';
import { CallNames, isAlike, isEcho } from './call-names.ts';
import type { Past } from './call-names.ts';
import { changesOf } from './changes.ts';
import { gistOf, lengthsOf, regionOf, writtenAt } from './gist.ts';
import type { Gist } from './gist.ts';
import { Memories } from './memories.ts';
import type { Call, CallName, Effect, Given, Slot } from './protocol.ts';

/** A call with the names under which what it did is remembered. */
export interface Sight {
  readonly effect: Effect | null;
  /** From what says most to what says least. */
  readonly keys: readonly string[];
  /** Key of the memory that the effect was taken from. */
  readonly from?: string;
  /** The time before the call. */
  readonly before: bigint | null;
}

/** What is known of the present moment. */
interface Moment extends Past {
  time: bigint | null;
  handle: number;
  step: number;
  process: number;
  before: Past['before'];
  course: string;
  answered: Past['answered'];
  registers: Past['registers'];
  allocated: ReadonlyMap<string, { readonly sort: string; readonly base: bigint }>;
}

/** How many calls make a course. */
const courseLength = 3;
/** Calls that change nothing of what the next one does. */
const unheard: ReadonlySet<CallName> = new Set(['write', 'release', 'allocate', 'observe', 'observed', 'violations', 'census', 'probe']);

export class Foresight {
  readonly #names: CallNames;
  readonly #memories = new Memories();
  /** How far apart the addresses of two regions are, by the sort of the first. */
  readonly #distances = new Map<string, bigint>();
  #moment: Moment = { time: null, handle: 0, step: 4, process: 0, before: [0, 0], course: '', answered: { exact: '', sort: '', status: 0 }, registers: new Map(), allocated: new Map() };
  #mark = this.#moment;

  /** @param contentOf what the caller sees in a region */
  constructor(contentOf: (region: Slot) => Uint8Array | undefined) {
    this.#names = new CallNames(contentOf);
  }

  /** The time at the device is known anew; a body begins at this moment. */
  begin(time: bigint | null): void {
    this.#moment = { ...this.#moment, time };
    this.#mark = this.#moment;
  }

  /** Back to where the body began. */
  rewind(): void {
    this.#moment = this.#mark;
  }

  // ---- telling ------------------------------------------------------------------------------------------------------

  foretell(call: Call): Sight {
    const before = this.#moment.time;
    const keys = this.#names.of(call, this.#moment);
    const recalled = this.#memories.recall(keys, lengthsOf(call));
    if (recalled) {
      const { key } = recalled;
      const gist = isEcho(key) ? this.#echoed(call, recalled.gist) : recalled.gist;
      const effect = gist.odd || (isAlike(key) && gist.memory.length > 0) ? null : this.#effectOf(call, gist);
      return { effect, keys, before, ...(effect && { from: key }) };
    }
    const effect = this.#usual(call);
    return { effect, keys, before };
  }

  /** What a call does of which nothing is remembered, where that is plain. */
  #usual(call: Call): Effect | null {
    switch (call.call) {
      case 'write':
      case 'release':
      case 'cancel':
      case 'observe':
      case 'enterProcess':
      case 'endProcess':
        return this.#effect({});
      case 'sleep':
        return this.#effect({}, call.duration);
      case 'close':
        return this.#effect({ status: 0 });
      case 'probe':
        return this.#effect({ alive: true, detail: '' });
      case 'allocate':
        return this.#allocation(call);
      case 'violations':
        return this.#effect({ violations: [] });
      case 'startProcess':
        return this.#moment.process === 0 ? null : this.#effect({ process: this.#moment.process + 1 });
      case 'duplicate':
      case 'createSignal':
        return this.#effect({ handle: this.#nextHandle() });
      default:
        return null;
    }
  }

  #effect(result: object, passes = 0n): Effect {
    const { time } = this.#moment;
    return { result: result as Given<CallName>, now: time === null ? null : time + passes, memory: [] };
  }

  #nextHandle() {
    const { handle, step } = this.#moment;
    return handle + step;
  }

  #allocation({ kind, misalign }: Extract<Call, { call: 'allocate' }>): Effect | null {
    const last = this.#moment.allocated.get(seriesOf(kind));
    const distance = last && this.#distances.get(last.sort);
    return last && distance !== undefined ? this.#effect({ address: last.base + distance + BigInt(misalign) }) : null;
  }

  /** The effect of a call that does what another one did. */
  #effectOf(call: Call, gist: Gist): Effect | null {
    const { result, memory, passes } = gist;
    const effect = this.#effect(result, passes);
    const changed = memory.flatMap(({ of, changes }) => {
      const region = regionOf(call, of);
      return region === undefined ? [] : [{ region, changes }];
    });
    const told = { ...effect, memory: changed };
    if (call.call === 'open' || call.call === 'openChild') {
      const { status } = result as Given<'open'>;
      return { ...told, result: { status, handle: (status >>> 30 === 3 ? 0 : this.#nextHandle()) as Given<'open'>['handle'] } };
    }
    if (call.call === 'ioctl' && call.output && 'bytes' in call.output) {
      const written = writtenAt(gist, effect.now);
      if (!written || written.length > call.output.bytes.length) return null;
      const after = call.output.bytes.slice();
      after.set(written);
      return { ...told, result: { ...(result as Given<'ioctl'>), output: changesOf(call.output.bytes, after) } };
    }
    return told;
  }

  /** What a get does that gives what was set. */
  #echoed(call: Call, gist: Gist): Gist {
    const register = this.#names.registerOf(call);
    const value = register && this.#moment.registers.get(register.name)?.value;
    return value && gist.written && value.length >= gist.written.length ? { ...gist, written: value.subarray(0, gist.written.length), moving: [] } : gist;
  }

  // ---- learning -----------------------------------------------------------------------------------------------------

  /** What happened to a call; `kept` says that it was as foretold. */
  learn(call: Call, { keys, from, before }: Sight, effect: Effect, kept: boolean): void {
    this.#memories.learn(keys, gistOf(call, effect, before), kept ? undefined : from);
  }

  /** The call was made, or is taken to have been made. */
  passed(call: Call, { result, now }: Effect, { keys }: Sight): void {
    const moment = this.#moment;
    const next: Moment = { ...moment, time: now };
    if (call.call === 'startProcess') next.process = (result as Given<'startProcess'>).process;
    if (call.call === 'open' || call.call === 'openChild' || call.call === 'createSignal' || call.call === 'duplicate') {
      const { handle } = result as Given<'open'>;
      if (handle > 0) {
        this.#names.opened(call, handle);
        if (handle > moment.handle && moment.handle > 0) next.step = Math.min(handle - moment.handle, 64);
        next.handle = handle;
      }
    }
    if (call.call === 'close') next.registers = withoutHandle(moment.registers, call.handle);
    if (call.call === 'ioctl') {
      const answer = result as Given<'ioctl'>;
      next.answered = this.#names.answered(call, answer);
      const register = this.#names.registerOf(call);
      if (register?.sets && answer.status >>> 30 !== 3) next.registers = new Map(moment.registers).set(register.name, { origin: this.#names.originOf(call.handle), value: register.value });
    }
    if (call.call === 'allocate') {
      const series = seriesOf(call.kind);
      const base = (result as Given<'allocate'>).address - BigInt(call.misalign);
      const last = moment.allocated.get(series);
      if (last) this.#distances.set(last.sort, base - last.base);
      next.allocated = new Map(moment.allocated).set(series, { sort: `${call.kind} ${call.length} ${call.misalign}`, base });
    } else if (!unheard.has(call.call)) {
      next.before = [moment.before[1], crc32(keys[1] ?? keys[0] ?? call.call)];
      next.course = `${moment.course.split(' ').slice(-courseLength).join(' ')} ${call.call}`;
    }
    this.#moment = next;
  }
}

/** What is set through a handle mostly goes with it. */
function withoutHandle(registers: Past['registers'], handle: number): Past['registers'] {
  const start = `${handle} `;
  const kept = [...registers].filter(([name]) => !name.startsWith(start));
  return kept.length === registers.size ? registers : new Map(kept);
}

/** Memory of the kernel lies elsewhere than that of the caller. */
function seriesOf(kind: string): string {
  return kind === 'kernel' ? kind : '';
}
