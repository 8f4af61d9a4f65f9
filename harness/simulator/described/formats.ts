/** Formats of described pins: which ones a range holds, and which one two ranges meet in. */
import { codecOf, CodecError, isStruct, type StructValue, type Value } from '../../abi/codec.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import type { FormatDescription } from '../../description/format.ts';
import { encodeJson, type Json } from '../../description/values.ts';
import { formatFits, formatFlags, KSDATARANGE_FLAG, specifier, specifierNone, takeAttributesOf, takeFormat } from '../classdrivers/ks/formats.ts';
import { intersectWithoutHandler } from '../classdrivers/ks/intersection.ts';
import type { KsDataRange } from '../classdrivers/ks/pin-factory.ts';
import { defaultIntersection, waveFits } from '../classdrivers/portcls/wave-format.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';

const audio = ksGuid('KSDATAFORMAT_TYPE_AUDIO');
const rangeCodec = codecOf('KSDATARANGE', 'x64');
const formatCodec = codecOf('KSDATAFORMAT', 'x64');

/** A data range as a driver publishes it: the range, and the attributes that are listed behind it. */
export function rangeOf(range: FormatDescription): KsDataRange {
  const bytes = encodeJson('KSDATARANGE', range as Json);
  const own = takeFormat(bytes) ?? bytes;
  if ((formatFlags(own) & KSDATARANGE_FLAG.ATTRIBUTES) === 0 || own.length === bytes.length) return { bytes: own };
  return { bytes: own, attributes: takeAttributesOf(bytes, own.length) };
}

export const formatOf = (format: FormatDescription): Uint8Array => encodeJson('KSDATAFORMAT', format as Json);

const decoded = new WeakMap<Uint8Array, StructValue>();

/** The fields of a range or format; decoded once for each array. */
function fieldsOf(bytes: Uint8Array, codec: typeof rangeCodec): StructValue {
  let value = decoded.get(bytes);
  if (value === undefined) {
    try {
      value = codec.decode(bytes) as StructValue;
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      value = {};
    }
    decoded.set(bytes, value);
  }
  return value;
}

/** The video header of a range or format, whatever its specifier calls it. */
function videoHeader(fields: StructValue): StructValue | undefined {
  const header = headerNames.map((name) => fields[name]).find((member) => isStruct(member));
  const inner = isStruct(header) ? (header['hdr'] ?? header) : undefined;
  return isStruct(inner) ? inner : undefined;
}
const headerNames = ['VideoInfoHeader', 'VideoInfoHeader2', 'MpegVideoInfoHeader2', 'H264VideoInfoHeader'] as const;

const sub = (value: StructValue | undefined, name: string): StructValue => {
  const member = value?.[name];
  return isStruct(member) ? member : {};
};

/** Width, height, bits and compression of a picture. */
function picture(header: StructValue): string {
  const bitmap = sub(header, 'bmiHeader');
  const told = ['biWidth', 'biHeight', 'biBitCount', 'biCompression'].map((name) => String(bitmap[name] ?? 0));
  return [...told, String(header['wWidth'] ?? 0), String(header['wHeight'] ?? 0)].join(' ');
}

const intervalName = (header: StructValue): 'AvgTimePerFrame' | 'dwFrameInterval' =>
  'dwFrameInterval' in header ? 'dwFrameInterval' : 'AvgTimePerFrame';

/** Bounds of the frame interval that a range tells; `undefined` if it tells none. */
function intervals(range: StructValue): { readonly min: bigint; readonly max: bigint } | undefined {
  const caps = range['ConfigCaps'];
  if (!isStruct(caps)) return undefined;
  return { min: BigInt(caps['MinFrameInterval'] as bigint), max: BigInt(caps['MaxFrameInterval'] as bigint) };
}

/** 100 ns between the frames of a video format; 0 if it does not tell. */
export function frameInterval(format: Uint8Array): number {
  const header = videoHeader(fieldsOf(format, formatCodec));
  return header === undefined ? 0 : Number(header[intervalName(header)] ?? 0);
}

/** Whether a format lies inside a range: audio by its bounds, video by its picture and interval, others by their GUIDs. */
export function accepts(format: Uint8Array, range: KsDataRange): boolean {
  if (!formatFits(format, range.bytes)) return false;
  const own = fieldsOf(range.bytes, rangeCodec);
  if (own['MajorFormat'] === audio) return waveFits(format, range.bytes);
  const ours = videoHeader(own);
  if (ours === undefined) return true;
  const theirs = videoHeader(fieldsOf(format, formatCodec));
  if (theirs === undefined || picture(ours) !== picture(theirs)) return false;
  const bounds = intervals(own);
  const interval = BigInt(theirs[intervalName(theirs)] as bigint);
  return bounds === undefined || (interval >= bounds.min && interval <= bounds.max);
}

/**
 * A format in both ranges. `known` is what the described device answered for its own ranges: the answer wherever the
 * caller's range leaves the choice to the device.
 */
export function intersect(caller: Uint8Array, own: KsDataRange, known: Uint8Array | undefined): Uint8Array | number {
  if (known !== undefined && leavesChoice(caller, own.bytes) && accepts(known, own)) return known;
  const range = fieldsOf(own.bytes, rangeCodec);
  if (range['MajorFormat'] === audio) return defaultIntersection(caller, own);
  if (specifier(own.bytes) === specifierNone) return intersectWithoutHandler(caller, own.bytes);
  return intersectVideo(fieldsOf(caller, rangeCodec), range) ?? STATUS.STATUS_NO_MATCH;
}

/** Whether a caller's range is ours, or has nothing behind its GUIDs. */
const leavesChoice = (caller: Uint8Array, own: Uint8Array): boolean =>
  caller.length <= 64 || Buffer.from(caller).equals(own);

/** The range's picture, at the interval that the caller's header names as far as both ranges allow it. */
function intersectVideo(caller: StructValue, own: StructValue): Uint8Array | undefined {
  const ours = videoHeader(own);
  const theirs = videoHeader(caller);
  const bounds = intervals(own);
  if (ours === undefined || bounds === undefined) return undefined;
  const name = intervalName(ours);
  if (theirs === undefined) return formatLike(own, name, BigInt(ours[name] as bigint));
  if (picture(ours) !== picture(theirs)) return undefined;
  const wide = intervals(caller) ?? bounds;
  const least = wide.min > bounds.min ? wide.min : bounds.min;
  const most = wide.max < bounds.max ? wide.max : bounds.max;
  if (least > most) return undefined;
  const wanted = BigInt(theirs[name] as bigint) || BigInt(ours[name] as bigint);
  return formatLike(own, name, wanted < least ? least : wanted > most ? most : wanted);
}

/** The format whose header is that of a range, under the name that formats have for it. */
function formatLike(range: StructValue, intervalField: string, interval: bigint): Uint8Array | undefined {
  const header = range['VideoInfoHeader'];
  if (!isStruct(header)) return undefined;
  const timed = isStruct(header['hdr'])
    ? { ...header, hdr: { ...header['hdr'], [intervalField]: interval } }
    : { ...header, [intervalField]: interval };
  const { MajorFormat = '', SubFormat = '', Specifier = '', SampleSize = 0 } = range;
  const common: Record<string, Value> = { MajorFormat, SubFormat, Specifier, SampleSize };
  for (const name of headerNames) {
    try {
      return formatCodec.encode({ ...common, [name]: timed });
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
    }
  }
  return undefined;
}
