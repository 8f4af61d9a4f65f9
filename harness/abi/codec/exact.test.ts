/** What codecs keep besides the value: the bytes that no member says, and nothing where members say all. */
import { describe, expect, it, test } from 'vitest';
import { codecOf, type Value } from '../codec.ts';
import { guidByName } from '../names.ts';
import { rawOf, type StructValue } from './value.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const decode = (type: string, bytes: Uint8Array): StructValue => codecOf(type, 'x64').decode(bytes) as StructValue;
const encode = (type: string, value: Value): Uint8Array => codecOf(type, 'x64').encode(value);

/** `length` zero bytes with one set. */
function withByte(length: number, at: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[at] = 0x41;
  return bytes;
}

describe('raw bytes', () => {
  it.each<[type: string, bytes: Uint8Array]>([
    ['KSPROPERTY', new Uint8Array(24).fill(0xaa)],
    ['KSPIN_CONNECT', new Uint8Array(72)],
    ['KSPIN_CONNECT', withByte(72, 51)],
    ['KSPIN_CONNECT', withByte(72, 56)],
    ['KSJACK_SINK_INFORMATION', withByte(96, 22)],
    ['KSPROPERTY + GUID', new Uint8Array(40).fill(7)],
    ['KSMULTIPLE_ITEM + GUID[]', hex('18000000 01000000 00000000000000000000000000000001')],
  ])('of %s are not kept where its members say all of them', (type, bytes) => {
    const value = decode(type, bytes);
    expect(rawOf(value)).toBeUndefined();
    expect(encode(type, { ...value })).toEqual(bytes);
  });

  it.each<[type: string, bytes: Uint8Array]>([
    ['KSPIN_CONNECT', withByte(72, 52)],
    ['KSPIN_CONNECT', withByte(72, 55)],
    ['KSJACK_SINK_INFORMATION', withByte(96, 24)],
    ['KSPIN_CONNECT + GUID', withByte(88, 53)],
  ])('of %s are kept where they hold more', (type, bytes) => {
    const value = decode(type, bytes);
    expect(rawOf(value)).toEqual(bytes);
    expect(encode(type, value)).toEqual(bytes);
    expect(encode(type, { ...value })).not.toEqual(bytes);
  });
});

const mode = guidByName('KSATTRIBUTEID_AUDIOSIGNALPROCESSING_MODE') ?? '';
const speech = guidByName('AUDIO_SIGNALPROCESSINGMODE_SPEECH') ?? '';

describe('KSATTRIBUTE', () => {
  const shown = (value: Value, name?: string): string[] => codecOf('KSATTRIBUTE', 'x64').fields(value, name).map(({ name: field, text }) => `${field} = ${text}`);

  it('counts what follows it', () => {
    expect(encode('KSATTRIBUTE', {})).toEqual(Uint8Array.from([24, ...new Array<number>(23).fill(0)]));
    expect(encode('KSATTRIBUTE', { Extra: hex('0102') })).toHaveLength(26);
    expect(decode('KSATTRIBUTE', encode('KSATTRIBUTE', { Attribute: mode, SignalProcessingMode: speech, Extra: hex('09') }))).toEqual({
      Size: 41,
      Flags: 0,
      Attribute: mode,
      SignalProcessingMode: speech,
      Extra: hex('09'),
    });
    expect(decode('KSATTRIBUTE', encode('KSATTRIBUTE', { Attribute: mode, Extra: hex('01') }))).toMatchObject({ Size: 25, Extra: hex('01') });
    expect(encode('KSATTRIBUTE', { Size: 99, Flags: 1 }).subarray(0, 8)).toEqual(hex('63000000 01000000'));
  });

  it('shows its fields by name', () => {
    const value = { Size: 41, Flags: 1, Attribute: mode, SignalProcessingMode: speech, Extra: hex('09') };
    expect(shown(value, 'A')).toEqual([
      'A.Size = 41 (0x29)',
      'A.Flags = KSATTRIBUTE_REQUIRED (0x1)',
      `A.Attribute = KSATTRIBUTEID_AUDIOSIGNALPROCESSING_MODE ${mode}`,
      `A.SignalProcessingMode = AUDIO_SIGNALPROCESSINGMODE_SPEECH ${speech}`,
      'A.Extra = 09',
    ]);
    expect(shown({ Size: 24, Flags: 0, Attribute: mode }).map((line) => line.split(' ')[0])).toEqual(['Size', 'Flags', 'Attribute']);
  });

  it.each<[Value, string]>([
    [{ Extra: 5 }, 'KSATTRIBUTE: BYTE[]: 5 is neither bytes nor a list of them'],
    [{ Extra: [256] }, '256 is no byte'],
    [{ Extra: [-129] }, '-129 is no byte'],
    [{ Extra: [1.5] }, '1.5 is no byte'],
    [{ Extra: ['1'] }, '"1" is no byte'],
    [{ Other: 1 }, 'it has no field "Other"'],
  ])('%j is refused', (value, message) => {
    expect(() => encode('KSATTRIBUTE', value)).toThrow(message.replace(/^KSATTRIBUTE: /, ''));
  });

  it('is refused if it counts less than itself', () => {
    expect(() => decode('KSATTRIBUTE', Uint8Array.from([23, ...new Array<number>(23).fill(0)]))).toThrow('Size is 23, less than 24');
    expect(decode('KSATTRIBUTE', encode('KSATTRIBUTE', { Extra: [255, -1, 0] }))).toMatchObject({ Extra: hex('ffff00') });
  });
});

test.each<[type: string, shape: string, size: number | null, fields: string[] | null]>([
  ['KSPROPERTY + GUID', 'fixed', 40, ['Set', 'Id', 'Flags', 'GUID']],
  ['KSPROPERTY + BYTE[]', 'variable', null, ['Set', 'Id', 'Flags', 'Items']],
  ['KSMULTIPLE_ITEM + GUID[]', 'list', null, ['Size', 'Count', 'Items', 'Extra']],
  ['KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]', 'list', null, ['PropertySet', 'Count', 'Items']],
  ['BYTE[]', 'variable', null, null],
  ['BYTE[4]', 'fixed', 4, null],
  ['WCHAR[]', 'string', null, null],
  ['ULONG', 'fixed', 4, null],
  ['none', 'none', 0, null],
])('%s is %s', (type, shape, size, fields) => {
  const codec = codecOf(type, 'x64');
  expect([codec.type, codec.shape, codec.size, codec.fieldNames ? [...codec.fieldNames] : null]).toEqual([type, shape, size, fields]);
});

test('a list is as long as it says where its last item is not padded', () => {
  const type = 'KSMULTIPLE_ITEM + KSDATARANGE[]';
  const items = [{ Extra: hex('01') }];
  // 8 + 65 bytes, and 7 of padding that Size may leave out.
  expect([undefined, 73, 74, 79, 80, 81, 72, 0].map((Size) => encode(type, { ...(Size === undefined ? {} : { Size }), Items: items }).length)).toEqual([
    80, 73, 74, 79, 80, 80, 80, 80,
  ]);
});

test('parts of a description are shown and refused by name', () => {
  const type = 'KSPROPERTY_DESCRIPTION';
  const bounds = { SignedMinimum: 1, SignedMaximum: 2 };
  const value = decode(type, encode(type, { MembersLists: [{ MembersHeader: { MembersFlags: 1 }, Members: [bounds] }, { MembersHeader: { MembersFlags: 9 }, Members: [hex('0102')] }] }));
  const names = codecOf(type, 'x64').fields(value, 'D').map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['D.MembersLists[0].MembersHeader.MembersFlags', 'D.MembersLists[0].Members[0].SignedMinimum', 'D.MembersLists[1].Members[0]']));
  // One wide end is enough for a 64-bit member.
  expect(encode(type, { MembersLists: [{ MembersHeader: { MembersFlags: 1 }, Members: [{ SignedMinimum: 1, SignedMaximum: 2n }] }] })).toHaveLength(40 + 16 + 16);
  for (const [MembersLists, message] of [
    [5, 'MembersLists is 5, no list'],
    [[5], 'a member list is 5, no struct'],
    [[{ MembersHeader: 5 }], 'MembersHeader is 5, no struct'],
    [[{ Members: 5 }], 'Members is 5, no list'],
  ] as const) {
    expect(() => encode(type, { MembersLists } as Value)).toThrow(message);
  }
});
