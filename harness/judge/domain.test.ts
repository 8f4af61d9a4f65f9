/** What quantified variables range over: each value that a law tries is sent, and seen at the target. */
import { describe, expect, test } from 'vitest';
import type { Target } from '../target/target.ts';
import { said, trying } from './testing/trying.ts';

const laws = {
  length: 'item: LEVEL, any: { n: { length: { from: 3, to: 5 } } }, send: { inputBytes: bytes(n) }',
  below: 'item: LEVEL, any: { n: { length: { to: 9, below: 3 } } }, send: { inputBytes: bytes(n) }',
  'below.more': 'item: LEVEL, any: { n: { length: { to: 2, below: 30 } } }, send: { inputBytes: bytes(n) }',
  none: 'item: LEVEL, any: { n: { length: { below: 0 } } }, send: { inputBytes: bytes(n) }',
  many: 'item: LEVEL, any: { n: { length: { from: 3, to: 21 } } }, runs: 16, send: { inputBytes: bytes(n) }',
  integer: 'item: LEVEL, any: { n: { integer: { from: -2, to: 1 } } }, send: { inputBytes: "encode(LONG, n)" }',
  'integer.large': 'item: LEVEL, any: { n: { integer: { from: 9223372036854775804, to: 9223372036854775807 } } }, send: { inputBytes: "encode(ULONGLONG, n)" }',
  'integer.any': 'item: LEVEL, any: { n: { integer: {} } }, runs: 20, send: { inputBytes: "encode(LONGLONG, n)" }',
  'one-of': 'item: LEVEL, any: { n: { oneOf: [7, 3, 5] } }, send: { inputBytes: bytes(n) }',
  in: 'item: LEVEL, any: { n: { in: "[4, 2]" } }, send: { inputBytes: bytes(n) }',
  'in.nothing': 'item: LEVEL, any: { n: { in: "[]" } }, send: { inputBytes: bytes(n) }',
  'in.number': 'item: LEVEL, any: { n: { in: item.id } }, send: { inputBytes: bytes(n) }',
  bits: 'item: LEVEL, any: { n: { bits: { of: 5 } } }, send: { inputBytes: "encode(ULONG, n)" }',
  'bits.many': 'item: LEVEL, any: { n: { bits: { of: 0x1FF } } }, runs: 20, send: { inputBytes: "encode(ULONG, n)" }',
  'bits.none': 'item: LEVEL, any: { n: { bits: { of: 0 } } }, send: { inputBytes: "encode(ULONG, n)" }',
  bytes: 'item: LEVEL, any: { b: { bytes: { length: 3 } } }, runs: 4, send: { inputBytes: b }',
  'value.listed': 'item: MODE, any: { v: { value: valid } }, send: { inputBytes: "encode(LONG, v)" }',
  'value.unlisted': 'item: MODE, any: { v: { value: invalid } }, send: { inputBytes: "encode(LONG, v)" }',
  'value.ranged': 'item: WIDE, any: { v: { value: valid } }, runs: 30, send: { inputBytes: "encode(LONGLONG, v)" }',
  'value.outside': 'item: WIDE, any: { v: { value: invalid } }, runs: 30, send: { inputBytes: "encode(LONGLONG, v)" }',
  'value.device': 'item: LEVEL, any: { v: { value: valid } }, runs: 60, send: { inputBytes: "encode(LONG, v)" }',
  'value.device-not': 'item: LEVEL, any: { v: { value: invalid } }, runs: 60, send: { inputBytes: "encode(LONG, v)" }',
  'value.flags': 'item: FLAGS, any: { v: { value: valid } }, runs: 20, send: { inputBytes: "encode(ULONG, v)" }',
  'value.flags-not': 'item: FLAGS, any: { v: { value: invalid } }, runs: 20, send: { inputBytes: "encode(ULONG, v)" }',
  'value.bool': 'item: ENABLE, any: { v: { value: valid } }, send: { inputBytes: "encode(LONG, v)" }',
  'value.enum': 'item: STATE, any: { v: { value: valid } }, send: { inputBytes: "encode(ULONG, v)" }',
  'value.type': 'item: CHANGES, any: { v: { value: valid } }, runs: 12, send: { inputBytes: "encode(ULONG, v)" }',
  'value.none': 'item: CHANGES, any: { v: { value: invalid } }, send: { inputBytes: "encode(ULONG, v)" }',
  'value.unknown': 'item: TABLE, any: { v: { value: valid } }, send: { inputBytes: v }',
  'value.where': 'item: EVEN, any: { v: { value: valid } }, send: { inputBytes: "encode(ULONG, v)" }',
  id: 'item: LEVEL, any: { n: { id: unknown } }, runs: 20, send: { inputBytes: "encode(ULONG, n)" }',
  guid: 'item: LEVEL, any: { g: { guid: unknown } }, runs: 6, send: { inputBytes: "encode(GUID, g)" }',
  near: 'item: LEVEL, any: { g: { guid: near } }, runs: 200, send: { inputBytes: "encode(GUID, g)" }',
  two: 'item: LEVEL, any: { n: { length: { from: 1, to: 2 } }, m: { length: { to: n } } }, runs: 60, send: { inputBytes: bytes(10 * n + m) }',
} as const;
const yaml = Object.entries(laws).map(([id, text]) => {
  const [, item, rest] = /^item: (\w+), ([^]*)$/.exec(text) ?? [];
  return `  - { law: test.${id}, title: ${id}, cites: [TEST-001], for: { kind: property, access: any, item: ${item}, offered: either }, ${rest?.replace('send: {', 'send: { ioctl: IOCTL_KS_PROPERTY,')}, expect: { status: any } }\n`;
});
const more = `  PROPSETID_MORE:
    on: [filter]
    guid: "{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA90000F}"
    ids: { FLAGS: 0, STATE: 1, EVEN: 2 }
    properties:
      FLAGS: { get: optional, set: optional, value: ULONG, flags: [1, 4] }
      STATE: { get: optional, set: optional, value: KSSTATE }
      EVEN: { get: optional, set: optional, value: ULONG, oneOf: [1, 2, 3, 4], where: [value % 2 == 0] }
`;
const judge = trying(`laws:\n${yaml.join('')}`, more);

/** What a law sends to find out, each once, as it came; and what is said of it. */
function tried(law: keyof typeof laws): { readonly sent: readonly string[]; readonly said: string } {
  const sent: string[] = [];
  const around = (target: Target): Target => {
    const ioctl = target.ioctl.bind(target);
    target.ioctl = (handle, code, input, output, limit) => {
      const header = input instanceof Uint8Array && input.length >= 24;
      if (!header) sent.push(input instanceof Uint8Array ? Buffer.from(input).toString('hex') : 'none');
      return ioctl(handle, code, input, output, limit);
    };
    return target;
  };
  const result = judge(law, { around });
  return { sent: [...new Set(sent)], said: said(result) };
}
const lengths = (law: keyof typeof laws) => tried(law).sent.map((hex) => (hex === 'none' ? 0 : hex.length / 2));
function numbers(law: keyof typeof laws, signed = true): bigint[] {
  return tried(law).sent.map((hex) => {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    const view = new DataView(bytes.buffer);
    if (bytes.length === 8) return signed ? view.getBigInt64(0, true) : view.getBigUint64(0, true);
    return BigInt(signed ? view.getInt32(0, true) : view.getUint32(0, true));
  });
}

describe('few values are all tried, in order', () => {
  test.each([
    ['length', [3, 4, 5]],
    ['below', [0, 1, 2]],
    ['below.more', [0, 1, 2]],
    ['one-of', [7, 3, 5]],
    ['in', [4, 2]],
  ] as const)('%s', (law, wanted) => {
    expect(lengths(law)).toEqual(wanted);
  });

  test.each([
    ['integer', [-2n, -1n, 0n, 1n]],
    ['bits', [1n, 4n, 5n]],
    ['value.listed', [1n, 2n, 4n]],
    ['value.bool', [0n, 1n]],
    ['value.enum', [0n, 1n, 2n, 3n]],
    ['value.where', [2n, 4n]],
  ] as const)('%s', (law, wanted) => {
    expect(numbers(law)).toEqual(wanted);
  });

  test('also those that are no safe integers', () => {
    expect(numbers('integer.large', false)).toEqual([4n, 5n, 6n, 7n].map((n) => 0x7fff_ffff_ffff_fff8n + n));
  });
});

describe('of many the edges come first', () => {
  test('the ends, what is next to them, and the middle', () => {
    expect(lengths('many').slice(0, 5)).toEqual([3, 4, 20, 21, 12]);
    const any = numbers('integer.any');
    expect(any.slice(0, 9)).toEqual([-(2n ** 31n), -(2n ** 31n) + 1n, 2n ** 32n - 2n, 2n ** 32n - 1n, 2n ** 30n - 1n, 0n, 1n, 2n ** 31n, 2n ** 31n - 1n]);
    expect(any.every((n) => n >= -(2n ** 31n) && n < 2n ** 32n)).toBe(true);
  });

  test('each bit of a mask, the mask, and some of its bits', () => {
    const bits = numbers('bits.many');
    expect(bits.slice(0, 10)).toEqual([...Array.from({ length: 9 }, (_, i) => 2n ** BigInt(i)), 0x1ffn]);
    expect(bits.length).toBeGreaterThan(11);
    expect(bits.every((n) => n > 0n && n <= 0x1ffn)).toBe(true);
  });

  test('no bytes set and all of them', () => {
    const { sent } = tried('bytes');
    expect(sent.slice(0, 2)).toEqual(['000000', 'ffffff']);
    expect(sent.every((hex) => hex.length === 6)).toBe(true);
  });
});

describe('values of an item', () => {
  test('that are not listed lie next to those that are, and at the ends of the type', () => {
    expect(new Set(numbers('value.unlisted'))).toEqual(new Set([0n, 3n, 5n, -(2n ** 31n), 2n ** 31n - 1n]));
  });

  test('of a range are in it, both ends too, or out of it', () => {
    const inside = numbers('value.ranged');
    expect(inside).toEqual(expect.arrayContaining([-10n, -9n, 9n, 10n]));
    expect(inside.every((n) => n >= -10n && n <= 10n)).toBe(true);
    const outside = numbers('value.outside');
    expect(outside).toEqual(expect.arrayContaining([-11n, 11n, -(2n ** 63n), 2n ** 63n - 1n]));
    expect(outside.every((n) => n < -10n || n > 10n)).toBe(true);
  });

  test('of a range that the device tells keep to its steps, or do not', () => {
    const inside = numbers('value.device');
    expect(inside).toEqual(expect.arrayContaining([-100n, 100n]));
    expect(inside.every((n) => n >= -100n && n <= 100n && n % 5n === 0n)).toBe(true);
    expect(inside.length).toBeGreaterThan(10);
    const outside = numbers('value.device-not');
    expect(outside).toEqual(expect.arrayContaining([-101n, 101n, -99n]));
    expect(outside.every((n) => n < -100n || n > 100n || n % 5n !== 0n)).toBe(true);
  });

  test('of flags have some of them, or others', () => {
    expect(new Set(numbers('value.flags'))).toEqual(new Set([0n, 1n, 4n, 5n]));
    const outside = numbers('value.flags-not', false);
    expect(outside).toEqual(expect.arrayContaining([2n, 8n, 0x8000_0000n]));
    expect(outside.every((n) => (n & ~5n) !== 0n)).toBe(true);
  });

  test('of a type alone are those of the type', () => {
    const all = numbers('value.type', false);
    expect(all).toEqual(expect.arrayContaining([0n, 1n, 0xffff_fffen, 0xffff_ffffn]));
  });
});

test('unknown ids are none of the set’s own, those behind the last first', () => {
  const ids = numbers('id', false);
  expect(ids.slice(0, 7)).toEqual([100n, 101n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 0xffffn, 0x1_0000n]);
  expect(ids.some((id) => (id >= 0n && id <= 7n) || id === 99n)).toBe(false);
});

test('unknown GUIDs are of version 4 and variant 1', () => {
  const { sent } = tried('guid');
  // Data1 to Data3 lie in memory the other way round.
  expect(sent[0]).toBe('04030201' + '0605' + '0847' + '890a0b0c0d0e0f10');
  expect(sent.length).toBeGreaterThan(3);
  for (const hex of sent) expect(hex).toMatch(/^.{14}4.[89ab].{15}$/);
});

test('near GUIDs are one bit off, each bit once', () => {
  const { sent } = tried('near');
  const own = BigInt('0xe0d0c1b45e5a5b4c9f1d7e57ca900001');
  const distances = sent.map((hex) => [...(BigInt(`0x${hex}`) ^ own).toString(2)].filter((bit) => bit === '1').length);
  expect(sent).toHaveLength(128);
  expect(distances.every((distance) => distance === 1)).toBe(true);
});

test('a variable may depend on one before it', () => {
  expect(new Set(lengths('two'))).toEqual(new Set([10, 11, 20, 21, 22]));
});

test.each([
  ['none', 'skip precondition: there is no length or number from 0 to -1'],
  ['in.nothing', 'skip precondition: there is no value to try'],
  ['in.number', 'inconclusive item.id is no list; a claim that can be judged'],
  ['bits.none', 'skip precondition: the mask has no bits'],
  ['value.none', 'skip precondition: no illegal value of CHANGES is known'],
  ['value.unknown', 'skip precondition: no legal value of type KSMULTIPLE_ITEM + ULONG[] is known'],
] as const)('%s: %s', (law, wanted) => {
  expect(tried(law)).toEqual({ sent: [], said: wanted });
});
