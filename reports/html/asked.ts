/** What a whole run asked and skipped: its cases put together, by item, object, verb, size class and state. */
import type { SkipReason } from '../../harness/plan/case.ts';
import { splitCaseId } from '../../harness/run/case-id.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';
import { isRed } from '../../harness/run/outcome.ts';
import { Aims } from './aims.ts';

/** Requests of one kind to one object. */
export interface Cell {
  readonly item: string;
  readonly object: string;
  readonly verb: string;
  readonly size: string;
  /** Empty where the object has no state. */
  readonly state: string;
  requests: number;
  /** Cases that were not as required and asked this last. */
  failed: number;
  /** Cases that would have asked this: how many for which reason did not. */
  readonly skipped: Map<SkipReason, number>;
}

/** Requests about no item: reads, writes, resets, broken ones. */
export const noItem = '(none)';

/** Every cell that was asked, in the order in which they came up, and behind them those that were only skipped. */
export function askedCells(results: readonly CaseLine[]): Cell[] {
  const cells = new Map<string, Cell>();
  const aims = new Aims(results);
  for (const { id, verdict, skip, asked = {}, askedLast } of results) {
    if (skip) continue;
    const { path, object } = splitCaseId(id);
    for (const [text, requests] of Object.entries(asked)) {
      const cell = cellOf(cells, text, ownItem(path), object);
      cell.requests += requests;
      if (text === askedLast && isRed(verdict)) cell.failed++;
    }
  }
  for (const { id, skip } of results) {
    if (!skip) continue;
    const { path, object } = splitCaseId(id);
    for (const text of aims.of(id)) {
      const { skipped } = cellOf(cells, text, ownItem(path), object);
      skipped.set(skip.reason, (skipped.get(skip.reason) ?? 0) + 1);
    }
  }
  return [...cells.values()];
}

const ownItem = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function cellOf(cells: Map<string, Cell>, text: string, ownItem: string, own: string): Cell {
  const [verb = '', size = '', state = '', about = ''] = text.split(' ');
  const at = about.indexOf('@');
  const named = at < 0 ? about : about.slice(0, at);
  const object = at < 0 ? own : about.slice(at + 1);
  const item = named === '' ? ownItem : named === '-' ? noItem : named;
  const key = [item, object, verb, size, state].join('\n');
  let cell = cells.get(key);
  if (!cell) cells.set(key, (cell = { item, object, verb, size, state: state === '-' ? '' : state, requests: 0, failed: 0, skipped: new Map() }));
  return cell;
}
