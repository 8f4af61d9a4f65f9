import { describe, expect, test } from 'vitest';
import { GUID_NULL } from '../../../abi/guid.ts';
import { attributesMeet, formatFits, makeAttributes, makeFormat, takeAttributes, takeAttributesOf } from './formats.ts';
import { ksGuid } from './guids.ts';

const [one, other] = [ksGuid('KSDATAFORMAT_TYPE_VIDEO'), ksGuid('KSDATAFORMAT_TYPE_AUDIO')];
const name = (attribute: string, required = false) => ({ attribute, required });

describe('a format fits a range', () => {
  const format = (majorFormat: string, subFormat: string, specifier: string) => makeFormat({ majorFormat, subFormat, specifier });
  test.each([
    ['that leaves everything open', format(GUID_NULL, other, other), true],
    ['that leaves open what kind of it', format(one, GUID_NULL, other), true],
    ['of another major format', format(other, one, one), false],
    ['of the same three', format(one, one, one), true],
    ['with another specifier', format(one, one, other), false],
  ])('%s', (_what, range, fits) => {
    expect(formatFits(format(one, one, one), range)).toBe(fits);
  });
});

test('each side must have what the other requires', () => {
  expect(attributesMeet([name(one, true)], [name(one)])).toBe(true);
  expect(attributesMeet([name(one, true)], [name(other)])).toBe(false);
  expect(attributesMeet([name(one)], [name(other, true)])).toBe(false);
  expect(attributesMeet([name(one)], [])).toBe(true);
});

describe('lists of attributes', () => {
  const list = makeAttributes([{ ...name(one, true), extra: Uint8Array.of(1, 2, 3) }, name(other)]);
  test('are read as they were made', () => {
    expect(takeAttributes(list, 0)).toEqual({ attributes: [name(one, true), name(other)], end: list.length });
    expect(takeAttributesOf(list, 0)).toEqual([{ ...name(one, true), extra: Uint8Array.of(1, 2, 3) }, name(other)]);
  });

  const with32 = (at: number, value: number) => {
    const bytes = list.slice();
    new DataView(bytes.buffer).setUint32(at, value, true);
    return bytes;
  };
  test.each([
    ['cut short', list.subarray(0, 4)],
    ['with a size below its own', with32(0, 7)],
    ['with a size beyond the bytes', with32(0, list.length + 1)],
    ['that counts more than there are', with32(4, 3)],
    ['with an attribute below its own size', with32(8, 23)],
    ['with an attribute beyond the list', with32(8, list.length)],
  ])('%s are none', (_what, bytes) => {
    expect(takeAttributes(bytes, 0)).toBeUndefined();
    expect(takeAttributesOf(bytes, 0)).toEqual([]);
  });
});
