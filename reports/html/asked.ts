/** What a whole run asked: the counts of its cases put together, by item, object, verb, size class and state. */
import { splitCaseId } from '../../harness/run/case-id.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';
import { isRed } from '../../harness/run/outcome.ts';

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
}

/** Requests about no item: reads, writes, resets, broken ones. */
export const noItem = '(none)';

/** Every cell that was asked, in the order in which they came up. */
export function askedCells(results: readonly CaseLine[]): Cell[] {
  const cells = new Map<string, Cell>();
  for (const { id, verdict, asked = {}, askedLast } of results) {
    const { path, object } = splitCaseId(id);
    const ownItem = path.slice(path.lastIndexOf('/') + 1);
    for (const [text, requests] of Object.entries(asked)) {
      const cell = cellOf(cells, text, ownItem, object);
      cell.requests += requests;
      if (text === askedLast && isRed(verdict)) cell.failed++;
    }
  }
  return [...cells.values()];
}

function cellOf(cells: Map<string, Cell>, text: string, ownItem: string, own: string): Cell {
  const [verb = '', size = '', state = '', about = ''] = text.split(' ');
  const at = about.indexOf('@');
  const named = at < 0 ? about : about.slice(0, at);
  const object = at < 0 ? own : about.slice(at + 1);
  const item = named === '' ? ownItem : named === '-' ? noItem : named;
  const key = [item, object, verb, size, state].join('\n');
  let cell = cells.get(key);
  if (!cell) cells.set(key, (cell = { item, object, verb, size, state: state === '-' ? '' : state, requests: 0, failed: 0 }));
  return cell;
}
