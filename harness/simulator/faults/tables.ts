import type { Pool } from '../kernel/pool.ts';

/**
 * Reads an entry of a table that a driver keeps in pool, as code does that was not told how many there are.
 * @param what is in the table, e.g. `pin descriptors`
 * @throws BugCheck if there is no such entry
 */
export function readEntry(pool: Pool, what: string, count: number, index: number): void {
  const entry = 8;
  const table = pool.allocate(what, Math.max(1, count) * entry);
  table.zero();
  table.u64(index * entry);
  pool.free(table);
}
