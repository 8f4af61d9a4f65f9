import { expect, test } from 'vitest';
import { createName, KSSTRING, objectClassName, parseCreateName } from './create-strings.ts';

const blob = Uint8Array.of(1, 2, 3, 4);
const textOf = (name: Uint8Array): string => new TextDecoder('utf-16le').decode(name);

test('a name is the class in UTF-16, a backslash and the parameters as they are', () => {
  const name = createName(KSSTRING.KSSTRING_Clock, blob);
  expect(name).toHaveLength(38 * 2 + 2 + 4);
  expect(textOf(name.subarray(0, 78))).toBe('{53172480-4791-11D0-A5D6-28DB04C10000}\\');
  expect(name.subarray(78)).toEqual(blob);
});

test('a bare name has no backslash', () => {
  expect(textOf(createName(KSSTRING.KSSTRING_Pin, null))).toBe(KSSTRING.KSSTRING_Pin);
});

test('takes a name apart', () => {
  expect(parseCreateName(createName(KSSTRING.KSSTRING_Pin, blob))).toEqual({ classText: KSSTRING.KSSTRING_Pin, parameters: blob });
  expect(parseCreateName(createName(KSSTRING.KSSTRING_Pin, new Uint8Array(0)))).toEqual({ classText: KSSTRING.KSSTRING_Pin, parameters: new Uint8Array(0) });
  expect(parseCreateName(createName(KSSTRING.KSSTRING_Pin, null))).toEqual({ classText: KSSTRING.KSSTRING_Pin, parameters: null });
});

test('the class may be in any case (OBJ-025)', () => {
  expect(parseCreateName(createName(KSSTRING.KSSTRING_Pin.toLowerCase(), blob))?.classText).toBe(KSSTRING.KSSTRING_Pin);
});

test.each([
  ['nothing', new Uint8Array(0)],
  ['a cut class', createName(KSSTRING.KSSTRING_Pin, null).subarray(0, 74)],
  ['no braces', createName(`x${KSSTRING.KSSTRING_Pin.slice(1)}`, blob)],
  ['no backslash', createName(`${KSSTRING.KSSTRING_Pin}x`, blob)],
  ['half a backslash', createName(KSSTRING.KSSTRING_Pin, blob).subarray(0, 77)],
])('is not taken in by %s', (_, name) => {
  expect(parseCreateName(name)).toBeUndefined();
});

test('names the classes', () => {
  expect(objectClassName(KSSTRING.KSSTRING_TopologyNode.toLowerCase())).toBe('KSSTRING_TopologyNode');
  expect(objectClassName('{00000000-0000-0000-0000-000000000000}')).toBe('{00000000-0000-0000-0000-000000000000}');
  expect(Object.keys(KSSTRING).sort()).toEqual(['KSSTRING_Allocator', 'KSSTRING_AllocatorEx', 'KSSTRING_Clock', 'KSSTRING_Filter', 'KSSTRING_Pin', 'KSSTRING_TopologyNode']);
});
