import { UserError } from '../base/errors.ts';
import { nearPath } from '../base/near-path.ts';
import type { Baseline } from './baseline.ts';
import { isRed } from './outcome.ts';
import { allResults, journalAt, readRecord } from './record.ts';

/**
 * The baseline that a record is; `from` is the folder from which it is named.
 * @throws UserError KS300…302 if there is no journal, KS360 if it is of a run that never began
 */
export function readBaseline(path: string, from: string): Baseline {
  const record = readRecord(journalAt(path));
  const shown = nearPath(path, from);
  if (!record.plan) throw new UserError({ code: 'KS360', message: `${shown} is of a run that never began: nothing can be held against it` });
  const red = allResults(record).filter(({ verdict }) => isRed(verdict));
  return { record: shown, red: Object.fromEntries(red.map(({ id, verdict }) => [id, verdict])) };
}
