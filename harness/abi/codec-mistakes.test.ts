/** What values are refused with, and what is shown of values that were not decoded but written by hand. */
import { describe, expect, test } from 'vitest';
import { codecOf, type Value } from './codec.ts';
import { guidByName } from './names.ts';

const encode = (type: string, value: Value): Uint8Array => codecOf(type, 'x64').encode(value);

describe('refused', () => {
  test.each<[string, Value, string]>([
    ['KSMULTIPLE_ITEM + GUID[]', 7, '7 is no struct'],
    ['KSMULTIPLE_ITEM + GUID[]', { Item: [] }, 'it has no field "Item"'],
    ['KSMULTIPLE_ITEM + GUID[]', { Items: 'none' }, 'Items is "none", no list'],
    ['KSMULTIPLE_ITEM + GUID[]', { Size: -1 }, '-1 is no size or count'],
    ['KSMULTIPLE_ITEM + GUID[]', { Count: 'two' }, '"two" is no size or count'],
    ['KSMULTIPLE_ITEM + GUID[]', { Count: 2 ** 32 }, '4294967296 is no size or count'],
    ['KSMULTIPLE_ITEM + GUID[]', { Extra: [256] }, '256 is no byte'],
    ['KSMULTIPLE_ITEM + GUID[]', { Extra: ['a'] }, '"a" is no byte'],
    ['KSMULTIPLE_ITEM + GUID[]', { Extra: 'bytes' }, '"bytes" is neither bytes nor a list of them'],
    ['KSPROPERTY_DESCRIPTION', { MembersLists: 1 }, 'MembersLists is 1, no list'],
    ['KSPROPERTY_DESCRIPTION', { MembersLists: [1] }, 'a member list is 1, no struct'],
    ['KSPROPERTY_DESCRIPTION', { MembersLists: [{ MembersHeader: 1 }] }, 'MembersHeader is 1, no struct'],
    ['KSPROPERTY_DESCRIPTION', { MembersLists: [{ Members: 1 }] }, 'Members is 1, no list'],
    ['KSP_PIN + GUID', 1, '1 is no struct'],
    ['KSP_PIN', [1], 'a list is no struct'],
    ['ULONG', 'x', '"x" is no whole number'],
    ['ULONG', new Uint8Array(3), '3 bytes is no whole number'],
    ['ULONG', { a: 1 }, 'a struct is no whole number'],
    ['ULONGLONG', 1.5, '1.5 is no whole number'],
  ])('%s: %o', (type, value, message) => {
    expect(() => encode(type, value)).toThrow(message);
  });
});

test.each<[string, Value, string]>([
  ['ULONG', true, '01000000'],
  ['ULONG', false, '00000000'],
  ['ULONGLONG', true, '0100000000000000'],
  ['ULONGLONG', false, '0000000000000000'],
  ['HANDLE', null, '0000000000000000'],
  ['KSMULTIPLE_ITEM + ULONG[]', { Items: [1], Extra: [1, 2] }, '0e00000001000000010000000102'],
])('%s takes %o', (type, value, hex) => {
  expect(Buffer.from(encode(type, value)).toString('hex')).toBe(hex);
});

describe('shown', () => {
  const shown = (type: string, value: Value, name?: string) => codecOf(type, 'x64').fields(value, name).map((field) => `${field.name}: ${field.text}`);

  test('a list that says nothing of its size, and what lies behind its items', () => {
    expect(shown('KSMULTIPLE_ITEM + ULONG[]', { Items: [5], Extra: new Uint8Array(2) }, 'list')).toEqual([
      expect.stringContaining('list.Size: 0'), expect.stringContaining('list.Count: 0'), expect.stringContaining('list.Items[0]: 5'), expect.stringMatching(/^list\.Extra: /),
    ]);
    expect(shown('KSMULTIPLE_ITEM + ULONG[]', 7)).toEqual([]);
  });

  test('a description by parts, and what is none', () => {
    expect(shown('KSPROPERTY_DESCRIPTION', { AccessFlags: 0x203, MembersLists: [{ MembersHeader: { MembersFlags: 3 }, Members: [1, new Uint8Array(2)] }] }, 'd').some((line) => line.startsWith('d.MembersLists[0]'))).toBe(true);
    expect(shown('KSPROPERTY_DESCRIPTION', 7)).toEqual([]);
  });

  test.each<[string, Value, string]>([
    ['KSPROPERTY', { Set: guidByName('KSPROPSETID_Pin')!, Id: 1, Flags: 0 }, 'Flags: 0'],
    ['KSPROPERTY', { Set: guidByName('KSPROPSETID_Pin')!, Id: 1, Flags: 0x41 }, 'Flags: KSPROPERTY_TYPE_GET | 0x40 (0x41)'],
    ['KSPROPERTY', { Set: guidByName('KSPROPSETID_Pin')!, Id: 1, Flags: 1n }, 'Flags: 1'],
    ['KSPROPERTY', { Set: guidByName('KSPROPSETID_Pin')!, Id: 9999, Flags: 0 }, 'Id: 9999 (0x270F)'],
    ['KSPROPERTY', { Set: 7, Id: 1, Flags: 0 }, 'Id: 1'],
  ])('%s %o has %s', (type, value, line) => {
    expect(shown(type, value)).toContainEqual(line);
  });
});
