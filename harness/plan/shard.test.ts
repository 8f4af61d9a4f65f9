import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import { digestOfCases, digestOfDevice } from './digests.ts';
import { makePlan } from './plan.ts';
import { isIn, type Part } from './shard.ts';

const book = loadSpecs();
const planOf = (device: string) => makePlan(book, createSimulator(device), { query: [], destructive: false, profiles: [] });
const ids = planOf('encoder').cases.map(({ id }) => id);
const partsOf = (count: number): Part[] => Array.from({ length: count }, (_, i) => ({ index: i + 1, count }));
const count = fc.integer({ min: 1, max: 40 });

describe('the parts of a run', () => {
  it('are the whole, without overlap or gap', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant(ids.slice(0, 500)), fc.uniqueArray(fc.string({ unit: 'binary' }), { maxLength: 50 })), count, (cases, n) => {
        const parts = partsOf(n);
        expect(cases.filter((id) => parts.filter((part) => isIn(id, [part])).length !== 1)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('and their parts are so, too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (shards, jobs) => {
        const parts = partsOf(shards).flatMap((shard) => partsOf(jobs).map((job) => [shard, job]));
        for (const id of ids.slice(0, 300)) {
          const of = parts.filter((levels) => isIn(id, levels));
          expect(of).toHaveLength(1);
          expect(of.flatMap(([shard]) => (shard && isIn(id, [shard]) ? [] : [id]))).toEqual([]);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('do not depend on which other cases there are, and are of nearly one size', () => {
    for (const n of [2, 5, 16]) {
      const sizes = partsOf(n).map((part) => ids.filter((id) => isIn(id, [part])).length);
      const mean = ids.length / n;
      // Four standard deviations of what chance would give.
      expect(Math.max(...sizes.map((size) => Math.abs(size - mean)))).toBeLessThan(4 * Math.sqrt(mean));
    }
  });
});

describe('the digests of a plan', () => {
  it('are those of the same device, and differ for another one', () => {
    const [first, second, other] = [planOf('encoder'), planOf('encoder'), planOf('midiuart')];
    expect(digestOfDevice(first.device)).toBe(digestOfDevice(second.device));
    expect(digestOfCases(first.cases)).toBe(digestOfCases(second.cases));
    expect(digestOfDevice(first.device)).not.toBe(digestOfDevice(other.device));
    expect(digestOfCases(first.cases)).not.toBe(digestOfCases(other.cases));
  });

  it('change with a fact, an offer, a skip or a case', () => {
    const { device, cases } = planOf('encoder');
    const [filter, ...rest] = device;
    const changed = { ...filter!, attributes: { ...filter!.attributes, pinCount: 77n } };
    expect(new Set([device, [changed, ...rest], [{ ...filter!, offers: new Map() }, ...rest], rest].map(digestOfDevice)).size).toBe(4);
    const [c, ...others] = cases;
    const skipped = { ...c!, skip: { reason: 'destructive', detail: '' } as const };
    expect(new Set([cases, others, [skipped, ...others], [...others, c!]].map(digestOfCases)).size).toBe(4);
  });
});
