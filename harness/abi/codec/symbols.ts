/** Fields whose numbers have names: flags, constants and ids that the type alone does not tell. */
import { constantsWithPrefix, enumByName, itemName, setsByGuid, type SetKind } from '../names.ts';
import { guidText, integerText } from './text.ts';
import type { StructValue, Value } from './value.ts';

/** Text of a field's value, given the struct it stands in. */
type FieldText = (value: Value, owner: StructValue) => string;

interface Named {
  readonly name: string;
  readonly value: number;
}

/** The text of a field for people, or `undefined` if its type says all there is. */
export function fieldText(type: string, field: string, value: Value, owner: StructValue): string | undefined {
  const text = byField.get(`${type}.${field}`) ?? byName.get(field);
  return text?.(value, owner);
}

/** Bits by name, what is left in hex: `KSPROPERTY_TYPE_GET | 0x40 (0x41)`. */
function flags(names: () => readonly Named[]): FieldText {
  return (value) => {
    if (typeof value !== 'number') return integerText(value);
    const zero = names().find((each) => each.value === 0);
    if (value === 0) return zero ? `${zero.name} (0)` : '0';
    let rest = value >>> 0;
    const parts: string[] = [];
    // Wide masks first, so that a combination with a name of its own is shown by it.
    for (const { name, value: bits } of [...names()].sort((a, b) => bitCount(b.value) - bitCount(a.value))) {
      if (bits === 0 || (rest & bits) >>> 0 !== bits) continue;
      parts.push(name);
      rest = (rest & ~bits) >>> 0;
    }
    if (rest !== 0) parts.push(hex(rest));
    return `${parts.join(' | ')} (${hex(value >>> 0)})`;
  };
}

/** A constant by name: `KSPRIORITY_NORMAL (0x40000000)`. */
function constant(names: () => readonly Named[]): FieldText {
  return (value) => {
    const known = names().find((each) => each.value === value);
    return known ? `${known.name} (${String(value)})` : integerText(value);
  };
}

/** An id by the set that stands next to it. */
function idOf(kinds: readonly SetKind[]): FieldText {
  return (value, owner) => {
    const { Set: guid } = owner;
    if (typeof guid !== 'string' || typeof value !== 'number') return integerText(value);
    for (const set of setsByGuid(guid)) {
      const name = kinds.includes(set.kind) ? itemName(set, value) : undefined;
      if (name !== undefined) return `${name} (${value})`;
    }
    return integerText(value);
  };
}

/** Codecs of pixels and samples are GUIDs made of a FOURCC: `'MJPG' {47504A4D-…}`. */
function fourCcGuid(prefix: string): FieldText {
  return (value) => {
    const text = guidText(value, prefix);
    if (typeof value !== 'string' || text !== value || !value.endsWith('-0000-0010-8000-00AA00389B71}')) return text;
    const code = fourCc(Number.parseInt(value.slice(1, 9), 16));
    return code === undefined ? text : `${code} ${value}`;
  };
}

/** `'MJPG'`, if the four bytes are printable. */
function fourCc(code: number): string | undefined {
  const characters = [code, code >>> 8, code >>> 16, code >>> 24].map((c) => String.fromCharCode(c & 0xff)).join('');
  return /^[\x20-\x7e]{4}$/.test(characters) ? `'${characters}'` : undefined;
}

const hex = (value: number): string => `0x${value.toString(16).toUpperCase()}`;

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask >>> 0; rest !== 0; rest >>>= 1) count += rest & 1;
  return count;
}

/** Constants that begin with a prefix, looked up once. */
function prefixed(prefix: string, without?: RegExp): () => readonly Named[] {
  let list: Named[] | undefined;
  return () =>
    (list ??= constantsWithPrefix(prefix).flatMap(({ name, value }) =>
      typeof value === 'number' && !without?.test(name) ? [{ name, value: value >>> 0 }] : [],
    ));
}

const enumValues =
  (name: string): (() => readonly Named[]) =>
  () =>
    enumByName(name) ?? [];

const propertyType = flags(prefixed('KSPROPERTY_TYPE_'));
const cameraFlags = flags(prefixed('KSPROPERTY_CAMERACONTROL_FLAGS_', /_ABSOLUTE$/));
const procAmpFlags = flags(prefixed('KSPROPERTY_VIDEOPROCAMP_FLAGS_'));
const videoStandard = flags(enumValues('KS_AnalogVideoStandard'));
const formatFlags = flags(prefixed('KSDATAFORMAT_', /_BIT_/));
const rangeFlags = flags(prefixed('KSDATARANGE_', /_BIT_/));
const node = constant(prefixed('KSFILTER_NODE'));

const cameraStructs = ['S', 'NODE_S', 'S2', 'NODE_S2', 'S_EX'].map((suffix) => `KSPROPERTY_CAMERACONTROL_${suffix}`);
const procAmpStructs = ['S', 'NODE_S', 'S2', 'NODE_S2'].map((suffix) => `KSPROPERTY_VIDEOPROCAMP_${suffix}`);

const byField: ReadonlyMap<string, FieldText> = new Map<string, FieldText>([
  ['KSPROPERTY.Id', idOf(['property'])],
  ['KSPROPERTY.Flags', propertyType],
  ['KSEVENT.Id', idOf(['event'])],
  ['KSEVENT.Flags', flags(prefixed('KSEVENT_TYPE_'))],
  ['KSMETHOD.Id', idOf(['method'])],
  ['KSMETHOD.Flags', flags(prefixed('KSMETHOD_TYPE_', /_SEND$/))],
  ['KSPIN_INTERFACE.Id', idOf(['interface'])],
  ['KSPIN_MEDIUM.Id', idOf(['medium'])],
  ['KSDEGRADE.Id', idOf(['degrade'])],
  ['KSIDENTIFIER.Id', idOf(['property', 'event', 'method', 'interface', 'medium', 'degrade'])],
  ['KSPROPERTY_DESCRIPTION.AccessFlags', propertyType],
  ['KSPROPERTY_MEMBERSHEADER.MembersFlags', constant(prefixed('KSPROPERTY_MEMBER_', /_FLAG_/))],
  ['KSPROPERTY_MEMBERSHEADER.Flags', flags(prefixed('KSPROPERTY_MEMBER_FLAG_'))],
  ['KSDATAFORMAT.Flags', formatFlags],
  ['KSDATARANGE.Flags', rangeFlags],
  ['KSATTRIBUTE.Flags', flags(prefixed('KSATTRIBUTE_REQUIRED'))],
  ['KSPRIORITY.PriorityClass', constant(prefixed('KSPRIORITY_'))],
  ['KSEVENTDATA.NotificationType', flags(prefixed('KSEVENTF_'))],
  ['KSRELATIVEEVENT.Flags', flags(prefixed('KSRELATIVEEVENT_FLAG_'))],
  ['KSSTREAM_HEADER.OptionsFlags', flags(prefixed('KSSTREAM_HEADER_OPTIONSF_'))],
  ['KSALLOCATOR_FRAMING.OptionsFlags', flags(prefixed('KSALLOCATOR_OPTIONF_', /_VALID$/))],
  ['KSALLOCATOR_FRAMING.RequirementsFlags', flags(prefixed('KSALLOCATOR_REQUIREMENTF_'))],
  ['KS_FRAMING_ITEM.Flags', flags(prefixed('KSALLOCATOR_FLAG_'))],
  ['KSRATE.Flags', flags(prefixed('KSRATE_NOPRESENTATION'))],
  ['KSFRAMETIME.FrameFlags', flags(prefixed('KSFRAMETIME_'))],
  ['KSTOPOLOGY_CONNECTION.FromNode', node],
  ['KSTOPOLOGY_CONNECTION.ToNode', node],
  ['KS_FRAME_INFO.dwFrameFlags', flags(prefixed('KS_VIDEO_FLAG_', /_MASK$/))],
  ['KS_VIDEO_STREAM_CONFIG_CAPS.VideoStandard', videoStandard],
  ['KS_VBIINFOHEADER.VideoStandard', videoStandard],
  ['KS_BITMAPINFOHEADER.biCompression', (value) => (typeof value === 'number' ? fourCc(value) : undefined) ?? integerText(value)],
  ['KSPROPERTY_VIDEOCONTROL_CAPS_S.VideoControlCaps', flags(enumValues('KS_VideoControlFlags'))],
  ['KSPROPERTY_VIDEOCONTROL_MODE_S.Mode', flags(enumValues('KS_VideoControlFlags'))],
  ['KSAUDIO_CHANNEL_CONFIG.ActiveSpeakerPositions', flags(prefixed('SPEAKER_', /_ALL$|_RESERVED$/))],
  ['WAVEFORMATEXTENSIBLE.dwChannelMask', flags(prefixed('SPEAKER_', /_ALL$|_RESERVED$/))],
  ...cameraStructs.flatMap((type): [string, FieldText][] => [[`${type}.Flags`, cameraFlags], [`${type}.Capabilities`, cameraFlags]]),
  ...procAmpStructs.flatMap((type): [string, FieldText][] => [[`${type}.Flags`, procAmpFlags], [`${type}.Capabilities`, procAmpFlags]]),
]);

/** Fields that mean the same wherever they stand. */
const byName: ReadonlyMap<string, FieldText> = new Map<string, FieldText>([
  ['MajorFormat', fourCcGuid('KSDATAFORMAT_TYPE_')],
  ['SubFormat', fourCcGuid('KSDATAFORMAT_SUBTYPE_')],
  ['Specifier', fourCcGuid('KSDATAFORMAT_SPECIFIER_')],
  ['MemoryType', (value) => guidText(value, 'KSMEMORY_TYPE_')],
]);
