/** Properties of every codec: exact round trips, no error but its own, no look outside. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codecOf, CodecError, type Codec, type StructValue, type Value } from './codec.ts';
import { layoutNames, layoutOf } from './layout.ts';
import { amidst, guarded } from './testing/guarded-bytes.ts';
import { attributeList, dataFormat, description, formatForms, formatList, joined, packedList, rangeForms, serialized } from './testing/wire-bytes.ts';

const arches = ['x64', 'x86'] as const;
const seed = 20260729;

/** Bytes that repeat little and reach every value; cheaper than an arbitrary for hundreds of types. */
function noise(length: number, salt: number): Uint8Array {
  let state = (salt * 2654435761 + 12345) >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

const selfSized = new Set(['KSATTRIBUTE', 'KSDATAFORMAT', 'KSPROPERTY_DESCRIPTION']);

/** What decoding comes to: a value, or the message of the codec's own error. Anything else that is thrown gets out. */
function outcome(codec: Codec, bytes: Uint8Array, offset = 0): { value: Value } | { error: string } {
  try {
    return { value: codec.decode(bytes, offset) };
  } catch (error) {
    if (error instanceof CodecError) return { error: error.message };
    throw error;
  }
}

/** Decodes a guarded copy and copies amid two poisons: the outcome must not depend on where the bytes stand. */
function expectContained(codec: Codec, bytes: Uint8Array): void {
  const inside = outcome(codec, guarded(bytes));
  for (const poison of [0x00, 0xff]) {
    const same = isDeepStrictEqual(outcome(codec, amidst(bytes, poison)), inside);
    expect(same, `${codec.type} over ${bytes.length} bytes depends on what is around them`).toBe(true);
  }
}

function expectExact(codec: Codec, bytes: Uint8Array): Value {
  const value = codec.decode(bytes);
  const again = codec.encode(value);
  // Buffer.equals is much faster than toEqual, which is only asked for its message.
  if (!Buffer.from(again).equals(bytes)) expect(again, codec.type).toEqual(bytes);
  const into = new Uint8Array(bytes.length + 3).fill(0xcc);
  expect(codec.encodeInto(value, into, 2)).toBe(bytes.length);
  expect(Buffer.from(into.subarray(2, 2 + bytes.length)).equals(bytes), `${codec.type}: encodeInto`).toBe(true);
  expect([into[0], into[1], into.at(-1)]).toEqual([0xcc, 0xcc, 0xcc]);
  return value;
}

describe.each(arches)('every struct, %s', (arch) => {
  // Those that tell their own size are tested below, with bytes that do; so is text, which ends with a NUL.
  const endsInText = (name: string): boolean => layoutOf(arch, name)?.fields.at(-1)?.type === 'WCHAR[1]';
  const codecs = layoutNames()
    .filter((name) => name !== 'GUID' && !selfSized.has(name) && !endsInText(name))
    .map((name) => codecOf(name, arch));
  const sizes = (codec: Codec): number[] => (codec.size === null ? [codec.minSize, codec.minSize + 32 * itemStep(codec)] : [codec.size]);
  /** A multiple of every item size that an open array of the structs has. */
  const itemStep = (codec: Codec): number => (codec.type === 'KSALLOCATOR_FRAMING_EX' ? 11 : 3);

  test('encode ∘ decode is the identity on bytes', () => {
    for (const [i, codec] of codecs.entries()) {
      for (const size of sizes(codec)) {
        expectExact(codec, noise(size, i));
        expectExact(codec, new Uint8Array(size).fill(0xff));
        expectExact(codec, new Uint8Array(size));
      }
    }
  });

  test('decode looks only at its own bytes and throws only its own error', () => {
    for (const [i, codec] of codecs.entries()) {
      const most = codec.minSize + 40;
      for (const size of [0, 1, codec.minSize - 1, codec.minSize, codec.minSize + 1, most]) {
        if (size >= 0) expectContained(codec, noise(size, i + size));
      }
    }
  });

  test('what lies behind a value of fixed size does not matter', () => {
    for (const [i, codec] of codecs.entries()) {
      if (codec.size === null) continue;
      const bytes = noise(codec.size, i);
      const offset = 5;
      const around = joined(noise(offset, 1), bytes, noise(9, 2));
      expect(isDeepStrictEqual(codec.decode(around, offset), codec.decode(bytes)), codec.type).toBe(true);
    }
  });

  test('a copy of a value without its hidden bytes encodes to the same fields', () => {
    for (const [i, codec] of codecs.entries()) {
      if (codec.size === null) continue;
      const value = codec.decode(noise(codec.size, i));
      const copy = structuredClone(value) as Value;
      expect(isDeepStrictEqual(codec.decode(codec.encode(copy)), copy), codec.type).toBe(true);
    }
  });

  test('a missing field is zero', () => {
    for (const codec of codecs) expect(codec.encode({}), codec.type).toEqual(new Uint8Array(codec.minSize));
  });
});

/** Types of variable size, with valid bytes of them. */
const variable: readonly (readonly [type: string, bytes: fc.Arbitrary<Uint8Array>])[] = [
  ['KSMULTIPLE_ITEM + GUID[]', packedList(16).map((l) => l.bytes)],
  ['KSMULTIPLE_ITEM + KSIDENTIFIER[]', packedList(24).map((l) => l.bytes)],
  ['KSMULTIPLE_ITEM + KSTOPOLOGY_CONNECTION[]', packedList(16).map((l) => l.bytes)],
  ['KSMULTIPLE_ITEM + KSJACK_DESCRIPTION[]', packedList(28).map((l) => l.bytes)],
  ['KSMULTIPLE_ITEM + KSATTRIBUTE[]', attributeList],
  ['KSMULTIPLE_ITEM + KSDATARANGE[]', formatList(rangeForms).map((l) => l.bytes)],
  ['KSMULTIPLE_ITEM + KSDATAFORMAT[]', formatList(formatForms).map((l) => l.bytes)],
  ['KSDATARANGE', dataFormat(rangeForms)],
  ['KSDATAFORMAT', dataFormat(formatForms)],
  ['KSPROPERTY_DESCRIPTION', description.map((d) => d.bytes)],
  ['KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]', serialized.map((s) => s.bytes)],
  ['KSPIN_CONNECT + KSDATAFORMAT', fc.tuple(fc.uint8Array({ minLength: 72, maxLength: 72 }), dataFormat(formatForms)).map((p) => joined(...p))],
  ['KSP_PIN + KSMULTIPLE_ITEM + KSDATARANGE[]', fc.tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), formatList(rangeForms)).map(([pin, l]) => joined(pin, l.bytes))],
  ['KSP_PIN + GUID', fc.uint8Array({ minLength: 48, maxLength: 48 })],
  ['KSALLOCATOR_FRAMING_EX', fc.nat(3).chain((n) => fc.uint8Array({ minLength: 24 + 88 * n, maxLength: 24 + 88 * n }))],
  ['KSPIN_PHYSICALCONNECTION', fc.nat(5).chain((n) => fc.uint8Array({ minLength: 8 + 2 * n, maxLength: 8 + 2 * n })).map((b) => terminated(b))],
  ['ULONG[]', fc.nat(5).chain((n) => fc.uint8Array({ minLength: 4 * n, maxLength: 4 * n }))],
  ['BYTE[]', fc.uint8Array({ maxLength: 9 })],
];

/** Text without a NUL in it, and with one at its end. */
function terminated(bytes: Uint8Array): Uint8Array {
  for (let i = 8; i < bytes.length; i += 2) bytes[i] = (bytes[i] as number) | 1;
  return joined(bytes, new Uint8Array(2));
}

describe.each(variable)('%s', (type, bytes) => {
  const codec = codecOf(type, 'x64');

  test('encode ∘ decode is the identity on valid bytes', () => {
    fc.assert(fc.property(bytes, (valid) => void expectExact(codec, valid)), { seed, numRuns: 150 });
  });

  test('decode of damaged bytes looks only at its own and throws only its own error', () => {
    const damaged = fc
      .tuple(bytes, fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 8, 0x40, 0x7f, 0x80, 0xff)), { maxLength: 4 }), fc.nat(12))
      .map(([valid, changes, cut]) => {
        const broken = valid.slice(0, Math.max(0, valid.length - cut));
        // Sizes, counts and flags stand at the start.
        for (const [at, value] of changes) if (broken.length > 0) broken[at % Math.min(48, broken.length)] = value;
        return broken;
      });
    fc.assert(fc.property(damaged, (broken) => expectContained(codec, broken)), { seed, numRuns: 150 });
  });

  test('decode of any bytes throws only its own error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (any) => expectContained(codec, any)), { seed, numRuns: 60 });
  });

  test('a decoded value can be shown', () => {
    fc.assert(
      fc.property(bytes, (valid) => {
        for (const field of codec.fields(codec.decode(valid))) expect(field.text).not.toMatch(/undefined|\[object/);
      }),
      { seed, numRuns: 20 },
    );
  });
});

describe('lists', () => {
  test.each([
    ['KSMULTIPLE_ITEM + KSIDENTIFIER[]', packedList(24)],
    ['KSMULTIPLE_ITEM + KSDATARANGE[]', formatList(rangeForms)],
    ['KSMULTIPLE_ITEM + KSDATAFORMAT[]', formatList(formatForms)],
  ])('%s has the items that were put in', (type, arbitrary) => {
    const codec = codecOf(type, 'x64');
    fc.assert(
      fc.property(arbitrary, ({ bytes, count }) => {
        expect((codec.decode(bytes) as { Items: Value[] }).Items).toHaveLength(count);
      }),
      { seed, numRuns: 60 },
    );
  });

  test('a description has the member lists that were put in', () => {
    const codec = codecOf('KSPROPERTY_DESCRIPTION', 'x64');
    fc.assert(
      fc.property(description, ({ bytes, lists }) => {
        expect((codec.decode(bytes) as StructValue)['MembersLists']).toHaveLength(lists);
      }),
      { seed, numRuns: 60 },
    );
  });

  test('a serialized set has the records that were put in', () => {
    const codec = codecOf('KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]', 'x64');
    fc.assert(
      fc.property(serialized, ({ bytes, count }) => {
        expect((codec.decode(bytes) as StructValue)['Items']).toHaveLength(count);
      }),
      { seed, numRuns: 60 },
    );
  });
});
