import { describe, expect, it, test } from 'vitest';
import type { Value } from '../abi/codec.ts';
import { fromCel, narrow, sameValue, toCel } from './values.ts';

const bytes = Uint8Array.of(1, 2);
const safe = BigInt(Number.MAX_SAFE_INTEGER);

test.each([
  [safe, Number.MAX_SAFE_INTEGER],
  [safe + 1n, safe + 1n],
  [-safe, -Number.MAX_SAFE_INTEGER],
  [-safe - 1n, -safe - 1n],
  [0n, 0],
])('%d is narrowed to %d', (value, expected) => {
  expect(narrow(value)).toBe(expected);
});

test.each<[unknown, unknown]>([
  [1, 1n],
  [1.5, 1.5],
  [2n ** 64n, 2n ** 64n],
  [undefined, null],
  [null, null],
  ['1', '1'],
  [true, true],
  [bytes, bytes],
  [[1, [2.5, null]], [1n, [2.5, null]]],
  [{ a: 1, b: { c: undefined } }, { a: 1n, b: { c: null } }],
])('%o becomes %o in CEL', (value, expected) => {
  expect(toCel(value)).toStrictEqual(expected);
});

test('what was converted once is not converted again', () => {
  const list = [{ a: 1 }];
  expect(toCel(list)).toBe(toCel(list));
});

describe('of what CEL gives', () => {
  it.each<[unknown, Value]>([
    [1n, 1],
    [2n ** 60n, 2n ** 60n],
    [1.5, 1.5],
    ['a', 'a'],
    [false, false],
    [null, null],
    [bytes, bytes],
    [[1n, ['a']], [1, ['a']]],
    [{ a: 1n, b: { c: 2n } }, { a: 1, b: { c: 2 } }],
    [Object(7n), 7],
  ])('%o becomes %o', (value, expected) => {
    expect(fromCel(value)).toStrictEqual(expected);
  });

  it.each<[unknown, string]>([
    [undefined, 'a undefined is no value'],
    [Symbol('x'), 'a symbol is no value'],
    [new Date(0), 'a Date is no value'],
    [[new Map()], 'a Map is no value'],
  ])('%o is refused', (value, message) => {
    expect(() => fromCel(value)).toThrow(new TypeError(message));
  });
});

test.each<[Value, Value, boolean]>([
  [1, 1n, true],
  [1, 2n, false],
  [2n ** 60n, 2n ** 60n, true],
  [1n, '1', false],
  ['1', 1n, false],
  [1n, true, false],
  [true, 1n, false],
  [1, '1', false],
  [1, true, false],
  [NaN, NaN, true],
  [NaN, 1, false],
  [1, NaN, false],
  [null, null, true],
  [null, {}, false],
  [{}, null, false],
  ['a', {}, false],
  [bytes, Uint8Array.of(1, 2), true],
  [bytes, Uint8Array.of(1, 3), false],
  [bytes, Uint8Array.of(1, 2, 3), false],
  [bytes, [1, 2], false],
  [[1, 2], bytes, false],
  [[1, [2n]], [1n, [2]], true],
  [[1], [1, 2], false],
  [[], {}, false],
  [{}, [], false],
  [{ a: 1 }, { a: 1n }, true],
  [{ a: 1 }, { b: 1 }, false],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1, b: 2 }, { a: 1 }, false],
  [{ a: 1, b: 2 }, { a: 1, b: 3 }, false],
  [{}, {}, true],
])('%o and %o are the same: %s', (a, b, expected) => {
  expect(sameValue(a, b)).toBe(expected);
});
