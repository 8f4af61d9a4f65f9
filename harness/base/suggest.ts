import { distance } from 'fastest-levenshtein';

/**
 * The known name closest to `name`, or `undefined` if none is close enough to be meant.
 * Case is ignored; a third of the characters may differ.
 */
export function closest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toUpperCase();
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const d = distance(wanted, candidate.toUpperCase());
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

/** `did you mean "x"?`, or `undefined`: ready to be a problem's hint. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const best = closest(name, known);
  return best === undefined ? undefined : `did you mean "${best}"?`;
}
