/** Tells what changed in the caller's memory since somebody last looked. */
import type { Region } from '../target/target.ts';
import type { Slot } from './actions.ts';
import type { Change } from './answered.ts';

/** Changes are told in blocks of this many bytes, so that a pointer or handle is never cut in two. */
const block = 16;
const none: readonly Change[] = [];

interface Watched {
  readonly slot: Slot;
  readonly now: Uint8Array;
  readonly known: Buffer;
}

export class RegionWatch {
  readonly #watched = new Map<Region, Watched>();

  /** From now on. The region holds zeros. */
  add(slot: Slot, region: Region): void {
    const { bytes } = region;
    if (bytes.length > 0) this.#watched.set(region, { slot, now: bytes, known: Buffer.alloc(bytes.length) });
  }

  remove(region: Region): void {
    this.#watched.delete(region);
  }

  clear(): void {
    this.#watched.clear();
  }

  /** What changed. It counts as known from now on. */
  take(): readonly Change[] {
    if (this.#watched.size === 0) return none;
    let changes: Change[] | undefined;
    for (const { slot, now, known } of this.#watched.values()) {
      if (known.equals(now)) continue;
      changes ??= [];
      for (const [offset, end] of differences(now, known)) {
        const bytes = now.slice(offset, end);
        known.set(bytes, offset);
        changes.push({ region: slot, offset, bytes });
      }
    }
    return changes ?? none;
  }
}

/** Where two arrays of one length differ: ranges of whole blocks, in order. */
function differences(a: Uint8Array, b: Uint8Array): readonly (readonly [offset: number, end: number])[] {
  const ranges: [number, number][] = [];
  let open: [number, number] | undefined;
  for (let at = 0; at < a.length; at += block) {
    const end = Math.min(at + block, a.length);
    let same = true;
    for (let i = at; i < end && same; i++) same = a[i] === b[i];
    if (same) open = undefined;
    else if (open) open[1] = end;
    else ranges.push((open = [at, end]));
  }
  return ranges;
}
