/** Values of KS as JSON, and those that are none. */
import { describe, expect, test } from 'vitest';
import { STATUS } from '../abi/ntstatus.ts';
import { blankValue, codecFor, encodeJson, guidOf, hexBytes, jsonOf, repeatedBytes, statusOf, type Json } from './values.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test.each([
  ['STATUS_NOT_FOUND', STATUS.STATUS_NOT_FOUND],
  ['0xC0000225', STATUS.STATUS_NOT_FOUND],
  ['0xc0000225', STATUS.STATUS_NOT_FOUND],
  ['0x225', undefined],
  ['STATUS_NONE_SUCH', undefined],
])('%s is a status: %s', (text, status) => {
  expect(statusOf(text)).toBe(status);
});

test.each<[Json, string | undefined]>([
  [{ hex: '00ff' }, '00ff'],
  [{ hex: '' }, ''],
  [{ hex: '0' }, undefined],
  [{ hex: '0x' }, undefined],
  [{ hex: 7 }, undefined],
  [{ hex: '00', more: 1 }, undefined],
  [['00'], undefined],
  [null, undefined],
])('%j are bytes: %s', (json, bytes) => {
  const found = hexBytes(json);
  expect(found && hex(found)).toBe(bytes);
});

describe('a type', () => {
  test.each<[string | undefined, string]>([
    ['KSPIN_CINSTANCES', '0000000000000000'],
    ['GUID', '00'.repeat(16)],
    ['KSMULTIPLE_ITEM', '00'.repeat(8)],
    ['no type of the headers', ''],
    [undefined, ''],
  ])('%s has the blank value %s', (type, bytes) => {
    expect(hex(blankValue(type))).toBe(bytes);
  });

  test('that the headers lack has no codec, and its values only bytes', () => {
    expect(codecFor('NO_SUCH_TYPE')).toBeUndefined();
    expect(hex(encodeJson('NO_SUCH_TYPE', { hex: '0102' }))).toBe('0102');
    expect(() => encodeJson('NO_SUCH_TYPE', 7)).toThrow('it is no type of the headers: write the bytes as { "hex": "…" }');
    expect(jsonOf('NO_SUCH_TYPE', Uint8Array.of(1, 2))).toEqual({ hex: '0102' });
  });

  test('that travels both ways repeats its header; another one nothing', () => {
    expect(repeatedBytes('KSPROPERTY_VIDEOPROCAMP_S', 'KSPROPERTY_VIDEOPROCAMP_S')).toBe(24);
    expect(repeatedBytes('KSPROPERTY_VIDEOPROCAMP_S', 'KSPROPERTY')).toBe(0);
    expect(repeatedBytes(undefined, undefined)).toBe(0);
    expect(repeatedBytes('no struct', 'no struct')).toBe(0);
  });
});

test.each<[string | undefined, string, Json]>([
  ['ULONG', '07000000', 7],
  ['KSPIN_CINSTANCES', '0100000000000000', { PossibleCount: 1 }],
  // Too short, or with more behind it: what a codec would not give back.
  ['KSPIN_CINSTANCES', '01000000', { hex: '01000000' }],
  ['KSPIN_CINSTANCES', '010000000000000005', { hex: '010000000000000005' }],
  ['LONGLONG', 'ffffffffffffff7f', '9223372036854775807'],
  ['GUID', '00'.repeat(16), 'GUID_NULL'],
  [undefined, '01', { hex: '01' }],
])('bytes of %s, %s, are %j, and come back', (type, bytes, json) => {
  const value = Uint8Array.from(Buffer.from(bytes, 'hex'));
  expect(jsonOf(type, value)).toEqual(json);
  expect(hex(encodeJson(type ?? 'ULONG', json))).toBe(bytes);
});

test('a GUID is its name or its text', () => {
  expect(guidOf('KSCATEGORY_CAPTURE')).toBe(guidOf('{65E8773D-8F56-11D0-A3B9-00A0C9223196}'));
  expect(guidOf('KSCATEGORY_NONE')).toBeUndefined();
});
