/**
 * The algebra of data ranges and formats, on decoded KSDATARANGE and KSDATAFORMAT: GUIDs with GUID_NULL as wildcard
 * (PIN-063), and the limits that audio and video ranges carry. Specifiers that are not known here are compared by GUID.
 */
import { GUID_NULL } from '../../abi/guid.ts';
import type { Value } from '../../abi/codec.ts';
import { isMap, map, numberIn, type SpecFunction } from './function.ts';

/** A KSDATARANGE or KSDATAFORMAT, decoded. */
export type Fields = Readonly<Record<string, Value>>;

/** Least and greatest value of one quantity of a range, and its step where it has one. */
interface Limit {
  readonly min: number;
  readonly max: number;
  readonly step?: number;
}
type Limits = Readonly<Record<string, Limit>>;

const guids = ['MajorFormat', 'SubFormat', 'Specifier'] as const;
const guidIn = (value: Fields, name: string): Value => value[name] ?? GUID_NULL;
const sub = (value: Fields | undefined, name: string): Fields | undefined => {
  const member = value?.[name];
  return isMap(member) ? member : undefined;
};

/** What a range limits: audio by KSDATARANGE_AUDIO, video by KS_VIDEO_STREAM_CONFIG_CAPS; nothing if it has neither. */
function limitsOf(range: Fields): Limits {
  if ('MaximumChannels' in range) {
    return {
      channels: { min: 1, max: numberIn(range, 'MaximumChannels') },
      bits: { min: numberIn(range, 'MinimumBitsPerSample'), max: numberIn(range, 'MaximumBitsPerSample') },
      rate: { min: numberIn(range, 'MinimumSampleFrequency'), max: numberIn(range, 'MaximumSampleFrequency') },
    };
  }
  const caps = sub(range, 'ConfigCaps');
  if (!caps) return {};
  const [least, most] = [sub(caps, 'MinOutputSize') ?? {}, sub(caps, 'MaxOutputSize') ?? {}];
  return {
    width: { min: numberIn(least, 'cx'), max: numberIn(most, 'cx'), step: numberIn(caps, 'OutputGranularityX') },
    height: { min: numberIn(least, 'cy'), max: numberIn(most, 'cy'), step: numberIn(caps, 'OutputGranularityY') },
    interval: { min: numberIn(caps, 'MinFrameInterval'), max: numberIn(caps, 'MaxFrameInterval') },
  };
}

/** The quantities of a concrete format, by the names of {@link limitsOf}; those it does not tell are left out. */
function quantitiesOf(format: Fields): Readonly<Record<string, number>> {
  const wave =
    sub(format, 'WaveFormatEx') ?? sub(sub(format, 'WaveFormatExt'), 'Format') ?? sub(sub(format, 'BufferDesc'), 'WaveFormatEx');
  if (wave) {
    return {
      channels: numberIn(wave, 'nChannels'),
      bits: numberIn(wave, 'wBitsPerSample'),
      rate: numberIn(wave, 'nSamplesPerSec'),
    };
  }
  const h264 = sub(format, 'H264VideoInfoHeader');
  if (h264) return told({ width: numberIn(h264, 'wWidth'), height: numberIn(h264, 'wHeight'), interval: numberIn(h264, 'dwFrameInterval') });
  const header = ['VideoInfoHeader', 'VideoInfoHeader2', 'MpegVideoInfoHeader2'].map((name) => sub(format, name)).find(isMap);
  const video = sub(header, 'hdr') ?? header;
  const bitmap = sub(video, 'bmiHeader') ?? sub(format, 'ImageInfoHeader');
  return told({
    width: bitmap ? numberIn(bitmap, 'biWidth') : 0,
    // A negative height is a picture that begins at its top line.
    height: bitmap ? Math.abs(numberIn(bitmap, 'biHeight')) : 0,
    interval: video ? numberIn(video, 'AvgTimePerFrame') : 0,
  });
}

/** A zero in a video format tells nothing. */
function told(quantities: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(quantities).filter(([, quantity]) => quantity !== 0));
}

function inLimit(quantity: number, { min, max, step = 0 }: Limit): boolean {
  return quantity >= min && quantity <= max && (step <= 1 || (quantity - min) % step === 0);
}

/** Whether a KSDATAFORMAT lies inside a KSDATARANGE, both decoded. */
export function covers(range: Fields, format: Fields): boolean {
  const limits = limitsOf(range);
  return (
    guids.every((name) => guidIn(range, name) === GUID_NULL || guidIn(range, name) === guidIn(format, name)) &&
    Object.entries(quantitiesOf(format)).every(([name, quantity]) => {
      const limit = limits[name];
      return limit === undefined || inLimit(quantity, limit);
    })
  );
}

/** Whether two KSDATARANGEs have formats in common. */
export function rangesIntersect(a: Fields, b: Fields): boolean {
  const [limitsA, limitsB] = [limitsOf(a), limitsOf(b)];
  return (
    guids.every((name) => [guidIn(a, name), guidIn(b, name)].includes(GUID_NULL) || guidIn(a, name) === guidIn(b, name)) &&
    Object.entries(limitsA).every(([name, limit]) => {
      const other = limitsB[name];
      return other === undefined || (limit.min <= other.max && other.min <= limit.max);
    })
  );
}

/** Whether a KSDATARANGE holds nothing that another does not. */
export function within(inner: Fields, outer: Fields): boolean {
  const [innerLimits, outerLimits] = [limitsOf(inner), limitsOf(outer)];
  return (
    guids.every((name) => guidIn(outer, name) === GUID_NULL || guidIn(outer, name) === guidIn(inner, name)) &&
    Object.entries(innerLimits).every(([name, limit]) => {
      const other = outerLimits[name];
      return other === undefined || (limit.min >= other.min && limit.max <= other.max);
    })
  );
}

const pcm = "'MajorFormat': KSDATAFORMAT_TYPE_AUDIO, 'SubFormat': KSDATAFORMAT_SUBTYPE_PCM, 'Specifier': KSDATAFORMAT_SPECIFIER_WAVEFORMATEX";
const audio = (channels: number, rates: readonly [number, number]): string =>
  `{${pcm}, 'MaximumChannels': ${channels}, 'MinimumBitsPerSample': 16, 'MaximumBitsPerSample': 24, ` +
  `'MinimumSampleFrequency': ${rates[0]}, 'MaximumSampleFrequency': ${rates[1]}}`;

export const formats: readonly SpecFunction[] = [
  {
    name: 'covers',
    parameters: ['range', 'format'],
    returns: 'bool',
    about: 'Whether a KSDATAFORMAT lies inside a KSDATARANGE: GUIDs, and channels, bits and rate or size and frame interval',
    example: [
      `covers(${audio(2, [8000, 48000])}, {${pcm}, 'WaveFormatEx': {'nChannels': 2, 'wBitsPerSample': 16, 'nSamplesPerSec': 44100}})`,
      'true',
    ],
    apply: (args) => covers(map(args, 0), map(args, 1)),
  },
  {
    name: 'rangesIntersect',
    parameters: ['a', 'b'],
    returns: 'bool',
    about: 'Whether two KSDATARANGEs have formats in common; a wildcard on either side matches',
    example: [`rangesIntersect(${audio(2, [8000, 22050])}, ${audio(6, [32000, 48000])})`, 'false'],
    apply: (args) => rangesIntersect(map(args, 0), map(args, 1)),
  },
  {
    name: 'within',
    parameters: ['inner', 'outer'],
    returns: 'bool',
    about: 'Whether one KSDATARANGE holds nothing that another does not',
    example: [`within(${audio(2, [8000, 22050])}, ${audio(6, [8000, 48000])})`, 'true'],
    apply: (args) => within(map(args, 0), map(args, 1)),
  },
];
