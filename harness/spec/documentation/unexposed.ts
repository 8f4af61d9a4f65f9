/** Items that no bundled device offers, on purpose: `specs/unexposed.md`, a reason per section, a row per item. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedSpecs } from '../spec-files.ts';
import { reasonedRows } from './reasoned-table.ts';

/** An item, and why no bundled device offers it. */
export interface Unexposed {
  readonly set: string;
  readonly item: string;
  readonly reason: string;
}

/** The rows of `specs/unexposed.md`. */
export function listedUnexposed(): Unexposed[] {
  return reasonedRows(readFileSync(join(shippedSpecs, 'unexposed.md'), 'utf8'), ['set', 'item']).map(
    ({ cells: [set = '', item = ''], reason }) => ({ set, item, reason }),
  );
}

/** Items that the file does not list, and rows of the file about items that a device offers, or that there are not. */
export function compareUnexposed(
  actual: readonly Omit<Unexposed, 'reason'>[],
  listed: readonly Unexposed[],
): { readonly unlisted: readonly Omit<Unexposed, 'reason'>[]; readonly stale: readonly Unexposed[] } {
  const keyOf = ({ set, item }: Omit<Unexposed, 'reason'>): string => `${set} ${item}`;
  const real = new Set(actual.map(keyOf));
  const told = new Set(listed.map(keyOf));
  return { unlisted: actual.filter((each) => !told.has(keyOf(each))), stale: listed.filter((each) => !real.has(keyOf(each))) };
}
