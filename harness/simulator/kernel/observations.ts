/** What can be seen of a request from inside the machine, for those who want to know. */
import type { Buffer } from '../../target/target.ts';

/** RequestorMode as a handler is told it: where the request that it serves comes from. */
export type AccessMode = 'user' | 'kernel';

/** A range of caller memory, every byte of which was fetched equally often. */
export interface FetchedRange {
  /** What the range is a part of; `other` is memory that the request names by a pointer inside of its buffers. */
  readonly of: 'input' | 'output' | 'other';
  /** Where the range begins: from the beginning of the buffer, or an address for `other`. */
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
  /** How many times the driver read it; more than once is a double fetch (IOC-008). */
  readonly count: number;
}

/** What is known of a request: its buffers and where they lie. */
interface Watched {
  readonly inputBuffer: Buffer;
  readonly inputAddress: number;
  readonly inputLength: number;
  readonly outputBuffer: Buffer;
  readonly outputAddress: number;
  readonly outputLength: number;
}

interface Access {
  readonly start: number;
  readonly end: number;
}

/**
 * Watches the request that was sent last: which caller memory the driver read while it handled it, and with which access
 * mode its handlers were called. Off at first; while it is off each place that would be seen costs one comparison.
 *
 * What a request causes after it went pending belongs to it until another is sent. Requests that are sent from inside
 * of another (at a switch point) are not watched.
 */
export class Observations {
  #active = false;
  #request: Watched | null = null;
  #accesses: Access[] = [];
  #modes: AccessMode[] = [];

  /** Whether requests are watched. Turning it on or off forgets what was seen. */
  get active(): boolean {
    return this.#active;
  }

  set active(active: boolean) {
    this.#active = active;
    this.begin(null);
  }

  /**
   * The fetches of the last request in order of their places, in first, then Out, then the rest. Pages that the driver
   * locked and then read as data (frames) are not fetched: only what it takes for control information counts.
   */
  get fetches(): readonly FetchedRange[] {
    const { input, output } = this.#places();
    const inside = ({ start, end }: Access, place: Access): boolean => start >= place.start && end <= place.end;
    return [
      ...ranges('input', input, this.#accesses),
      ...ranges('output', output, this.#accesses),
      ...ranges('other', everywhere, this.#accesses.filter((access) => !inside(access, input) && !inside(access, output))),
    ];
  }

  /** The access modes with which handlers of the last request were called, in that order. */
  get handlerModes(): readonly AccessMode[] {
    return this.#modes;
  }

  /** For the kernel: a request is sent. */
  begin(request: Watched | null): void {
    this.#request = request;
    this.#accesses = [];
    this.#modes = [];
  }

  /** For the kernel: the first bytes of a buffer of the request were read, or bytes at an address. */
  fetched(from: Buffer | number, length: number): void {
    if (!this.#active || length <= 0) return;
    const start = this.#addressOf(from);
    if (start !== undefined) this.#accesses.push({ start, end: start + length });
  }

  /** For class drivers: a handler is about to be called. */
  handled(mode: AccessMode): void {
    if (this.#active) this.#modes.push(mode);
  }

  #addressOf(from: Buffer | number): number | undefined {
    if (typeof from === 'number') return from;
    if (from === this.#request?.inputBuffer) return this.#request.inputAddress;
    return from === this.#request?.outputBuffer ? this.#request.outputAddress : undefined;
  }

  #places(): { readonly input: Access; readonly output: Access } {
    const request = this.#request;
    if (request === null) return { input: nowhere, output: nowhere };
    const { inputAddress, inputLength, outputAddress, outputLength } = request;
    return {
      input: { start: inputAddress, end: inputAddress + inputLength },
      output: { start: outputAddress, end: outputAddress + outputLength },
    };
  }
}

const nowhere: Access = { start: 0, end: 0 };
const everywhere: Access = { start: 0, end: Infinity };

/** Cuts accesses into ranges of equal count, as far as they lie within one place. */
function ranges(of: FetchedRange['of'], place: Access, accesses: readonly Access[]): FetchedRange[] {
  const within = accesses
    .map(({ start, end }) => ({ start: Math.max(start, place.start), end: Math.min(end, place.end) }))
    .filter(({ start, end }) => start < end);
  if (within.length === 0) return [];
  const cuts = [...new Set(within.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const result: FetchedRange[] = [];
  cuts.slice(0, -1).forEach((start, i) => {
    const end = cuts[i + 1] as number;
    const count = within.filter((access) => access.start <= start && end <= access.end).length;
    if (count > 0) result.push({ of, offset: start - place.start, length: end - start, count });
  });
  return result;
}
