import { splitCaseId } from '../../harness/run/case-id.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';

/** Where no case of the claim was judged. */
const unknownAim = '(unknown) unknown -';
/** Of an item that is skipped as a whole, by one case with the claim `*`. */
const wholeItem = '(all) unknown -';

/**
 * What a skipped case would have asked of its own object: what most cases of the same claim that were judged asked of theirs,
 * those of the same kind of object if there are any. As texts of `asked`: verb, size class, state, item.
 */
export class Aims {
  readonly #judged = new Map<string, { cases: number; readonly kinds: Map<string, number> }>();

  constructor(results: readonly CaseLine[]) {
    for (const { id, skip, asked } of results) {
      if (skip || !asked) continue;
      const own = Object.keys(asked).filter((text) => !text.includes('@'));
      for (const key of keysOf(id)) {
        let judged = this.#judged.get(key);
        if (!judged) this.#judged.set(key, (judged = { cases: 0, kinds: new Map() }));
        judged.cases++;
        for (const text of own) judged.kinds.set(text, (judged.kinds.get(text) ?? 0) + 1);
      }
    }
  }

  /** Of the case with this id; never empty. */
  of(id: string): readonly string[] {
    if (splitCaseId(id).claim === '*') return [wholeItem];
    for (const key of keysOf(id)) {
      const judged = this.#judged.get(key);
      if (!judged || judged.kinds.size === 0) continue;
      const most = Math.max(...judged.kinds.values());
      const enough = Math.min(most, judged.cases / 2);
      return [...judged.kinds].flatMap(([text, n]) => (n >= enough ? [text] : []));
    }
    return [unknownAim];
  }
}

/** The claim for a kind of object (filters, `pin`, `pin/clock`), then the claim alone. */
function keysOf(id: string): readonly string[] {
  const { claim, object } = splitCaseId(id);
  const below = object.split('/').slice(1).join('/');
  return [`${claim}@${below.replaceAll(/\d+/g, '')}`, claim];
}
