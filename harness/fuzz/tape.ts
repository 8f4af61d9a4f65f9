/**
 * The record of a round while it runs: every call of the boundary as bytes in one buffer, so that noting a request costs
 * far less than sending it. It becomes actions only when somebody wants to see them. Written through to a file, it is what
 * is left of a process that died.
 */
import { deserialize, serialize } from 'node:v8';
import type { Action, Content, Slot } from '../traffic/actions.ts';

/** Where a tape is written through to: called with what was just noted, before it is done; `rewound` if that is the first. */
export type TapeSink = (bytes: Uint8Array, rewound: boolean) => void;

const kinds = { any: 0, ioctl: 1, rewind: 2, kept: 3 } as const;
/** Kind, and length of what follows. */
const headLength = 5;
const noLinks: Content['links'] = [];

export class Tape {
  #bytes = new Uint8Array(1 << 20);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  /** Where the last one begins. */
  #last = 0;
  /** Actions that need not survive the process, as they are: writing them as bytes takes its time. */
  #kept: Action[] = [];
  readonly #sink: TapeSink | undefined;

  constructor(sink?: TapeSink) {
    this.#sink = sink;
  }

  /** Forgets everything: another round begins. */
  rewind(): void {
    this.#length = 0;
    this.#kept = [];
    this.#sink?.(Uint8Array.of(kinds.rewind, 0, 0, 0, 0), true);
  }

  /** Bytes noted so far; {@link actions} can be asked for those up to a place. */
  get length(): number {
    return this.#length;
  }

  /** Notes anything but a plain request. */
  note(action: Action): void {
    if (!this.#sink) {
      const from = this.#begin(kinds.kept, 4);
      this.#view.setUint32(this.#length, this.#kept.push(action) - 1, true);
      this.#end(from, 4);
      return;
    }
    const bytes = serialize(action);
    const from = this.#begin(kinds.any, bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#end(from, bytes.length);
  }

  /** Notes a request whose buffers are plain bytes without links. */
  ioctl(handle: Slot, code: number, input: Uint8Array | null, output: Uint8Array | null): void {
    const inputLength = input?.length ?? 0;
    const outputLength = output?.length ?? 0;
    const length = 16 + inputLength + outputLength;
    const from = this.#begin(kinds.ioctl, length);
    const view = this.#view;
    let at = this.#length;
    view.setUint32(at, handle, true);
    view.setUint32(at + 4, code, true);
    view.setUint32(at + 8, input ? inputLength + 1 : 0, true);
    view.setUint32(at + 12, output ? outputLength + 1 : 0, true);
    at += 16;
    if (input) copy(input, this.#bytes, at);
    if (output) copy(output, this.#bytes, at + inputLength);
    this.#end(from, length);
  }

  /** What was noted, from one place to another. */
  actions(start = 0, end = this.#length): Action[] {
    return readTape(this.#bytes.subarray(start, end), this.#kept);
  }

  /** What was noted last. */
  lastAction(): Action | undefined {
    return this.actions(this.#last)[0];
  }

  #begin(kind: number, length: number): number {
    const from = this.#length;
    this.#last = from;
    this.#reserve(headLength + length);
    this.#bytes[from] = kind;
    this.#view.setUint32(from + 1, length, true);
    this.#length = from + headLength;
    return from;
  }

  #end(from: number, length: number): void {
    this.#length += length;
    this.#sink?.(this.#bytes.subarray(from, this.#length), false);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const bigger = new Uint8Array(2 * (this.#length + more));
    bigger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bigger;
    this.#view = new DataView(bigger.buffer);
  }
}

/** The actions on a tape since it was last rewound. What a dying process wrote only half is left out. */
export function readTape(from: Uint8Array, kept: readonly Action[] = []): Action[] {
  // Slices of what was read from a file would be views of it.
  const bytes = new Uint8Array(from.buffer, from.byteOffset, from.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const actions: Action[] = [];
  let at = 0;
  while (at + headLength <= bytes.length) {
    const kind = view.getUint8(at);
    const start = at + headLength;
    const to = start + view.getUint32(at + 1, true);
    if (to > bytes.length) break;
    if (kind === kinds.rewind) actions.length = 0;
    else if (kind === kinds.ioctl) actions.push(readIoctl(bytes, view, start));
    else if (kind === kinds.kept) actions.push(kept[view.getUint32(start, true)] as Action);
    else actions.push(deserialize(bytes.subarray(start, to)) as Action);
    at = to;
  }
  return actions;
}

function readIoctl(bytes: Uint8Array, view: DataView, at: number): Action {
  const inputLength = view.getUint32(at + 8, true);
  const outputLength = view.getUint32(at + 12, true);
  const inputAt = at + 16;
  const outputAt = inputAt + Math.max(0, inputLength - 1);
  const content = (from: number, lengthAndOne: number): Content | null =>
    lengthAndOne === 0 ? null : { bytes: bytes.slice(from, from + lengthAndOne - 1), links: noLinks };
  return {
    do: 'ioctl',
    handle: view.getUint32(at, true) as Slot,
    code: view.getUint32(at + 4, true),
    input: content(inputAt, inputLength),
    output: content(outputAt, outputLength),
  };
}

function copy(from: Uint8Array, to: Uint8Array, at: number): void {
  if (from.length > 64) to.set(from, at);
  else for (let i = 0; i < from.length; i++) to[at + i] = from[i] as number;
}
