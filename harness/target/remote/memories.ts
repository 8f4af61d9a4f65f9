/** What calls did, by the names of {@link CallNames}, and how far each memory can be trusted. */
import { isAlike } from './call-names.ts';
import { compared, isSame, nearest } from './gist.ts';
import type { Gist, Lengths } from './gist.ts';

interface Memory {
  gists: Gist[];
  /** How often it must be right before it is trusted again. */
  wrong: number;
}

/** See `Memory.wrong`. */
const penalty = 2;
/** What is remembered under a name that says little. */
const mostAlike = 16;
/** More names than this are not remembered. */
const mostNames = 400_000;

export class Memories {
  readonly #of = new Map<string, Memory>();

  /** What is remembered under the first name that can be trusted. */
  recall(keys: readonly string[], lengths: Lengths): { readonly key: string; readonly gist: Gist } | null {
    for (const key of keys) {
      const memory = this.#of.get(key);
      if (!memory || memory.wrong > 0) continue;
      const gist = nearest(memory.gists, lengths);
      if (gist) return { key, gist };
    }
    return null;
  }

  /** @param wrong the name under which something else was recalled */
  learn(keys: readonly string[], gist: Gist, wrong: string | undefined): void {
    for (const key of keys) {
      let memory = this.#of.get(key);
      if (!memory) {
        if (this.#of.size > mostNames) continue;
        this.#of.set(key, (memory = { gists: [], wrong: 0 }));
      }
      if (key === wrong) memory.wrong = penalty;
      else if (memory.wrong > 0 && isSame(nearest(memory.gists, gist.lengths), gist)) memory.wrong--;
      if (!isAlike(key)) memory.gists = [compared(gist, memory.gists[0])];
      else keep(memory.gists, gist);
    }
  }
}

/** Puts the newest last, in the place of one of the same lengths. */
function keep(gists: Gist[], gist: Gist): void {
  const at = gists.findIndex(({ lengths }) => sameLengths(lengths, gist.lengths));
  if (at >= 0) gists.splice(at, 1);
  else if (gists.length >= mostAlike) gists.shift();
  gists.push(gist);
}

function sameLengths(a: Lengths, b: Lengths): boolean {
  return a[0] === b[0] && a[1] === b[1];
}
