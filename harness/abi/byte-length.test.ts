import { expect, test } from 'vitest';
import { byteLength, isByteLength } from './byte-length.ts';

test.each([0, 1, 0xffff_ffff])('%d is a length', (bytes) => {
  expect(isByteLength(bytes)).toBe(true);
  expect(byteLength(bytes)).toBe(bytes);
});

test.each([-1, 1.5, 0x1_0000_0000, Number.NaN, Number.POSITIVE_INFINITY])('%d is none', (bytes) => {
  expect(isByteLength(bytes)).toBe(false);
  expect(() => byteLength(bytes)).toThrow(new RangeError(`${bytes} is no length of a buffer`));
});
