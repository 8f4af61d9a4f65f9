import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOfHexText, hexText } from './hex-text.ts';

test('bytes are written in groups of four, and long runs short', () => {
  expect(hexText(Uint8Array.of())).toBe('');
  expect(hexText(Uint8Array.of(1, 2, 3, 4, 5))).toBe('01020304 05');
  expect(hexText(new Uint8Array(8))).toBe('00000000 00000000');
  expect(hexText(Uint8Array.from([1, ...Array<number>(64).fill(0xcc), 2]))).toBe('01 cc*64 02');
});

test('any bytes come back', () => {
  const bytes = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 20 })), { maxLength: 20 });
  fc.assert(
    fc.property(bytes, (runs) => {
      const all = Uint8Array.from(runs.flatMap(([byte, count]) => Array<number>(count).fill(byte)));
      expect(bytesOfHexText(hexText(all), 1000)).toEqual(all);
    }),
  );
});

test.each(['0', 'xx', '00*', '00 * 4', '0011*4', '  00', '00*1000000000', '-1'])('%j is no such text', (text) => {
  expect(bytesOfHexText(text, 100)).toBeUndefined();
});

test('no more bytes are made than the reader wants', () => {
  expect(bytesOfHexText('00*100', 100)).toHaveLength(100);
  expect(bytesOfHexText('00*101', 100)).toBeUndefined();
  expect(bytesOfHexText('00*99 0102', 100)).toBeUndefined();
});
