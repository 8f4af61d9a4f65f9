/** Every field that composite codecs show, by its place in the value; `A` is what the whole is called. */
import { expect, test } from 'vitest';
import { codecOf, type Value } from '../codec.ts';
import { guidByName } from '../names.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const guid = (name: string): string => guidByName(name) ?? name;

test.each<[type: string, value: Value, fields: string[]]>([
  [
    'KS_COLCON',
    { emph1col: 1, backcol: 15 },
    [
      '.emph1col = 1',
      '.emph2col = 0',
      '.backcol = 15 (0xF)',
      '.patcol = 0',
      '.emph1con = 0',
      '.emph2con = 0',
      '.backcon = 0',
      '.patcon = 0',
    ],
  ],
  [
    'KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]',
    { PropertySet: guid('KSPROPSETID_Clock'), Items: [{ Id: 1, Data: hex('0102') }, { Id: 2 }] },
    [
      '.PropertySet = KSPROPSETID_Clock {DF12A4C0-AC17-11CF-A5D6-28DB04C10000}',
      '.Count = 2',
      '.Items[0].PropTypeSet.Set = GUID_NULL {00000000-0000-0000-0000-000000000000}',
      '.Items[0].PropTypeSet.Id = 0',
      '.Items[0].PropTypeSet.Flags = 0',
      '.Items[0].Id = 1',
      '.Items[0].PropertyLength = 2',
      '.Items[0].Data = 01 02',
      '.Items[1].PropTypeSet.Set = GUID_NULL {00000000-0000-0000-0000-000000000000}',
      '.Items[1].PropTypeSet.Id = 0',
      '.Items[1].PropTypeSet.Flags = 0',
      '.Items[1].Id = 2',
      '.Items[1].PropertyLength = 0',
      '.Items[1].Data = (no bytes)',
    ],
  ],
  [
    'KSMULTIPLE_ITEM + ULONG[]',
    { Items: [7], Extra: hex('ff') },
    [
      '.Size = 13 (0xD)',
      '.Count = 1',
      '.Items[0] = 7',
      '.Extra = FF',
    ],
  ],
  [
    'KSP_PIN + GUID',
    { PinId: 3, GUID: guid('KSCATEGORY_AUDIO') },
    [
      '.Property.Set = GUID_NULL {00000000-0000-0000-0000-000000000000}',
      '.Property.Id = 0',
      '.Property.Flags = 0',
      '.PinId = 3',
      '.Reserved = 0',
      '.GUID = KSCATEGORY_AUDIO {6994AD04-93EF-11D0-A3CC-00A0C9223196}',
    ],
  ],
  [
    'KSDATAFORMAT',
    { Flags: 2, MajorFormat: guid('KSDATAFORMAT_TYPE_AUDIO'), SubFormat: '{00000001-0000-0010-8000-00AA00389B71}', Specifier: guid('KSDATAFORMAT_SPECIFIER_WAVEFORMATEX'), WaveFormatEx: { wFormatTag: 1, nChannels: 2 }, Extra: hex('09'), Attributes: { Items: [{}] } },
    [
      '.FormatSize = 83 (0x53)',
      '.Flags = KSDATAFORMAT_ATTRIBUTES (0x2)',
      '.SampleSize = 0',
      '.Reserved = 0',
      '.MajorFormat = KSDATAFORMAT_TYPE_AUDIO {73647561-0000-0010-8000-00AA00389B71}',
      '.SubFormat = KSDATAFORMAT_SUBTYPE_PCM {00000001-0000-0010-8000-00AA00389B71}',
      '.Specifier = KSDATAFORMAT_SPECIFIER_WAVEFORMATEX {05589F81-C356-11CE-BF01-00AA0055595A}',
      '.WaveFormatEx.wFormatTag = 1',
      '.WaveFormatEx.nChannels = 2',
      '.WaveFormatEx.nSamplesPerSec = 0',
      '.WaveFormatEx.nAvgBytesPerSec = 0',
      '.WaveFormatEx.nBlockAlign = 0',
      '.WaveFormatEx.wBitsPerSample = 0',
      '.WaveFormatEx.cbSize = 0',
      '.Extra = 09',
      '.Attributes.Size = 32 (0x20)',
      '.Attributes.Count = 1',
      '.Attributes.Items[0].Size = 24 (0x18)',
      '.Attributes.Items[0].Flags = 0',
      '.Attributes.Items[0].Attribute = GUID_NULL {00000000-0000-0000-0000-000000000000}',
    ],
  ],
  [
    'KSPROPERTY_DESCRIPTION',
    { AccessFlags: 3, PropTypeSet: { Set: guid('KSPROPTYPESETID_General'), Id: 3 }, MembersLists: [{ MembersHeader: { MembersFlags: 2 }, Members: [{ SteppingDelta: 1, Bounds: { SignedMinimum: -1, SignedMaximum: 2 } }] }, { MembersHeader: { MembersFlags: 9 }, Members: [hex('0102')] }] },
    [
      '.AccessFlags = KSPROPERTY_TYPE_GET | KSPROPERTY_TYPE_SET (0x3)',
      '.DescriptionSize = 90 (0x5A)',
      '.PropTypeSet.Set = KSPROPTYPESETID_General {97E99BA0-BDEA-11CF-A5D6-28DB04C10000}',
      '.PropTypeSet.Id = 3',
      '.PropTypeSet.Flags = 0',
      '.MembersListCount = 2',
      '.Reserved = 0',
      '.MembersLists[0].MembersHeader.MembersFlags = KSPROPERTY_MEMBER_STEPPEDRANGES (2)',
      '.MembersLists[0].MembersHeader.MembersSize = 16 (0x10)',
      '.MembersLists[0].MembersHeader.MembersCount = 1',
      '.MembersLists[0].MembersHeader.Flags = 0',
      '.MembersLists[0].Members[0].SteppingDelta = 1',
      '.MembersLists[0].Members[0].Reserved = 0',
      '.MembersLists[0].Members[0].Bounds.SignedMinimum = -1',
      '.MembersLists[0].Members[0].Bounds.SignedMaximum = 2',
      '.MembersLists[1].MembersHeader.MembersFlags = 9',
      '.MembersLists[1].MembersHeader.MembersSize = 2',
      '.MembersLists[1].MembersHeader.MembersCount = 1',
      '.MembersLists[1].MembersHeader.Flags = 0',
      '.MembersLists[1].Members[0] = 01 02',
    ],
  ],
  [
    'KSATTRIBUTE',
    { Flags: 1, Extra: hex('01') },
    [
      '.Size = 25 (0x19)',
      '.Flags = KSATTRIBUTE_REQUIRED (0x1)',
      '.Attribute = GUID_NULL {00000000-0000-0000-0000-000000000000}',
      '.Extra = 01',
    ],
  ],
  [
    'BYTE[2]',
    hex('0102'),
    [
      ' = 01 02',
    ],
  ],
  [
    'WCHAR[4]',
    'ab',
    [
      ' = "ab"',
    ],
  ],
  [
    'GUID[]',
    [guid('KSCATEGORY_AUDIO')],
    [
      '[0] = KSCATEGORY_AUDIO {6994AD04-93EF-11D0-A3CC-00A0C9223196}',
    ],
  ],
  [
    'KSALLOCATOR_FRAMING',
    { OptionsFlags: 3 },
    [
      '.OptionsFlags = KSALLOCATOR_OPTIONF_COMPATIBLE | KSALLOCATOR_OPTIONF_SYSTEM_MEMORY (0x3)',
      '.PoolType = 0',
      '.Frames = 0',
      '.FrameSize = 0',
      '.FileAlignment = 0',
      '.Reserved = 0',
    ],
  ],
  [
    'KSEVENTDATA',
    { NotificationType: 1 },
    [
      '.NotificationType = KSEVENTF_EVENT_HANDLE (0x1)',
      '.EventHandle.Event = 0',
      '.EventHandle.Reserved[0] = 0',
      '.EventHandle.Reserved[1] = 0',
      '.SemaphoreHandle.Semaphore = 0',
      '.SemaphoreHandle.Reserved = 0',
      '.SemaphoreHandle.Adjustment = 0',
    ],
  ],
  [
    'KSDATARANGE',
    { SubFormat: '{32595559-0000-0010-8000-00AA00389B71}' },
    [
      '.FormatSize = 64 (0x40)',
      '.Flags = 0',
      '.SampleSize = 0',
      '.Reserved = 0',
      '.MajorFormat = KSDATAFORMAT_TYPE_WILDCARD {00000000-0000-0000-0000-000000000000}',
      ".SubFormat = 'YUY2' {32595559-0000-0010-8000-00AA00389B71}",
      '.Specifier = KSDATAFORMAT_SPECIFIER_WILDCARD {00000000-0000-0000-0000-000000000000}',
    ],
  ],
  [
    'KSDATARANGE',
    { SubFormat: '{00000101-0000-0010-8000-00AA00389B71}' },
    [
      '.FormatSize = 64 (0x40)',
      '.Flags = 0',
      '.SampleSize = 0',
      '.Reserved = 0',
      '.MajorFormat = KSDATAFORMAT_TYPE_WILDCARD {00000000-0000-0000-0000-000000000000}',
      '.SubFormat = {00000101-0000-0010-8000-00AA00389B71}',
      '.Specifier = KSDATAFORMAT_SPECIFIER_WILDCARD {00000000-0000-0000-0000-000000000000}',
    ],
  ],
])('%s shows %o', (type, value, fields) => {
  const codec = codecOf(type, 'x64');
  const decoded = codec.decode(codec.encode(value));
  expect(codec.fields(decoded, 'A').map(({ name, text }) => `${name} = ${text}`)).toEqual(fields.map((field) => `A${field}`));
  // What has no name of its own shows its fields without a dot in front.
  expect(codec.fields(decoded).map(({ name, text }) => `${name} = ${text}`)).toEqual(fields.map((field) => field.replace(/^\./, '')));
});

test.each<[type: string, bytes: Uint8Array, message: string]>([
  ['KSPROPERTY_DESCRIPTION', hex(`00000000 27000000 ${'00'.repeat(32)}`), 'DescriptionSize is 39, less than 40'],
  ['KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]', hex(`${'00'.repeat(16)} 01000000 00`), 'Items[0]'],
  ['GUID', new Uint8Array(15), 'needs 16 bytes, 15 are there'],
])('%s is refused: %o', (type, bytes, message) => {
  expect(() => codecOf(type, 'x64').decode(bytes)).toThrow(message);
});

test.each<[type: string, value: Value, message: string]>([
  ['GUID', 5, 'GUID: 5 is no GUID'],
  ['GUID', null, 'is no GUID'],
  ['KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]', { Items: 5 }, 'Items is 5, no list'],
  ['KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]', { Items: [{ Dta: 5 }] }, 'has no field "Dta"'],
  ['KSMULTIPLE_ITEM + GUID[]', 5, '5 is no struct'],
  ['KSMULTIPLE_ITEM + GUID[]', { Itms: [] }, 'it has no field "Itms"'],
  ['KSMULTIPLE_ITEM + GUID[]', { Items: 5 }, 'Items is 5, no list'],
  ['KSMULTIPLE_ITEM + GUID[]', { Size: -1 }, '-1 is no size or count'],
  ['KSMULTIPLE_ITEM + GUID[]', { Count: 2 ** 32 }, '4294967296 is no size or count'],
  ['KSMULTIPLE_ITEM + GUID[]', { Count: '1' }, '"1" is no size or count'],
  ['KSMULTIPLE_ITEM + GUID[]', { Items: [5] }, 'Items[0]'],
  ['KSP_PIN + GUID', 5, '5 is no struct'],
])('%s refuses %o', (type, value, message) => {
  expect(() => codecOf(type, 'x64').encode(value)).toThrow(message);
});
