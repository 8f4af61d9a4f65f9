import { describe, expect, test } from 'vitest';
import { codecOf, CodecError, type Value } from './codec.ts';
import { guidByName } from './names.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const guid = (name: string): string => guidByName(name)!;
const decode = (type: string, bytes: Uint8Array): Value => codecOf(type, 'x64').decode(bytes);
const encode = (type: string, value: Value): Uint8Array => codecOf(type, 'x64').encode(value);

describe('scalars', () => {
  test.each<[type: string, bytes: string, value: Value]>([
    ['ULONG', 'ffffffff', 0xffffffff],
    ['LONG', 'feffffff', -2],
    ['USHORT', 'feff', 0xfffe],
    ['SHORT', 'feff', -2],
    ['UCHAR', 'fe', 0xfe],
    ['CHAR', 'fe', -2],
    ['BOOL', '02000000', 2],
    ['BOOLEAN', '01', 1],
    ['ULONGLONG', 'ffffffffffffffff', 0xffffffffffffffffn],
    ['LONGLONG', 'feffffffffffffff', -2n],
    ['HANDLE', '4400000000000080', 0x8000000000000044n],
    ['SIZE_T', '0100000000000000', 1n],
    ['FLOAT', '0000c03f', 1.5],
    ['DOUBLE', '000000000000f8bf', -1.5],
    ['KSSTATE', '03000000', 3],
    ['GUID', '04ad9469ef93d011a3cc00a0c9223196', '{6994AD04-93EF-11D0-A3CC-00A0C9223196}'],
    ['REFERENCE_TIME', '8096980000000000', 10_000_000n],
    ['PKSEVENTDATA', '0100000000000000', 1n],
  ])('%s %s is %s', (type, bytes, value) => {
    expect(decode(type, hex(bytes))).toEqual(value);
    expect(encode(type, value)).toEqual(hex(bytes));
  });

  test('pointers are four bytes on x86', () => {
    expect(codecOf('HANDLE', 'x86').decode(hex('ffffffff'))).toBe(0xffffffffn);
    expect(codecOf('LONG_PTR', 'x86').decode(hex('ffffffff'))).toBe(-1n);
    expect(codecOf('HANDLE', 'x86').encode(null)).toEqual(new Uint8Array(4));
  });

  test.each<[type: string, value: Value, bytes: string]>([
    ['ULONG', -1, 'ffffffff'],
    ['LONG', 0xffffffff, 'ffffffff'],
    ['ULONG', 5n, '05000000'],
    ['ULONG', true, '01000000'],
    ['LONGLONG', 5, '0500000000000000'],
    ['ULONGLONG', -1n, 'ffffffffffffffff'],
    ['HANDLE', null, '0000000000000000'],
    ['UCHAR', -1, 'ff'],
  ])('%s takes %s', (type, value, bytes) => {
    expect(encode(type, value)).toEqual(hex(bytes));
  });

  test.each<[type: string, value: Value, message: string]>([
    ['ULONG', 2 ** 32, 'ULONG: 4294967296 does not fit 32 bits'],
    ['LONG', -(2 ** 31) - 1, 'does not fit 32 bits'],
    ['UCHAR', 256, 'does not fit 8 bits'],
    ['ULONG', 1.5, '1.5 is no whole number'],
    ['ULONG', Number.NaN, 'NaN is no whole number'],
    ['ULONG', 'KSSTATE_RUN', '"KSSTATE_RUN" is no whole number'],
    ['ULONG', null, 'null is no whole number'],
    ['ULONGLONG', 1n << 64n, 'does not fit 64 bits'],
    ['FLOAT', 1n, '1 is no number'],
    ['GUID', '{6994AD04}', '"{6994AD04}" is no GUID'],
    ['GUID', 0, '0 is no GUID'],
    ['WCHAR[2]', 'abc', '3 characters do not fit'],
    ['BYTE[2]', new Uint8Array(3), '3 bytes do not fit'],
    ['ULONG[2]', [1, 2, 3], '3 items do not fit'],
    ['ULONG[2]', [1, 'x'], '[1] (ULONG): "x" is no whole number'],
    ['KSPRIORITY', 5, '5 is no struct'],
    ['KSPRIORITY', { PriorityClas: 5 }, 'it has no field "PriorityClas"'],
    ['KSPIN_CONNECT', { Priority: { PriorityClass: 'x' } }, 'Priority.PriorityClass (ULONG): "x" is no whole number'],
  ])('%s refuses %s', (type, value, message) => {
    expect(() => encode(type, value)).toThrow(CodecError);
    expect(() => encode(type, value)).toThrow(message);
  });
});

describe('arrays and text', () => {
  test.each<[type: string, bytes: string, value: Value]>([
    ['ULONG[2]', '0100000002000000', [1, 2]],
    ['ULONG[]', '0100000002000000', [1, 2]],
    ['ULONG[]', '', []],
    ['BYTE[3]', '010203', Uint8Array.of(1, 2, 3)],
    ['UCHAR[]', '0102', Uint8Array.of(1, 2)],
    ['WCHAR[]', '410042000000', 'AB'],
    ['WCHAR[]', '0000', ''],
    ['WCHAR[3]', '410000000000', 'A'],
    ['WCHAR[2]', '41004200', 'AB'],
    ['none', '', null],
  ])('%s of %s', (type, bytes, value) => {
    expect(decode(type, hex(bytes))).toEqual(value);
    expect(encode(type, value)).toEqual(hex(bytes));
  });

  test('text without a NUL ends with the data', () => {
    expect(decode('WCHAR[]', hex('41004200'))).toBe('AB');
  });

  test('missing items are zero, and bytes may be a list', () => {
    expect(encode('ULONG[2]', [1])).toEqual(hex('0100000000000000'));
    expect(encode('BYTE[2]', [255, -1])).toEqual(hex('ffff'));
  });

  test.each([
    ['ULONG[]', '010000', 'ULONG[]: 3 bytes are no whole number of 4-byte items'],
    ['WCHAR[]', '41', '1 bytes are no whole number of characters'],
    ['ULONG', '0102', 'ULONG: needs 4 bytes, 2 are there'],
  ])('%s is not %s', (type, bytes, message) => {
    expect(() => decode(type, hex(bytes))).toThrow(message);
  });
});

describe('structs', () => {
  test('nest as in C', () => {
    const set = guid('KSPROPSETID_Pin');
    const bytes = encode('KSP_PIN', { Property: { Set: set, Id: 1, Flags: 1 }, PinId: 7 });
    expect(bytes).toHaveLength(32);
    expect(decode('KSP_PIN', bytes)).toEqual({ Property: { Set: set, Id: 1, Flags: 1 }, PinId: 7, Reserved: 0, Flags: 0 });
  });

  test('with inline aggregates have them as objects, without what only drivers see', () => {
    const bytes = encode('KSEVENTDATA', { NotificationType: 2, SemaphoreHandle: { Semaphore: 5n, Adjustment: -1 } });
    expect(bytes).toEqual(hex('02000000 00000000 0500000000000000 00000000 ffffffff 0000000000000000'));
    expect(decode('KSEVENTDATA', bytes)).toEqual({
      NotificationType: 2,
      EventHandle: { Event: 5n, Reserved: [0xffffffff00000000n, 0n] },
      SemaphoreHandle: { Semaphore: 5n, Reserved: 0, Adjustment: -1 },
    });
  });

  test('members of a union that agree may all be given, members that disagree not', () => {
    expect(encode('KSALLOCATOR_FRAMING', { OptionsFlags: 3, RequirementsFlags: 3 })[0]).toBe(3);
    expect(encode('KSALLOCATOR_FRAMING', { RequirementsFlags: 3 })[0]).toBe(3);
    expect(() => encode('KSALLOCATOR_FRAMING', { OptionsFlags: 1, RequirementsFlags: 3 })).toThrow(
      'OptionsFlags and RequirementsFlags share bytes and disagree: give one of them',
    );
  });

  test('bit-fields share their byte', () => {
    const bytes = encode('KS_COLCON', { emph1col: 1, emph2col: 2, backcol: 15 });
    expect(bytes).toEqual(hex('210f0000'));
    expect(decode('KS_COLCON', bytes)).toMatchObject({ emph1col: 1, emph2col: 2, backcol: 15, patcol: 0 });
    expect(() => encode('KS_COLCON', { emph1col: 16 })).toThrow('emph1col (UCHAR:4): 16 does not fit 4 bits');
  });

  test('keep padding that is not zero, and a copy does not', () => {
    const bytes = new Uint8Array(72).fill(0xaa);
    const value = decode('KSPIN_CONNECT', bytes) as Record<string, Value>;
    expect(Object.keys(value)).toEqual(['Interface', 'Medium', 'PinId', 'PinToHandle', 'Priority']);
    expect(encode('KSPIN_CONNECT', value)).toEqual(bytes);
    expect(encode('KSPIN_CONNECT', { ...value }).subarray(52, 56)).toEqual(new Uint8Array(4));
  });

  test('keep what stands behind the NUL of a text', () => {
    const bytes = new Uint8Array(96);
    bytes.set(hex('4100 0000 4200'), 22);
    const value = decode('KSJACK_SINK_INFORMATION', bytes);
    expect(value).toMatchObject({ SinkDescription: 'A' });
    expect(encode('KSJACK_SINK_INFORMATION', value)).toEqual(bytes);
  });

  test('that end in an array of one element take all items', () => {
    const codec = codecOf('KSALLOCATOR_FRAMING_EX', 'x64');
    expect([codec.size, codec.minSize, codec.shape]).toEqual([null, 24, 'variable']);
    const bytes = codec.encode({ CountItems: 2, FramingItem: [{ Frames: 1 }, { Frames: 2 }] });
    expect(bytes).toHaveLength(24 + 2 * 88);
    expect(codec.decode(bytes)).toMatchObject({ CountItems: 2, FramingItem: [{ Frames: 1 }, { Frames: 2 }] });
  });

  test('hold such a struct at its sizeof when it stands inside', () => {
    expect(codecOf('KS_DATARANGE_MPEG1_VIDEO', 'x64').size).toBe(312);
  });
});

describe('encodeInto', () => {
  const codec = codecOf('KSPRIORITY', 'x64');
  test('writes every byte and tells how many', () => {
    const bytes = new Uint8Array(12).fill(0xcc);
    expect(codec.encodeInto({ PriorityClass: 1 }, bytes, 2)).toBe(8);
    expect(bytes).toEqual(hex('cccc 01000000 00000000 cccc'));
  });
  test.each([5, -1, 100, 0.5 + 4])('refuses a place that is too small (%s)', (offset) => {
    expect(() => codec.encodeInto({}, new Uint8Array(12), offset)).toThrow(CodecError);
  });
});

describe('KSMULTIPLE_ITEM lists', () => {
  const type = 'KSMULTIPLE_ITEM + KSIDENTIFIER[]';
  const item = { Set: guid('KSINTERFACESETID_Standard'), Id: 0, Flags: 0 };

  test('count themselves', () => {
    const bytes = encode(type, { Items: [item] });
    expect(bytes.subarray(0, 8)).toEqual(hex('20000000 01000000'));
    expect(decode(type, bytes)).toEqual({ Size: 32, Count: 1, Items: [item] });
    expect(encode(type, {})).toEqual(hex('08000000 00000000'));
  });

  test('lie if told to', () => {
    const bytes = encode(type, { Size: 999, Count: 7, Items: [item] });
    expect(bytes).toHaveLength(32);
    expect(bytes.subarray(0, 8)).toEqual(hex('e7030000 07000000'));
  });

  test('keep bytes that no item takes', () => {
    const bytes = hex('0a000000 00000000 0102 ffff');
    const value = decode(type, bytes);
    expect(value).toEqual({ Size: 10, Count: 0, Items: [], Extra: Uint8Array.of(1, 2) });
    expect(encode(type, value)).toEqual(bytes.subarray(0, 10));
  });

  test.each([
    ['07000000 00000000', 'Size is 7, less than its own header'],
    ['20000000 01000000', 'Size is 32, 8 bytes are there'],
    ['08000000 01000000', 'Count is 1, Size has room for 0'],
    ['08000000 ffffffff', 'Count is 4294967295, Size has room for 0'],
    ['080000', 'needs 8 bytes, 3 are there'],
  ])('are not %s', (bytes, message) => {
    expect(() => decode(type, hex(bytes))).toThrow(message);
  });
});

describe('data ranges and formats', () => {
  const video = { MajorFormat: guid('KSDATAFORMAT_TYPE_VIDEO'), Specifier: guid('KSDATAFORMAT_SPECIFIER_VIDEOINFO') };

  test('a video range has its capabilities and header', () => {
    const bytes = encode('KSDATARANGE', { ...video, ConfigCaps: { MinFrameInterval: 333333n }, VideoInfoHeader: { bmiHeader: { biWidth: 640 } } });
    expect(bytes).toHaveLength(296);
    expect(decode('KSDATARANGE', bytes)).toMatchObject({
      FormatSize: 296,
      ...video,
      ConfigCaps: { MinFrameInterval: 333333n, MaxFrameInterval: 0n },
      VideoInfoHeader: { bmiHeader: { biWidth: 640 } },
    });
  });

  test('a video format has its header, and what follows it as Extra', () => {
    const bytes = encode('KSDATAFORMAT', { ...video, VideoInfoHeader: { dwBitRate: 9 }, Extra: Uint8Array.of(1, 2, 3) });
    expect(bytes).toHaveLength(64 + 88 + 3);
    expect(decode('KSDATAFORMAT', bytes)).toMatchObject({ FormatSize: 155, VideoInfoHeader: { dwBitRate: 9 }, Extra: Uint8Array.of(1, 2, 3) });
  });

  test('an audio format is a WAVEFORMATEX, or extensible if it says so', () => {
    const audio = { MajorFormat: guid('KSDATAFORMAT_TYPE_AUDIO'), Specifier: guid('KSDATAFORMAT_SPECIFIER_WAVEFORMATEX') };
    const plain = encode('KSDATAFORMAT', { ...audio, WaveFormatEx: { wFormatTag: 1, nChannels: 2, nSamplesPerSec: 48000 } });
    expect(plain).toHaveLength(82);
    expect(decode('KSDATAFORMAT', plain)).toMatchObject({ WaveFormatEx: { nChannels: 2, nSamplesPerSec: 48000 } });

    const extensible = encode('KSDATAFORMAT', { ...audio, WaveFormatExt: { Format: { wFormatTag: 0xfffe, cbSize: 22 }, Samples: { wValidBitsPerSample: 24 }, dwChannelMask: 3 } });
    expect(extensible).toHaveLength(104);
    expect(decode('KSDATAFORMAT', extensible)).toMatchObject({ WaveFormatExt: { Samples: { wValidBitsPerSample: 24 }, dwChannelMask: 3 } });
  });

  test('an audio range goes by its major format', () => {
    const bytes = encode('KSDATARANGE', { MajorFormat: guid('KSDATAFORMAT_TYPE_AUDIO'), MaximumChannels: 2, MaximumSampleFrequency: 48000 });
    expect(bytes).toHaveLength(88);
    expect(decode('KSDATARANGE', bytes)).toMatchObject({ MaximumChannels: 2, MaximumSampleFrequency: 48000 });
  });

  test('an unknown specifier keeps its bytes', () => {
    const bytes = encode('KSDATARANGE', { Specifier: '{12345678-0000-0000-0000-000000000000}', Extra: hex('0102') });
    expect(decode('KSDATARANGE', bytes)).toMatchObject({ FormatSize: 66, Extra: hex('0102') });
  });

  test('a sequence header takes the rest of the format', () => {
    const format = { MajorFormat: guid('KSDATAFORMAT_TYPE_VIDEO'), Specifier: guid('KSDATAFORMAT_SPECIFIER_MPEG1_VIDEO') };
    const bytes = encode('KSDATAFORMAT', { ...format, VideoInfoHeader: { cbSequenceHeader: 2, bSequenceHeader: hex('0102') } });
    expect(decode('KSDATAFORMAT', bytes)).toMatchObject({ FormatSize: 162, VideoInfoHeader: { bSequenceHeader: hex('0102') } });
  });

  test('a list of ranges pads each to 8 bytes', () => {
    const bytes = encode('KSMULTIPLE_ITEM + KSDATARANGE[]', { Items: [{ Extra: hex('01') }, { Extra: hex('02') }] });
    expect(bytes).toHaveLength(8 + 72 + 72);
    expect(decode('KSMULTIPLE_ITEM + KSDATARANGE[]', bytes)).toMatchObject({ Size: 152, Count: 2, Items: [{ FormatSize: 65, Extra: hex('01') }, { Extra: hex('02') }] });
  });

  describe('attributes', () => {
    const mode = guid('AUDIO_SIGNALPROCESSINGMODE_SPEECH');
    const attributes = { Items: [{ Attribute: guid('KSATTRIBUTEID_AUDIOSIGNALPROCESSING_MODE'), SignalProcessingMode: mode }, { Extra: hex('ff') }] };

    test('follow the format on the next 8-byte boundary', () => {
      const bytes = encode('KSDATAFORMAT', { Flags: 2, Extra: hex('01'), Attributes: attributes });
      expect(bytes).toHaveLength(72 + 8 + 40 + 32);
      expect(decode('KSDATAFORMAT', bytes)).toMatchObject({
        FormatSize: 65,
        Attributes: { Size: 80, Count: 2, Items: [{ Size: 40, SignalProcessingMode: mode }, { Size: 25, Extra: hex('ff') }] },
      });
    });

    test('may be announced and left out', () => {
      const bytes = encode('KSDATAFORMAT', { Flags: 2 });
      expect(decode('KSDATAFORMAT', bytes)).not.toHaveProperty('Attributes');
      const list = encode('KSMULTIPLE_ITEM + KSDATARANGE[]', { Items: [{ Flags: 2 }, { SampleSize: 7 }] });
      expect(decode('KSMULTIPLE_ITEM + KSDATARANGE[]', list)).toMatchObject({ Items: [{ Flags: 2 }, { SampleSize: 7 }] });
    });

    test('may be counted as items of the list (PIN-043)', () => {
      const items = [{ Flags: 2, Attributes: attributes }, {}];
      const bytes = encode('KSMULTIPLE_ITEM + KSDATARANGE[]', { Count: 3, Items: items });
      expect(decode('KSMULTIPLE_ITEM + KSDATARANGE[]', bytes)).toMatchObject({ Count: 3, Items: [{ Attributes: { Count: 2 } }, {}] });
    });
  });

  test('a changed specifier does not change how the members given are written', () => {
    const value = decode('KSDATARANGE', encode('KSDATARANGE', { ...video, VideoInfoHeader: { dwBitRate: 5 } })) as Record<string, Value>;
    const bytes = encode('KSDATARANGE', { ...value, Specifier: '{12345678-0000-0000-0000-000000000000}' });
    expect(bytes).toHaveLength(296);
  });

  test.each<[value: Value, message: string]>([
    [{ VideoInfoHeade: {} }, 'its specifier has no field "VideoInfoHeade"'],
    [{ ...video, WaveFormatEx: {}, VideoInfoHeader: {} }, 'its specifier has no field "WaveFormatEx"'],
    [5, '5 is no struct'],
  ])('%j is refused', (value, message) => {
    expect(() => encode('KSDATAFORMAT', value)).toThrow(message);
  });

  test.each([
    [63, 'FormatSize is 63, less than 64'],
    [65, 'needs 65 bytes, 64 are there'],
  ])('FormatSize %i is refused', (size, message) => {
    const bytes = new Uint8Array(64);
    bytes[0] = size;
    expect(() => decode('KSDATAFORMAT', bytes)).toThrow(message);
  });
});

describe('KSPROPERTY_DESCRIPTION', () => {
  const long = { SteppingDelta: 1, Bounds: { SignedMinimum: -10, SignedMaximum: 10 } };

  test('carries its member lists', () => {
    const bytes = encode('KSPROPERTY_DESCRIPTION', {
      AccessFlags: 0x203,
      PropTypeSet: { Set: guid('KSPROPTYPESETID_General'), Id: 3 },
      MembersLists: [
        { MembersHeader: { MembersFlags: 2 }, Members: [long] },
        { MembersHeader: { MembersFlags: 3, Flags: 1 }, Members: [-5] },
      ],
    });
    expect(bytes).toHaveLength(40 + 16 + 16 + 16 + 4);
    expect(decode('KSPROPERTY_DESCRIPTION', bytes)).toMatchObject({
      DescriptionSize: 92,
      MembersListCount: 2,
      MembersLists: [
        { MembersHeader: { MembersFlags: 2, MembersSize: 16, MembersCount: 1 }, Members: [long] },
        // VT_I4: the default value is signed.
        { MembersHeader: { MembersSize: 4 }, Members: [-5] },
      ],
    });
  });

  test('has 64-bit members where they hold bigints', () => {
    const bytes = encode('KSPROPERTY_DESCRIPTION', { MembersLists: [{ MembersHeader: { MembersFlags: 1 }, Members: [{ SignedMinimum: 1n, SignedMaximum: 2n }] }] });
    expect(bytes).toHaveLength(40 + 16 + 16);
    expect(decode('KSPROPERTY_DESCRIPTION', bytes)).toMatchObject({ MembersLists: [{ Members: [{ UnsignedMinimum: 1n, UnsignedMaximum: 2n }] }] });
  });

  test('may leave the lists out in its 40-byte form (PROP-051)', () => {
    const whole = encode('KSPROPERTY_DESCRIPTION', { MembersLists: [{ MembersHeader: { MembersFlags: 2 }, Members: [long] }] });
    expect(decode('KSPROPERTY_DESCRIPTION', whole.subarray(0, 40))).toMatchObject({ DescriptionSize: 72, MembersListCount: 1, MembersLists: [] });
    expect(() => decode('KSPROPERTY_DESCRIPTION', whole.subarray(0, 60))).toThrow('needs 72 bytes, 60 are there');
  });

  test('may count members that it does not spell out (PROP-066)', () => {
    const bytes = encode('KSPROPERTY_DESCRIPTION', { MembersLists: [{ MembersHeader: { MembersFlags: 2, MembersSize: 0, MembersCount: 0xffffffff }, Members: [] }] });
    expect(decode('KSPROPERTY_DESCRIPTION', bytes)).toMatchObject({ MembersLists: [{ MembersHeader: { MembersCount: 0xffffffff }, Members: [] }] });
  });
});

test('a serialized set has its records on 4-byte boundaries (PROP-113)', () => {
  const type = 'KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]';
  const bytes = encode(type, { PropertySet: guid('KSPROPSETID_Clock'), Items: [{ Id: 1, Data: hex('0102030405') }, { Id: 2, Data: hex('06') }] });
  expect(bytes).toHaveLength(20 + 32 + 5 + 3 + 32 + 1);
  expect(decode(type, bytes)).toMatchObject({
    PropertySet: guid('KSPROPSETID_Clock'),
    Count: 2,
    Items: [
      { Id: 1, PropertyLength: 5, Data: hex('0102030405') },
      { Id: 2, PropertyLength: 1, Data: hex('06') },
    ],
  });
});

describe('sequences', () => {
  test('put fields side by side, and what has none under its type', () => {
    const bytes = encode('KSP_PIN + GUID', { PinId: 3, GUID: guid('KSCATEGORY_AUDIO') });
    expect(bytes).toHaveLength(48);
    expect(decode('KSP_PIN + GUID', bytes)).toMatchObject({ PinId: 3, GUID: guid('KSCATEGORY_AUDIO') });
  });

  test('of a struct and a list have its items', () => {
    const type = 'KSP_PIN + KSMULTIPLE_ITEM + KSDATARANGE[]';
    const bytes = encode(type, { PinId: 3, Items: [{}] });
    expect(decode(type, bytes)).toMatchObject({ PinId: 3, Size: 72, Count: 1, Items: [{ FormatSize: 64 }] });
    expect(codecOf(type, 'x64').shape).toBe('variable');
  });

  test('end in an open array called Items', () => {
    expect(decode('KSAUDIOMODULE_PROPERTY + BYTE[]', new Uint8Array(50))).toMatchObject({ Items: new Uint8Array(2) });
  });

  test('keep a repeated field under its type', () => {
    const value = decode('KSPROPERTY + KSPROPERTY', new Uint8Array(48));
    expect(Object.keys(value as object)).toEqual(['Set', 'Id', 'Flags', 'KSPROPERTY']);
  });

  test('refuse unknown fields', () => {
    expect(() => encode('KSP_PIN + GUID', { Guid: 'x' })).toThrow('it has no field "Guid"');
    expect(() => encode('KSP_PIN + GUID', { GUID: 'x' })).toThrow('GUID (GUID): "x" is no GUID');
  });
});

describe('fields', () => {
  const shown = (type: string, value: Value, name?: string): string[] =>
    codecOf(type, 'x64')
      .fields(decode(type, encode(type, value)), name)
      .map((field) => `${field.name} = ${field.text}`);

  test('name ids, flags and sets', () => {
    expect(shown('KSP_PIN', { Property: { Set: guid('KSPROPSETID_Pin'), Id: 1, Flags: 0x10000041 }, PinId: 20 })).toEqual([
      'Property.Set = KSPROPSETID_Pin {8C134960-51AD-11CF-878A-94F801C10000}',
      'Property.Id = KSPROPERTY_PIN_CTYPES (1)',
      'Property.Flags = KSPROPERTY_TYPE_GET | KSPROPERTY_TYPE_TOPOLOGY | 0x40 (0x10000041)',
      'PinId = 20 (0x14)',
      'Reserved = 0',
    ]);
  });

  test('name enums, formats and codes', () => {
    expect(shown('KSSTATE', 3)).toEqual([' = KSSTATE_RUN (3)']);
    expect(shown('KSSTATE', 9, 'State')).toEqual(['State = 9']);
    expect(shown('KSDATAFORMAT', { MajorFormat: guid('KSDATAFORMAT_TYPE_VIDEO'), SubFormat: '{47504A4D-0000-0010-8000-00AA00389B71}', Extra: hex('01ff') })).toEqual(
      expect.arrayContaining([
        'MajorFormat = KSDATAFORMAT_TYPE_VIDEO {73646976-0000-0010-8000-00AA00389B71}',
        "SubFormat = 'MJPG' {47504A4D-0000-0010-8000-00AA00389B71}",
        'Specifier = KSDATAFORMAT_SPECIFIER_WILDCARD {00000000-0000-0000-0000-000000000000}',
        'Extra = 01 FF',
      ]),
    );
    expect(shown('KS_BITMAPINFOHEADER', { biCompression: 0x47504a4d })).toContain("biCompression = 'MJPG'");
  });

  test('number the items of lists', () => {
    expect(shown('KSMULTIPLE_ITEM + KSTOPOLOGY_CONNECTION[]', { Items: [{ FromNode: 0xffffffff }] })).toEqual(
      expect.arrayContaining(['Count = 1', 'Items[0].FromNode = KSFILTER_NODE (4294967295)', 'Items[0].ToNodePin = 0']),
    );
    expect(shown('KSMULTIPLE_ITEM + GUID[]', {})).toContain('Items = (none)');
    expect(shown('ULONG[2]', [1, 2], 'value')).toEqual(['value[0] = 1', 'value[1] = 2']);
  });

  test('cut long bytes and quote text', () => {
    expect(shown('BYTE[40]', new Uint8Array(40), 'Data')[0]).toMatch(/^Data = (00 ){32}… \(40 bytes\)$/);
    expect(shown('WCHAR[]', 'a"b', 'Name')).toEqual(['Name = "a\\"b"']);
    expect(shown('none', null)).toEqual([]);
  });
});
