/** Where the specs differ from usage tables on purpose: `specs/differences.md`, a reason per section, a row per difference. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UsageColumn } from './usage.ts';
import { markdownTable, reasonedRows } from './reasoned-table.ts';
import { shippedSpecs } from '../spec-files.ts';

/** One cell of a usage table. `item` is the name itself: an item that stands under another name or set, or nowhere. */
export interface Difference {
  readonly set: string;
  readonly item: string;
  readonly column: UsageColumn | 'item';
  readonly documented: string;
  /** `–` if there is no entry. */
  readonly specified: string;
}

export interface ListedDifference extends Difference {
  readonly reason: string;
}

/** What stands for an item without an entry. */
export const noEntry = '–';

export const differencesFile: string = join(shippedSpecs, 'differences.md');

const columns = ['set', 'item', 'column', 'documented', 'specified'] as const;
const header = ['set', 'item', 'column', 'documentation', 'specs'];

/** The differences of a file: rows of tables under second-level headings, which are the reasons. */
export function parseDifferences(markdown: string): ListedDifference[] {
  return reasonedRows(markdown, header).map(
    ({ cells, reason }) => ({ ...Object.fromEntries(columns.map((column, i) => [column, cells[i]])), reason }) as unknown as ListedDifference,
  );
}

export function listedDifferences(): ListedDifference[] {
  return parseDifferences(readFileSync(differencesFile, 'utf8'));
}

/** A table of differences as it stands in the file. */
export function differenceTable(differences: readonly Difference[]): string {
  return markdownTable(header, differences.map((difference) => columns.map((column) => difference[column])));
}

const keyOf = (difference: Difference): string => columns.map((column) => difference[column]).join('\0');

/** Differences that the file does not list, and rows of the file that are none, or none any more. */
export function compareDifferences(
  actual: readonly Difference[],
  listed: readonly ListedDifference[],
): { readonly unlisted: readonly Difference[]; readonly stale: readonly ListedDifference[] } {
  const real = new Set(actual.map(keyOf));
  const told = new Set(listed.map(keyOf));
  return { unlisted: actual.filter((each) => !told.has(keyOf(each))), stale: listed.filter((each) => !real.has(keyOf(each))) };
}
