import { describe, expect, it } from 'vitest';
import { derive, Random } from './random.ts';

describe('the random numbers of a campaign', () => {
  const some = (seed: number): number[] => {
    const random = new Random(seed);
    return Array.from({ length: 8 }, () => random.word());
  };
  it('are the same for the same seed, and others for another one', () => {
    expect(some(7)).toEqual(some(7));
    expect(some(7)).not.toEqual(some(8));
  });
  it('lie below their limit and reach all of it', () => {
    const random = new Random(0);
    const seen = new Set(Array.from({ length: 1000 }, () => random.below(10)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
  it('have seeds for their parts that differ', () => {
    const seeds = Array.from({ length: 1000 }, (_, i) => derive(1, i));
    expect(new Set([...seeds, ...seeds.map((_, i) => derive(2, i))]).size).toBe(2000);
  });
});
