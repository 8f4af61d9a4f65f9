import { describe, expect, test } from 'vitest';
import { faults } from '../../simulator/faults/faults.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { oracleIds, type OracleId } from './oracle.ts';
import { tour } from './testing/tour.ts';
import { onlyFaults } from './testing/only-faults.ts';

const noticed = (...ids: string[]): OracleId[] => [...new Set(tour(createSimulator('testcap', { faults: ids })).map(({ oracle }) => oracle))];

test('a healthy device shows none of them', () => {
  expect(tour(createSimulator('testcap'))).toEqual([]);
});

test('each oracle has a fault that it alone notices', () => {
  expect(Object.keys(onlyFaults)).toEqual([...oracleIds]);
  expect(Object.values(onlyFaults).every((ids) => ids.length > 0)).toBe(true);
  const known = new Set(faults().map(({ id }) => id));
  expect(Object.values(onlyFaults).flat().filter((id) => !known.has(id))).toEqual([]);
});

describe.each(oracleIds)('%s', (id) => {
  test.each(onlyFaults[id])('alone notices %s', (fault) => {
    expect(noticed(fault)).toEqual([id]);
  });
});
