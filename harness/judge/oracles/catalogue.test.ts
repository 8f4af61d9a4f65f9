import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadSpecs } from '../../spec/loader.ts';
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

const here = new URL('.', import.meta.url);
const own = readdirSync(here).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));

test('each file is part of an oracle, and each oracle has its files and their tests', () => {
  // Oracles that users bring are in nobody's catalogue.
  const common = ['catalogue.ts', 'oracle.ts', 'own.ts'];
  const listed = new Set(oracles.flatMap(({ files }) => files));
  expect(own.filter((name) => !common.includes(name)).sort()).toEqual([...listed].sort());
  for (const file of listed) {
    // Snapshots are tested with what compares them.
    const test = file === 'snapshot.ts' ? 'round-trip.test.ts' : file.replace('.ts', '.test.ts');
    expect(existsSync(new URL(test, here)), test).toBe(true);
  }
});

test('each rule that an oracle names exists', () => {
  const { rules } = loadSpecs();
  const named = own.flatMap((name) => readFileSync(new URL(name, here), 'utf8').match(/'[A-Z]{3,5}-\d{3}'/g) ?? []);
  expect(named.length).toBeGreaterThan(10);
  expect(named.map((id) => id.slice(1, -1)).filter((id) => !rules.has(id))).toEqual([]);
});

test('each oracle makes breaches', () => {
  for (const { id, files } of oracles) {
    const text = files.map((file) => readFileSync(new URL(file, here), 'utf8')).join('');
    expect(text.includes(`breach('${id}'`) || text.includes(`'${id}',`), id).toBe(true);
  }
});
