import { expect, test } from 'vitest';
import { availability, oracles, oracleTitle } from './catalogue.ts';
import { oracleIds } from './oracle.ts';

test('every oracle is described once, in order', () => {
  expect(oracles.map(({ id }) => id)).toEqual(oracleIds);
  expect(new Set(oracles.map(({ name }) => name)).size).toBe(oracleIds.length);
  expect(oracleTitle('O16')).toBe('O16 data integrity');
});

test('what a target lacks takes oracles away, or a part of them, and says so', () => {
  const none = availability(new Set());
  expect(none.filter(({ available }) => !available).map(({ oracle }) => oracle)).toEqual(['O8', 'O10', 'O18', 'O19', 'O20']);
  expect(none.find(({ oracle }) => oracle === 'O10')?.why).toEqual(['the target does not count what the driver holds']);
  expect(none.find(({ oracle }) => oracle === 'O9')).toEqual({
    oracle: 'O9',
    available: true,
    why: ['fetches of caller memory are not counted', 'requests overlap between steps only'],
  });
  const all = availability(new Set(['census', 'observations', 'scheduling', 'plug-and-play', 'verifier', 'processes']));
  expect(all.every(({ available, why }) => available && why.length === 0)).toBe(true);
});
