import { expect, test } from 'vitest';
import { createSimulator } from '../../simulator/simulator.ts';
import { tour } from './testing/tour.ts';

test('a healthy device shows none of them', () => {
  expect(tour(createSimulator('testcap'))).toEqual([]);
});
