import { expect, it } from 'vitest';
import { equal } from './equal.ts';

it.each([
  [1, 1n, true],
  [1, 2n, false],
  [2n ** 60n, 2n ** 60n, true],
  ['{A}', '{A}', true],
  [null, 0, false],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 2), true],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 3), false],
  [Uint8Array.of(1), [1], false],
  [[1, [2]], [1n, [2]], true],
  [[1], [1, 2], false],
  [{ a: 1, b: { c: 2n } }, { b: { c: 2 }, a: 1 }, true],
  [{ a: 1 }, { b: 1 }, false],
  [{ a: 1 }, { a: 1, b: 2 }, false],
])('%o equals %o: %s', (a, b, same) => {
  expect(equal(a, b)).toBe(same);
});
