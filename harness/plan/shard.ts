/** Parts of the cases of a plan: which one a case belongs to follows from its id alone. */
import { createHash } from 'node:crypto';

/** Part `index` (from 1) of `count`. */
export interface Part {
  readonly index: number;
  readonly count: number;
}

/**
 * Whether a case is in a part, in a part of that part, and so on. The parts of a whole have each of its cases exactly
 * once, wherever and whenever they are made, whatever other cases there are.
 */
export function isIn(id: string, parts: readonly Part[]): boolean {
  // 48 bits are exact as a number; each level takes its share of them.
  let number = createHash('sha256').update(id).digest().readUIntBE(0, 6);
  return parts.every(({ index, count }) => {
    const place = number % count;
    number = Math.floor(number / count);
    return place === index - 1;
  });
}
