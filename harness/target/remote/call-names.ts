/** Names of calls: two that share a name are taken to do the same. */
import { crc32 } from 'node:zlib';
import { registerOf } from './registers.ts';
import type { Register } from './registers.ts';
import type { Handle } from '../target.ts';
import type { Call, Given, Slot, WireBuffer } from './protocol.ts';

/** What came before a call. */
export interface Past {
  /** The last two calls. */
  readonly before: readonly [number, number];
  /** Of what sort the last few calls were: laws try the same with many values. */
  readonly course: string;
  /** What the last request was, and how it was answered. */
  readonly answered: Answered;
  /** What was set last, by register; see {@link registerOf}. */
  readonly registers: ReadonlyMap<string, Held>;
}

/** A request and its answer, by which is foretold what was observed of it; and what requests like it share. */
export interface Answered {
  readonly exact: string;
  readonly sort: string;
  readonly status: number;
}

/** What a register was set to, and what the handle was opened as by which that was done. */
export interface Held {
  readonly origin: string;
  readonly value: Uint8Array;
}

/** A call that gives a handle. */
type Opening = Extract<Call, { call: 'open' | 'openChild' | 'createSignal' | 'duplicate' }>;

/** Requests that begin with so many of the same bytes are alike, the more the better. */
const alikeLengths = [24, 16, 4] as const;
/** Names of those begin so. */
const alike = '~';
/** Names of gets begin so that are taken to give what was set. */
const echo = '=';
const noBytes = new Uint8Array(0);

export class CallNames {
  readonly #contentOf: (region: Slot) => Uint8Array | undefined;
  /** What a handle was opened as. */
  readonly #origins = new Map<Handle, string>();

  /** @param contentOf what the caller sees in a region */
  constructor(contentOf: (region: Slot) => Uint8Array | undefined) {
    this.#contentOf = contentOf;
  }

  /** Requests to the handle are named by what it was opened as. */
  opened(call: Opening, handle: Handle): void {
    this.#origins.set(handle, originOf(call, (known) => this.originOf(known)));
  }

  /** From what says most to what says least. */
  of(call: Call, { before: [older, last], course, answered, registers }: Past): readonly string[] {
    const follows = [`${alike}behind ${course} ${sortOf(call)}`, `${alike}behind ${course} ${call.call}`];
    const told = (exact: string, ...more: readonly string[]) => [`${older} ${last} ${exact}`, exact, ...more];
    switch (call.call) {
      case 'open':
        return told(`open ${call.path} ${call.access}`, 'open');
      case 'openChild': {
        const parent = this.originOf(call.parent);
        return told(`child ${call.access} ${parent} ${show(call.name)}`, ...follows);
      }
      case 'ioctl':
      case 'submit': {
        const to = this.originOf(call.handle);
        const input = this.#bytesOf(call.input);
        const about = `${call.call} ${call.code} ${wildOf(call.input)}${wildOf(call.output)}`;
        const output = this.#bytesOf(call.output);
        const exact = `${about} ${to} ${show(input)}`;
        const begins = alikeLengths.map((length) => `${alike}${about} ${short(to)} ${show(input.subarray(0, length))}`);
        const plain = `${exact} ${isUniform(output) ? output.length : show(output)}`;
        const others = [...told(`${exact} ${show(output)}`, plain, ...begins, ...follows)];
        const register = registerOf(call, input, output);
        if (!register) return others;
        const set = registers.get(register.name)?.value;
        const now = `${set ? show(set) : ''} ${plain}`;
        const situation = situationOf(to, registers);
        if (situation !== null) others.unshift(`${situation} ${plain}`);
        if (register.sets) return [now, ...told(`${exact} ${show(output)}`, plain), `${alike}${about} ${show(input)} ${output.length} ${magnitude(output)}`, ...begins, ...follows];
        return set ? [now, `${echo}${about} ${short(to)} ${show(input)} ${output.length}`, ...others] : [now, ...others];
      }
      case 'wait':
        return told(`wait ${call.limit}`);
      case 'observed':
        return [`${older} ${last} observed`, `observed ${answered.exact}`, `${alike}observed ${answered.sort}`, `${alike}observed ${answered.status}`];
      case 'takeSignals':
        return told(`signals ${call.limit}`);
      case 'close':
        return [`close ${this.originOf(call.handle)}`, `close ${short(this.originOf(call.handle))}`];
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

  /** The register that a call gets or sets, if it does. */
  registerOf(call: Call): Register | null {
    return call.call === 'ioctl' || call.call === 'submit' ? registerOf(call, this.#bytesOf(call.input), this.#bytesOf(call.output)) : null;
  }

  /** By what is foretold what was observed of a request. */
  answered(call: Extract<Call, { call: 'ioctl' }>, { status, information }: Given<'ioctl'>): Answered {
    const [input, output] = [this.#bytesOf(call.input), this.#bytesOf(call.output)];
    const sort = `${call.code} ${wildOf(call.input)}${wildOf(call.output)} ${status}`;
    // What is refused is mostly refused before its output is looked at.
    const more = status >>> 30 === 3 ? '' : `${show(input.subarray(20, 24))} ${output.length}`;
    return { exact: `${sort} ${information} ${show(input)} ${output.length}`, sort: `${sort} ${input.length} ${more}`, status };
  }

  /** What a handle was opened as. */
  originOf(handle: Handle): string {
    return this.#origins.get(handle) ?? `handle ${handle}`;
  }

  /** What a request says, where that can be seen. */
  #bytesOf(buffer: WireBuffer): Uint8Array {
    if (buffer === null || 'address' in buffer) return noBytes;
    if ('bytes' in buffer) return buffer.bytes;
    return this.#contentOf(buffer.region)?.subarray(buffer.offset, buffer.offset + buffer.length) ?? noBytes;
  }
}

/** All that was set of an object and of those in which it lies; `null` for nothing. */
function situationOf(origin: string, registers: Past['registers']): number | null {
  let all: number | null = null;
  for (const [name, held] of registers) {
    if (origin.startsWith(held.origin)) all = crc32(held.value, crc32(name.slice(name.indexOf(' ')), (all ?? 0) + held.origin.length));
  }
  return all;
}

/** Whether calls that only begin alike share the name. */
export function isAlike(key: string): boolean {
  return key.startsWith(alike);
}

/** Whether such calls give what was set before. */
export function isEcho(key: string): boolean {
  return key.startsWith(echo);
}

function sortOf(call: Call): string {
  return call.call === 'ioctl' || call.call === 'submit' ? `${call.call}${call.code}` : call.call;
}

/** A pointer to nowhere, or the kind of a buffer. */
function wildOf(buffer: WireBuffer): string {
  if (buffer === null) return 'n';
  if ('bytes' in buffer) return 'b';
  return 'region' in buffer ? `r${buffer.offset}` : `w${buffer.address}+${buffer.length}`;
}

function originOf(call: Opening, known: (handle: Handle) => string): string {
  if (call.call === 'createSignal') return `signal ${call.kind}`;
  if (call.call === 'duplicate') return known(call.handle);
  return call.call === 'open' ? `/${call.path}` : `${known(call.parent)}/${crc32(call.name)}`;
}

/** Instances of objects that are opened alike. */
function short(origin: string): string {
  return `${origin.split('/').length}`;
}

function isUniform(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === bytes[0]);
}

/** How many bits a value has: where values end that are taken, there is mostly one of another size. */
function magnitude(value: Uint8Array): number {
  const top = value.findLastIndex((byte) => byte !== 0);
  return top < 0 ? 0 : 8 * top + 32 - Math.clz32(value[top] ?? 0);
}

const mostShown = 96;

function show(bytes: Uint8Array): string {
  if (bytes.length > mostShown) return `${bytes.length} ${crc32(bytes)}`;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
