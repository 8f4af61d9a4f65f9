import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSimulator } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import { makePlan } from './plan.ts';

const book = loadSpecs();
const target = createSimulator('encoder');
const planned = (shard?: { index: number; count: number }) =>
  makePlan(book, target, { query: ['core/connection', 'encoder'], destructive: false, profiles: [], ...(shard && { shard }) }).cases.map(({ id }) => id);
const all = planned();

it('the parts of a run are the whole, without overlap or gap, and of nearly one size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), (count) => {
      const parts = Array.from({ length: count }, (_, i) => planned({ index: i + 1, count }));
      expect(parts.flat().toSorted()).toEqual(all.toSorted());
      const sizes = parts.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 8 },
  );
});
