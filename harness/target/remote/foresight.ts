/**
 * Foretells what calls will do, from what similar ones did. It knows nothing of KS: a device mostly answers the same to the
 * same, and alike to what begins alike. Whatever is foretold is held against what happens, so a wrong guess costs time only.
 */
import { crc32 } from 'node:zlib';
import type { Handle } from '../target.ts';
import { changesOf } from './changes.ts';
import type { Change } from './changes.ts';
import type { Call, CallName, Effect, Given, Slot, WireBuffer } from './protocol.ts';

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

/** An effect without what is another one each time. */
interface Gist {
  readonly result: Given<CallName>;
  /** What stands at the beginning of the output, whatever stood there before; absent where it is other than that. */
  readonly written?: Uint8Array;
  /** What was written to memory that the call names. */
  readonly memory: readonly { readonly of: 'input' | 'output'; readonly changes: readonly Change[] }[];
  readonly passes: bigint;
  /** Cannot be told again: other memory changed. */
  readonly odd: boolean;
  /** Of the call: lengths of input and output. */
  readonly lengths: readonly [number, number];
}

interface Memory {
  gists: Gist[];
  /** How often it must be right before it is trusted again. */
  wrong: number;
}

/** What is known of the present moment. */
interface Moment {
  time: bigint | null;
  handle: number;
  step: number;
  process: number;
  /** The last two calls. */
  before: readonly [number, number];
  /** Of what sort the last few calls were: laws try the same with many values. */
  course: string;
  allocated: ReadonlyMap<string, { readonly sort: string; readonly base: bigint }>;
}

/** See `Memory.wrong`. */
const penalty = 2;
/** What is remembered under a name that says little. */
const mostAlike = 16;
/** How many calls make a course. */
const courseLength = 3;
/** More names than this are not remembered. */
const mostNames = 400_000;
/** Requests that begin with so many of the same bytes are alike, the more the better. */
const alikeLengths = [24, 16, 4] as const;
/** Names of those begin so. */
const alike = '~';
/** Calls that change nothing of what the next one does. */
const unheard: ReadonlySet<CallName> = new Set(['write', 'release', 'allocate', 'observe', 'observed', 'violations', 'census', 'probe']);
const noBytes = new Uint8Array(0);

export class Foresight {
  readonly #contentOf: (region: Slot) => Uint8Array | undefined;
  readonly #memories = new Map<string, Memory>();
  /** What a handle was opened as. */
  readonly #origins = new Map<Handle, string>();
  /** How far apart the addresses of two regions are, by the sort of the first. */
  readonly #distances = new Map<string, bigint>();
  #moment: Moment = { time: null, handle: 0, step: 4, process: 0, before: [0, 0], course: '', allocated: new Map() };
  #mark = this.#moment;

  /** @param contentOf what the caller sees in a region */
  constructor(contentOf: (region: Slot) => Uint8Array | undefined) {
    this.#contentOf = contentOf;
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
    const keys = this.#keysOf(call);
    for (const key of keys) {
      const memory = this.#memories.get(key);
      if (!memory || memory.wrong > 0) continue;
      const gist = nearest(memory.gists, lengthsOf(call));
      if (!gist) continue;
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
  #effectOf(call: Call, { result, written, memory, passes }: Gist): Effect | null {
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
      if (!written || written.length > call.output.bytes.length) return null;
      const after = call.output.bytes.slice();
      after.set(written);
      return { ...told, result: { ...(result as Given<'ioctl'>), output: changesOf(call.output.bytes, after) } };
    }
    return told;
  }

  // ---- learning -----------------------------------------------------------------------------------------------------

  /** What happened to a call; `kept` says that it was as foretold. */
  learn(call: Call, { keys, from, before }: Sight, effect: Effect, kept: boolean): void {
    const gist = this.#gistOf(call, effect, before);
    for (const key of keys) {
      let memory = this.#memories.get(key);
      if (!memory) {
        if (this.#memories.size > mostNames) continue;
        this.#memories.set(key, (memory = { gists: [], wrong: 0 }));
      }
      if (key === from && !kept) memory.wrong = penalty;
      else if (memory.wrong > 0 && isSame(nearest(memory.gists, gist.lengths), gist)) memory.wrong--;
      if (!isAlike(key)) memory.gists = [gist];
      else memory.gists = [...memory.gists.filter(({ lengths }) => !sameLengths(lengths, gist.lengths)), gist].slice(-mostAlike);
    }
  }

  #gistOf(call: Call, { result, now, memory }: Effect, before: bigint | null): Gist {
    const passes = now === null || before === null ? 0n : now - before;
    const named = memory.flatMap(({ region, changes }) => {
      const of = (['output', 'input'] as const).find((side) => regionOf(call, side) === region);
      return of ? [{ of, changes: changes.map((change) => ({ offset: change.offset, bytes: change.bytes.slice() })) }] : [];
    });
    const gist = { passes, memory: named, odd: named.length < memory.length, lengths: lengthsOf(call) };
    if (call.call !== 'ioctl' || !call.output || !('bytes' in call.output)) return { ...gist, result };
    const { output, ...answer } = result as Given<'ioctl'>;
    const after = call.output.bytes.slice();
    for (const { offset, bytes } of output) after.set(bytes, offset);
    const end = Math.min(answer.information, after.length);
    const beyond = output.some(({ offset, bytes }) => offset + bytes.length > end);
    return { ...gist, result: { ...answer, output: [] }, ...(beyond ? { odd: true } : { written: answer.status >>> 30 === 3 ? noBytes : after.slice(0, end) }) };
  }

  /** The call was made, or is taken to have been made. */
  passed(call: Call, { result, now }: Effect, { keys }: Sight): void {
    const moment = this.#moment;
    const next: Moment = { ...moment, time: now };
    if (call.call === 'startProcess') next.process = (result as Given<'startProcess'>).process;
    if (call.call === 'open' || call.call === 'openChild' || call.call === 'createSignal' || call.call === 'duplicate') {
      const { handle } = result as Given<'open'>;
      if (handle > 0) {
        this.#origins.set(handle, originOf(call, (known) => this.#originOf(known)));
        if (handle > moment.handle && moment.handle > 0) next.step = Math.min(handle - moment.handle, 64);
        next.handle = handle;
      }
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

  // ---- names --------------------------------------------------------------------------------------------------------

  #keysOf(call: Call): readonly string[] {
    const { before: [older, last], course } = this.#moment;
    const follows = [`${alike}behind ${course} ${sortOf(call)}`, `${alike}behind ${course} ${call.call}`];
    const told = (exact: string, ...more: readonly string[]) => [`${older} ${last} ${exact}`, exact, ...more];
    switch (call.call) {
      case 'open':
        return told(`open ${call.path} ${call.access}`, 'open');
      case 'openChild': {
        const parent = this.#originOf(call.parent);
        return told(`child ${call.access} ${parent} ${show(call.name)}`, ...follows);
      }
      case 'ioctl':
      case 'submit': {
        const to = this.#originOf(call.handle);
        const input = this.#bytesOf(call.input);
        const about = `${call.call} ${call.code} ${wildOf(call.input)}${wildOf(call.output)}`;
        const output = this.#bytesOf(call.output);
        const exact = `${about} ${to} ${show(input)}`;
        const begins = alikeLengths.map((length) => `${alike}${about} ${short(to)} ${show(input.subarray(0, length))}`);
        return told(`${exact} ${show(output)}`, `${exact} ${isUniform(output) ? output.length : show(output)}`, ...begins, ...follows);
      }
      case 'wait':
        return told(`wait ${call.limit}`);
      case 'observed':
        return [`${older} ${last} observed`];
      case 'takeSignals':
        return told(`signals ${call.limit}`);
      case 'close':
        return [`close ${this.#originOf(call.handle)}`, `close ${short(this.#originOf(call.handle))}`];
      case 'discover':
      case 'census':
      case 'setPower':
      case 'plug':
      case 'unplug':
        return told(call.call);
      default:
        return [];
    }
  }

  #originOf(handle: Handle): string {
    return this.#origins.get(handle) ?? `handle ${handle}`;
  }

  /** What a request says, where that can be seen. */
  #bytesOf(buffer: WireBuffer): Uint8Array {
    if (buffer === null || 'address' in buffer) return noBytes;
    if ('bytes' in buffer) return buffer.bytes;
    return this.#contentOf(buffer.region)?.subarray(buffer.offset, buffer.offset + buffer.length) ?? noBytes;
  }
}

/** The one of a call that was most like this one. */
function nearest(gists: readonly Gist[], [input, output]: readonly [number, number]): Gist | undefined {
  let best: Gist | undefined;
  let least = Infinity;
  for (const gist of gists) {
    const distance = Math.abs(gist.lengths[0] - input) + Math.abs(gist.lengths[1] - output);
    if (distance > least) continue;
    least = distance;
    best = gist;
  }
  return best;
}

function isAlike(key: string): boolean {
  return key.startsWith(alike);
}

/** Whether one tells the same as the other. */
function isSame(a: Gist | undefined, b: Gist): boolean {
  return a !== undefined && a.passes === b.passes && a.odd === b.odd && Buffer.compare(a.written ?? noBytes, b.written ?? noBytes) === 0 && resultText(a) === resultText(b);
}

function resultText({ result, memory }: Gist): string {
  return JSON.stringify([result, memory], (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

function sameLengths(a: Gist['lengths'], b: Gist['lengths']): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function lengthsOf(call: Call): readonly [number, number] {
  if (call.call === 'openChild') return [call.name.length, 0];
  if (call.call !== 'ioctl' && call.call !== 'submit') return [0, 0];
  return [lengthOf(call.input), lengthOf(call.output)];
}

function sortOf(call: Call): string {
  return call.call === 'ioctl' || call.call === 'submit' ? `${call.call}${call.code}` : call.call;
}

function lengthOf(buffer: WireBuffer): number {
  return buffer === null ? 0 : 'bytes' in buffer ? buffer.bytes.length : buffer.length;
}

function regionOf(call: Call, side: 'input' | 'output'): Slot | undefined {
  const buffer = call.call === 'ioctl' || call.call === 'submit' ? call[side] : null;
  return buffer && 'region' in buffer ? buffer.region : undefined;
}

/** A pointer to nowhere, or the kind of a buffer. */
function wildOf(buffer: WireBuffer): string {
  if (buffer === null) return 'n';
  if ('bytes' in buffer) return 'b';
  return 'region' in buffer ? `r${buffer.offset}` : `w${buffer.address}+${buffer.length}`;
}

function originOf(call: Extract<Call, { call: 'open' | 'openChild' | 'createSignal' | 'duplicate' }>, known: (handle: Handle) => string): string {
  if (call.call === 'createSignal') return `signal ${call.kind}`;
  if (call.call === 'duplicate') return known(call.handle);
  return call.call === 'open' ? `/${call.path}` : `${known(call.parent)}/${crc32(call.name)}`;
}

/** Instances of objects that are opened alike. */
function short(origin: string): string {
  return `${origin.split('/').length}`;
}

/** Memory of the kernel lies elsewhere than that of the caller. */
function seriesOf(kind: string): string {
  return kind === 'kernel' ? kind : '';
}

function isUniform(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === bytes[0]);
}

const mostShown = 96;

function show(bytes: Uint8Array): string {
  if (bytes.length > mostShown) return `${bytes.length} ${crc32(bytes)}`;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
