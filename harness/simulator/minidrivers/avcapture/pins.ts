/** The streams of the board: what they show, and in which states they are. */
import { KSSTATE, type KsFilter } from '../../classdrivers/avstream/descriptors.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { modeRanges, type ModeRange } from '../../classdrivers/avstream/video/data-ranges.ts';
import type { VideoMode } from '../../classdrivers/avstream/video/video-mode.ts';
import { fourcc, fourccGuid } from '../../../abi/fourcc.ts';

/** PinIds. */
export const PIN = { PREVIEW: 0, CAPTURE: 1, STILL: 2, INFRARED: 3, SENSOR: 4 } as const;

/** A size of pictures. */
export type Size = readonly [width: number, height: number];
/** Sizes of the still pin, the largest first. */
export const PHOTO_SIZES: readonly Size[] = [
  [1280, 720],
  [640, 480],
];
const VIDEO_SIZES: readonly Size[] = [
  [640, 480],
  [320, 240],
];
/** 30, 15 and 10 frames a second, in 100 ns. */
const INTERVALS = [333_333, 666_666, 1_000_000];
const SECOND = 10_000_000;

function mode([width, height]: Size, change: Partial<VideoMode> = {}): VideoMode {
  const bitCount = change.bitCount ?? 16;
  const imageSize = (width * height * bitCount) / 8;
  const rate = (interval: number): number => Math.floor((imageSize * 8 * SECOND) / interval);
  return {
    subType: fourccGuid(fourcc('YUY2')),
    compression: fourcc('YUY2'),
    bitCount,
    width,
    height,
    imageSize,
    fixedSize: true,
    temporal: false,
    intervals: { kind: 'discrete', values: INTERVALS },
    defaultInterval: 333_333,
    minBitRate: rate(1_000_000),
    maxBitRate: rate(333_333),
    pictureAspect: [width === 1280 ? 16 : 4, width === 1280 ? 9 : 3],
    interlaceFlags: 0,
    controlFlags: 0,
    specifiers: ['KSDATAFORMAT_SPECIFIER_VIDEOINFO'],
    still: false,
    ...change,
  };
}

const still: Partial<VideoMode> = { still: true, intervals: { kind: 'discrete', values: [333_333] }, defaultInterval: 333_333 };
/** 8 bits of infra-red in every pixel. */
const infrared: Partial<VideoMode> = {
  subType: ksGuid('KSDATAFORMAT_SUBTYPE_L8_IR'),
  compression: 0x32,
  bitCount: 8,
  intervals: { kind: 'discrete', values: [333_333, 666_666] },
};

/** Data ranges by PinId; the sensor's pin has none of its own. */
export const RANGES: Readonly<Record<'preview' | 'capture' | 'still' | 'infrared', readonly ModeRange[]>> = {
  preview: modeRanges(VIDEO_SIZES.map((size) => mode(size))),
  capture: modeRanges(VIDEO_SIZES.map((size) => mode(size))),
  still: modeRanges(PHOTO_SIZES.map((size) => mode(size, still))),
  infrared: modeRanges([mode([640, 480], infrared)]),
};

const states = ({ device }: KsFilter, pins: readonly number[]): number[] =>
  device.filters
    .flatMap((filter) => filter.pins)
    .filter(({ id }) => pins.includes(id))
    .map(({ deviceState }) => deviceState);

/** Whether a pin of these factories runs, opened through whichever filter. */
export const runs = (filter: KsFilter, ...pins: readonly number[]): boolean =>
  states(filter, pins).includes(KSSTATE.RUN);

/** Whether a pin of these factories is in a state above STOP. */
export const isUp = (filter: KsFilter, ...pins: readonly number[]): boolean =>
  states(filter, pins).some((state) => state > KSSTATE.STOP);
