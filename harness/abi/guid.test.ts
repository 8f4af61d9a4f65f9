import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GUID_NULL, parseGuid, readGuid, writeGuid } from './guid.ts';

const text = '{6994AD04-93EF-11D0-A3CC-00A0C9223196}';
const bytes = Uint8Array.of(0x04, 0xad, 0x94, 0x69, 0xef, 0x93, 0xd0, 0x11, 0xa3, 0xcc, 0x00, 0xa0, 0xc9, 0x22, 0x31, 0x96);

test.each([
  [text, text],
  ['6994ad04-93ef-11d0-a3cc-00a0c9223196', text],
  ['6994AD0493EF11D0A3CC00A0C9223196', text],
  [` ${text} `, text],
  ['{6994AD04-93EF-11D0-A3CC-00A0C922319}', undefined],
  ['{6994AD04-93EF-11D0-A3CC-00A0C922319G}', undefined],
  ['', undefined],
])('parseGuid(%j) is %j', (given, expected) => {
  expect(parseGuid(given)).toBe(expected);
});

test('the first three parts are little-endian, the last two are bytes', () => {
  expect(readGuid(bytes, 0)).toBe(text);
  const out = new Uint8Array(20);
  writeGuid(out, 2, text);
  expect(out.subarray(2, 18)).toEqual(bytes);
  expect([out[0], out[1], out[18], out[19]]).toEqual([0, 0, 0, 0]);
});

test('writes any usual form', () => {
  const out = new Uint8Array(16);
  writeGuid(out, 0, text.toLowerCase().slice(1, -1));
  expect(out).toEqual(bytes);
});

test('refuses what is no GUID, and goes on to', () => {
  for (let i = 0; i < 2; i++) expect(() => writeGuid(new Uint8Array(16), 0, 'KSCATEGORY_AUDIO')).toThrow('"KSCATEGORY_AUDIO" is no GUID');
});

test('zero bytes are GUID_NULL', () => {
  expect(readGuid(new Uint8Array(16), 0)).toBe(GUID_NULL);
});

test('any 16 bytes come back, whatever was read before', () => {
  // Few distinct words: many GUIDs fall on the same place of the cache.
  const word = fc.constantFrom(0, 1, 0xff, 0x80);
  fc.assert(
    fc.property(fc.array(word, { minLength: 16, maxLength: 16 }), (values) => {
      const given = Uint8Array.from(values);
      const out = new Uint8Array(16);
      const guid = readGuid(given, 0);
      writeGuid(out, 0, guid);
      expect(out).toEqual(given);
      expect(parseGuid(guid)).toBe(guid);
    }),
    { seed: 1, numRuns: 300 },
  );
});
