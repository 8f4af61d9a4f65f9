/** What differs between two states of the same memory. */
import { ProtocolError } from './bytes.ts';

/** Bytes at a place. */
export interface Change {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Equal bytes between two changes that cost less to send than to leave out. */
const gap = 16;

/** The differing runs of `after` against `before`, which are of the same length; copies. */
export function changesOf(before: Uint8Array, after: Uint8Array): Change[] {
  const found: Change[] = [];
  if (Buffer.compare(before, after) === 0) return found;
  let start = -1;
  let end = -1;
  for (let at = 0; at < after.length; at++) {
    if (before[at] === after[at]) continue;
    if (start >= 0 && at - end > gap) {
      found.push({ offset: start, bytes: after.slice(start, end) });
      start = -1;
    }
    if (start < 0) start = at;
    end = at + 1;
  }
  found.push({ offset: start, bytes: after.slice(start, end) });
  return found;
}

/** Puts changes into memory. @throws ProtocolError for one that does not fit */
export function applyChanges(to: Uint8Array, changes: readonly Change[]): void {
  for (const { offset, bytes } of changes) {
    if (offset + bytes.length > to.length) throw new ProtocolError(`a change behind the ${to.length} bytes that there are`);
    to.set(bytes, offset);
  }
}

/** Memory that two sides have, and what both last knew of it. */
export class Mirror {
  readonly #known: Uint8Array;

  /** @param bytes what both sides know now */
  constructor(bytes: Uint8Array) {
    this.#known = bytes.slice();
  }

  /** What `now` has that the other side does not know; it is told, from now on. */
  tell(now: Uint8Array): Change[] {
    const changes = changesOf(this.#known, now);
    applyChanges(this.#known, changes);
    return changes;
  }

  /** Takes note of what the other side told. */
  told(changes: readonly Change[]): void {
    applyChanges(this.#known, changes);
  }
}
