import { describe, expect, test } from 'vitest';
import { codecOf, TypeExpressionError } from './codec.ts';
import { facts } from './testing/abi-facts.ts';
import { expressionText, parseTypeExpression } from './type-expression.ts';

describe('parseTypeExpression', () => {
  test.each([
    ['ULONG', { kind: 'name', name: 'ULONG' }],
    ['none', { kind: 'none' }],
    ['ULONG[]', { kind: 'array', item: { kind: 'name', name: 'ULONG' }, count: null }],
    [' ULONG [ 4 ] ', { kind: 'array', item: { kind: 'name', name: 'ULONG' }, count: 4 }],
    ['GUID*', { kind: 'name', name: 'GUID*' }],
    ['KSMULTIPLE_ITEM', { kind: 'name', name: 'KSMULTIPLE_ITEM' }],
    ['KSMULTIPLE_ITEM + GUID[]', { kind: 'list', item: { kind: 'name', name: 'GUID' } }],
    ['KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]', { kind: 'serial' }],
    ['KSMULTIPLE_ITEM + GUID', { kind: 'sequence', parts: [{ kind: 'name', name: 'KSMULTIPLE_ITEM' }, { kind: 'name', name: 'GUID' }] }],
    ['KSP_PIN + KSPROPERTY_SERIAL[]', { kind: 'sequence', parts: [{ kind: 'name', name: 'KSP_PIN' }, { kind: 'array', item: { kind: 'name', name: 'KSPROPERTY_SERIAL' }, count: null }] }],
    ['KSPROPERTY_SERIALHDR + GUID', { kind: 'sequence', parts: [{ kind: 'name', name: 'KSPROPERTY_SERIALHDR' }, { kind: 'name', name: 'GUID' }] }],
    ['KSP_PIN+GUID', { kind: 'sequence', parts: [{ kind: 'name', name: 'KSP_PIN' }, { kind: 'name', name: 'GUID' }] }],
  ])('%s', (text, expression) => {
    expect(parseTypeExpression(text)).toEqual(expression);
  });

  test('a list may follow other parts', () => {
    expect(parseTypeExpression('KSP_PIN + KSMULTIPLE_ITEM + KSDATARANGE[]')).toEqual({
      kind: 'sequence',
      parts: [
        { kind: 'name', name: 'KSP_PIN' },
        { kind: 'list', item: { kind: 'name', name: 'KSDATARANGE' } },
      ],
    });
  });

  test.each(['ULONG', 'ULONG[4]', 'KSMULTIPLE_ITEM + GUID[]', 'KSP_PIN + KSMULTIPLE_ITEM + KSDATARANGE[]', 'KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]', 'none'])(
    '%s is written as it was read',
    (text) => {
      expect(expressionText(parseTypeExpression(text))).toBe(text);
    },
  );

  test.each([
    ['', 'a type is missing'],
    ['ULONG +', 'a type is missing'],
    ['KSMULTIPLE_ITEM + []', 'a type is missing'],
    ['ULONG (flags)', '"ULONG (flags)" is no name of a type'],
    ['4', '"4" is no name of a type'],
    ['ULONG[0]', 'an array of 0 items has no use'],
    ['ULONG[99999999]', 'an array of 99999999 items has no use'],
    ['ULONG[][2]', 'items of an array must have a size'],
    ['none[2]', 'items of an array must have a size'],
    ['ULONG + none', '"none" cannot be part of a sequence'],
  ])('refuses %j: %s', (text, message) => {
    expect(() => parseTypeExpression(text)).toThrow(TypeExpressionError);
    expect(() => parseTypeExpression(text)).toThrow(message);
  });
});

describe('codecOf', () => {
  test.each([
    ['KSPIN_CONECT', 'unknown type "KSPIN_CONECT"; did you mean "KSPIN_CONNECT"?'],
    ['KSMULTIPLE_ITEM + KSDATARANG[]', 'did you mean "KSDATARANGE"?'],
    ['KSDATARANGE[]', 'items of KSDATARANGE[] differ in size; write KSMULTIPLE_ITEM + KSDATARANGE[]'],
    ['ULONG[] + GUID', 'has no fixed size here'],
    ['XYZZY_PLUGH_QUX', 'unknown type "XYZZY_PLUGH_QUX"'],
    ['KSP_NODE + ULONG + ULONG', 'two parts would both be called "ULONG"'],
  ])('refuses %s', (type, message) => {
    expect(() => codecOf(type, 'x64')).toThrow(TypeExpressionError);
    expect(() => codecOf(type, 'x64')).toThrow(message);
  });

  test('gives the same codec for the same type', () => {
    expect(codecOf('KSSTATE', 'x64')).toBe(codecOf('KSSTATE', 'x64'));
    expect(codecOf('KSSTATE', 'x64')).not.toBe(codecOf('KSSTATE', 'x86'));
  });
});

/** Words of the documentation that are no type of ours: no source tells their layout, or they are no types at all. */
const withoutLayout = [
  'KSAC3_LANGUAGE_CODE',
  'KSATTRIBUTE_AUDIOLOOPBACK_TAPPOINT',
  'KSMULTIPLE_ITEM + [] (100 ns units; element type not stated)',
  'KSPROPERTY_CAMERACONTROL_EXTENDED_VIDEOHDR',
  'KSP_PINMODE',
  'KSWAVE_PAN',
  'KS_PIN',
  'PID[] (element type not stated)',
  'RawAVC (embedded in KSPROPERTY_EXTXPORT_S)',
  'TIMECODE (embedded in KSPROPERTY_EXTXPORT_S)',
  'ULONG (BDA_LockType flags)',
  'KSAUDIOMODULE_PROPERTY + BYTE[] (optional)',
  'KSMULTIPLE_ITEM + KSDATARANGE[] (each 8-byte aligned)',
  'get: LONG; set: KSAUDIOENGINE_VOLUMELEVEL',
  'undefined (module-specific bytes)',
];

test('every type that the documentation names has a codec, for both architectures, unless it is listed', () => {
  const named = new Set(facts.documentedItems.flatMap((item) => [item.valueType, ...item.descriptorType]).filter((type) => type !== null));
  const failing = [...named].filter((type) => {
    try {
      codecOf(type, 'x64');
      codecOf(type, 'x86');
      return false;
    } catch (error) {
      if (error instanceof TypeExpressionError) return true;
      throw error;
    }
  });
  expect(failing.sort()).toEqual([...withoutLayout].sort());
});
