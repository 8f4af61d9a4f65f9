/** What a driver reads from caller memory it reads once: another thread may have changed it the second time. */
import type { FetchedRange } from '../../target/target.ts';
import { breach, type Breach } from './oracle.ts';

const places = { input: 'In', output: 'Out', other: 'memory that the request names' } as const;

/** @param mayAgain tells of ranges that may be read again, e.g. data that the driver does not decide by */
export function fetchBreach(what: string, fetches: readonly FetchedRange[], mayAgain?: (range: FetchedRange) => boolean): Breach | null {
  for (const range of fetches) {
    if (range.count <= 1 || mayAgain?.(range) === true) continue;
    const { of, offset, length, count } = range;
    return breach('O9', `${what}: bytes ${offset} to ${offset + length - 1} of ${places[of]} are fetched ${count} times`, 'one fetch of each byte', 'CONC-001');
  }
  return null;
}
