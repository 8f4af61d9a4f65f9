/** What a video pin can show: one size of one format, from which data ranges and formats are made. */
import { fourcc, fourccGuid } from '../../../../abi/fourcc.ts';
import { ksGuid } from '../../ks/guids.ts';
import { intervalBounds, type FrameIntervals } from '../../../usb/descriptors.ts';

const SECOND = 10_000_000;

/** Which format block describes a mode. */
export type Specifier =
  | 'KSDATAFORMAT_SPECIFIER_VIDEOINFO'
  | 'KSDATAFORMAT_SPECIFIER_VIDEOINFO2'
  | 'KSDATAFORMAT_SPECIFIER_H264_VIDEO';

/** One frame size of one format. Sizes in bytes, intervals in 100 ns, rates in bits per second. */
export interface VideoMode {
  readonly subType: string;
  /** biCompression. */
  readonly compression: number;
  readonly bitCount: number;
  readonly width: number;
  readonly height: number;
  /** biSizeImage and SampleSize: the most that a frame takes. */
  readonly imageSize: number;
  readonly fixedSize: boolean;
  /** Frames depend on earlier ones. */
  readonly temporal: boolean;
  readonly intervals: FrameIntervals;
  readonly defaultInterval: number;
  readonly minBitRate: number;
  readonly maxBitRate: number;
  readonly pictureAspect: readonly [x: number, y: number];
  readonly interlaceFlags: number;
  /** dwControlFlags of VIDEOINFOHEADER2: AMCONTROL_* and a DXVA_ExtendedFormat. */
  readonly controlFlags: number;
  readonly specifiers: readonly Specifier[];
  /** KS_H264VIDEOINFO, of a UVC 1.5 H.264 format. */
  readonly h264?: Readonly<Record<string, number>>;
  /** A picture taken on request, not a video stream. */
  readonly still: boolean;
}

/** How pixels are coded. */
export type PixelFormat = Pick<VideoMode, 'subType' | 'compression' | 'bitCount'>;

/** A format whose sub-format is its FOURCC. */
export const fourccFormat = (code: string, bitCount: number): PixelFormat => ({
  subType: fourccGuid(fourcc(code)),
  compression: fourcc(code),
  bitCount,
});

/** A size of pictures. */
export type PictureSize = readonly [width: number, height: number];

/**
 * The modes of a format at some sizes, each at the same intervals in 100 ns: the first is the default.
 * @param change what is not as it is for plain pictures of square pixels
 */
export function pictureModes(
  format: PixelFormat,
  sizes: readonly PictureSize[],
  intervals: readonly [number, ...number[]],
  change: Partial<VideoMode> = {},
): VideoMode[] {
  return sizes.map(([width, height]) => {
    const imageSize = (width * height * format.bitCount) / 8;
    const rate = (interval: number): number => Math.floor((imageSize * 8 * SECOND) / interval);
    const common = greatestDivisor(width, height);
    return {
      ...format,
      width,
      height,
      imageSize,
      fixedSize: true,
      temporal: false,
      intervals: { kind: 'discrete', values: intervals },
      defaultInterval: intervals[0],
      minBitRate: rate(Math.max(...intervals)),
      maxBitRate: rate(Math.min(...intervals)),
      pictureAspect: [width / common, height / common],
      interlaceFlags: 0,
      controlFlags: 0,
      specifiers: ['KSDATAFORMAT_SPECIFIER_VIDEOINFO'],
      still: false,
      ...change,
    };
  });
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/**
 * The interval at which a stream runs that asks for `wanted`: the shortest offered one that is not shorter, i.e. the
 * next lower rate (VCAP-010); the longest if all are shorter; the default for 0.
 */
export function runningInterval(mode: VideoMode, wanted: number): number {
  if (wanted <= 0) return mode.defaultInterval;
  const { min, max } = intervalBounds(mode.intervals);
  if (mode.intervals.kind === 'discrete') {
    const slower = mode.intervals.values.filter((value) => value >= wanted);
    return slower.length > 0 ? Math.min(...slower) : max;
  }
  const clamped = Math.min(Math.max(wanted, min), max);
  const { step } = mode.intervals;
  return step === 0 ? clamped : Math.min(max, min + Math.ceil((clamped - min) / step) * step);
}

/** At most this many intervals of a continuous range are listed. */
const MAX_LISTED = 64;

/** The intervals that a mode offers, shortest first. A continuous range is listed by its steps, or by its ends. */
export function listedIntervals({ intervals }: VideoMode): number[] {
  if (intervals.kind === 'discrete') return [...intervals.values].sort((a, b) => a - b);
  const { min, max, step } = intervals;
  if (min === max) return [min];
  const count = step === 0 ? 0 : Math.floor((max - min) / step) + 1;
  if (count === 0 || count > MAX_LISTED) return [min, max];
  return Array.from({ length: count }, (_, i) => min + i * step);
}

/** GUID of a specifier. */
export const specifierGuid = (specifier: Specifier): string => ksGuid(specifier);
