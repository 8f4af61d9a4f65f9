import fc from 'fast-check';
import { expect, test } from 'vitest';
import { damaged } from './mutate.ts';

test('texts are damaged, and each in its own way', () => {
  const text = 'a: 1\nb: [2, 3]\n';
  const some = fc.sample(damaged([text]), 100);
  expect(some.filter((one) => one !== text).length).toBeGreaterThan(90);
  expect(new Set(some).size).toBeGreaterThan(40);
});
