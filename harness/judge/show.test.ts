import { expect, test } from 'vitest';
import { caseSeed } from './seed.ts';
import { show } from './show.ts';

const cases = [
  [null, 'none'],
  ['a "b"', '"a \\"b\\""'],
  [9, '9'],
  [10, '10 (0xa)'],
  [-12, '-12'],
  [2.5, '2.5'],
  [16n, '16 (0x10)'],
  [9n, '9'],
  [true, 'true'],
  [new Uint8Array(0), 'no bytes'],
  [Uint8Array.of(1, 0xab), '01ab'],
  [new Uint8Array(65), '00'.repeat(64)],
  [[1, [2, 'x']], '[1, [2, "x"]]'],
  [{ a: 1, b: { c: null } }, '{a: 1, b: {c: none}}'],
] as const;

test('values are shown by their kinds', () => {
  expect(cases.map(([value]) => show(value))).toEqual(cases.map(([, text]) => text));
});

test('what is long is cut', () => {
  expect(show('x'.repeat(158))).toBe(`"${'x'.repeat(158)}"`);
  expect(show('x'.repeat(159))).toBe(`"${'x'.repeat(159)}…`);
});

test('the seed of a case is FNV-1a of its id, with that of the run', () => {
  // Test vectors of the authors of FNV.
  expect([caseSeed(0, ''), caseSeed(0, 'a'), caseSeed(0, 'foobar')]).toEqual([0x811c_9dc5 | 0, 0xe40c_292c | 0, 0xbf9c_f968 | 0]);
  expect(caseSeed(1, 'a')).not.toBe(caseSeed(0, 'a'));
});
