import { expect, test } from 'vitest';
import { itemKey } from '../plan/device.ts';
import { compareUnexposed, coverage, listedUnexposed } from '../spec/coverage.ts';
import { loadSpecs } from '../spec/loader.ts';
import { exposure } from './exposure.ts';

test('every item for user-mode clients is on a bundled device, or specs/unexposed.md says why not', { timeout: 300_000 }, () => {
  const book = loadSpecs();
  const offers = exposure(book);
  const { rows } = coverage(book, undefined, (item) => offers.has(itemKey(item)));
  const actual = rows.flatMap(({ set, unexposed }) => unexposed.map((item) => ({ set, item })));
  const { unlisted, stale } = compareUnexposed(actual, listedUnexposed());
  expect(unlisted, 'on no device, without a reason').toEqual([]);
  expect(stale, 'listed, though a device offers it').toEqual([]);
  expect(listedUnexposed().every(({ reason }) => reason !== '')).toBe(true);
});
