/** What a frame descriptor becomes: a video mode, from which data ranges and formats are made. */
import { fourcc, fourccGuid } from '../../../abi/fourcc.ts';
import { parseGuid } from '../../../abi/guid.ts';
import type { VideoMode } from '../avstream/video/video-mode.ts';
import type { ColourMatching, StreamFormat, StreamFrame } from '../../usb/descriptors.ts';

const RGB24 = '{E436EB7D-524F-11CE-9F53-0020AF0BA770}';
const BI_RGB = 0;
const MJPG = fourcc('MJPG');
/** Formats whose frames depend on earlier ones. */
const TEMPORAL: ReadonlySet<number> = new Set(['H264', 'H265', 'HEVC', 'VP80', 'VP90'].map(fourcc));

/**
 * The modes of one format, in the order of the driver's data ranges: the default frame first, then the others by
 * descriptor (observed on several cameras).
 */
export function videoModes(format: StreamFormat): VideoMode[] {
  const first = format.frames.find(({ index }) => index === format.defaultFrameIndex) ?? format.frames[0];
  const ordered = [...format.frames].sort((a, b) => Number(b === first) - Number(a === first));
  return ordered.map((frame) => videoMode(format, frame));
}

function videoMode(format: StreamFormat, frame: StreamFrame): VideoMode {
  const bitCount = bitsPerPixel(format);
  // As observed: computed from the size, whatever dwMaxVideoFrameBufferSize says.
  const imageSize = Math.ceil((frame.width * frame.height * bitCount) / 8);
  const subType = subTypeOf(format);
  const compression = compressionOf(format, subType);
  const temporal = TEMPORAL.has(compression);
  return {
    subType,
    compression,
    bitCount,
    imageSize,
    temporal,
    width: frame.width,
    height: frame.height,
    // MJPEG samples are said to be of fixed size even where the descriptor says otherwise (observed).
    fixedSize: format.kind === 'mjpeg' || (format.kind !== 'h264' && !format.variableSize),
    intervals: frame.intervals,
    defaultInterval: frame.defaultInterval,
    minBitRate: frame.minBitRate,
    maxBitRate: frame.maxBitRate,
    pictureAspect: pictureAspect(format, frame),
    interlaceFlags: interlaceFlags(format),
    controlFlags: controlFlags(format.kind === 'uncompressed', format.colour),
    specifiers:
      format.kind === 'h264'
        ? ['KSDATAFORMAT_SPECIFIER_H264_VIDEO']
        : ['KSDATAFORMAT_SPECIFIER_VIDEOINFO', 'KSDATAFORMAT_SPECIFIER_VIDEOINFO2'],
    ...(format.kind === 'h264' ? { h264: h264Info(format, frame) } : {}),
    still: false,
  };
}

/** Interval of the still pin's modes: one picture a second (observed). */
const STILL_INTERVAL = 10_000_000;

/**
 * The still pictures of a format (UVC methods 2 and 3): the sizes that the descriptor lists, VIDEOINFO only, at one a
 * second (observed).
 */
export function stillModes(format: StreamFormat): VideoMode[] {
  const [model] = format.frames;
  if (model === undefined) return [];
  return format.stillSizes.map(([width, height]) => {
    const mode = videoMode(format, { ...model, width, height });
    const rate = mode.imageSize * 8;
    return {
      ...mode,
      intervals: { kind: 'discrete', values: [STILL_INTERVAL] },
      defaultInterval: STILL_INTERVAL,
      minBitRate: rate,
      maxBitRate: rate,
      specifiers: ['KSDATAFORMAT_SPECIFIER_VIDEOINFO'],
      still: true,
    };
  });
}

function bitsPerPixel({ kind, bitsPerPixel: printed }: StreamFormat): number {
  if (kind === 'mjpeg') return 24;
  if (kind === 'h264') return 12;
  // A compressed frame-based format may say 0.
  return printed === 0 ? 24 : printed;
}

function subTypeOf({ kind, guid }: StreamFormat): string {
  if (kind === 'mjpeg') return fourccGuid(MJPG);
  if (kind === 'h264') return fourccGuid(fourcc('H264'));
  return parseGuid(guid ?? '') ?? fourccGuid(0);
}

function compressionOf({ kind }: StreamFormat, subType: string): number {
  if (kind === 'mjpeg') return MJPG;
  return subType === RGB24 ? BI_RGB : Number.parseInt(subType.slice(1, 9), 16);
}

/** The format's aspect ratio if it gives one, else that of the frame, reduced (both observed). */
function pictureAspect(
  { aspectRatio: [x, y] }: StreamFormat,
  { width, height }: StreamFrame,
): readonly [number, number] {
  if (x !== 0 && y !== 0) return [x, y];
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  const divisor = gcd(width, height);
  return [width / divisor, height / divisor];
}

/** KS_INTERLACE_*, which has the bits of bmInterlaceFlags; none of them for a progressive stream. */
function interlaceFlags({ interlaceFlags: bits }: StreamFormat): number {
  const isInterlaced = (bits & 0x01) !== 0;
  return isInterlaced ? bits & 0x37 : 0;
}

/** DXVA_ExtendedFormat codes for the codes of the colour matching descriptor, by index; 0 = unknown. */
const PRIMARIES = [2, 2, 3, 4, 5, 6];
const MATRICES = [2, 1, 0, 2, 2, 3];

/**
 * AMCONTROL_USED and AMCONTROL_COLORINFO_PRESENT with a DXVA_ExtendedFormat. Observed for a camera without colour
 * matching or with BT.709 primaries and a BT.601 matrix: 0x008D2681 uncompressed, 0x008D1181 compressed, i.e. the
 * transfer function is left unknown. Codes the camera leaves unspecified stand for those of BT.709 and BT.601, as the
 * USB Video Class says.
 */
function controlFlags(uncompressed: boolean, colour: ColourMatching | undefined): number {
  const chroma = uncompressed ? 6 : 1;
  const range = uncompressed ? 2 : 1;
  const matrix = MATRICES[colour?.matrix ?? 0] ?? 0;
  const lighting = 3;
  const primaries = PRIMARIES[colour?.primaries ?? 0] ?? 0;
  return 0x81 + (chroma << 8) + (range << 12) + (matrix << 15) + (lighting << 18) + (primaries << 22);
}

function h264Info(format: StreamFormat, frame: StreamFrame): Readonly<Record<string, number>> {
  return {
    wWidth: frame.width,
    wHeight: frame.height,
    dwFrameInterval: frame.defaultInterval,
    ...frame.h264,
    ...renameRates(format.h264 ?? {}),
  };
}

/** KS_H264VIDEOINFO spells these members as ksmedia.h does: plural numbers, and two misprints that clients rely on. */
function renameRates(format: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(format).map(([name, value]) => {
      const plural = name.replace(/(Two|Three|Four)Resolution/, '$1Resolutions');
      return [H264_SPELLING[plural] ?? plural, value];
    }),
  );
}

const H264_SPELLING: Readonly<Record<string, string>> = {
  wMaxMBperSecTwoResolutionsTemporalScalability: 'wMaxMBperSecTwoResolutionsTemporalScalablility',
  wMaxMBperSecThreeResolutionsTemporalQualityScalability: 'wMaxMBperSecThreeResolutionsTemporalQualityScalablity',
  wMaxMBperSecThreeResolutionsTemporalSpatialScalability: 'wMaxMBperSecThreeResolutionsTemporalSpatialScalablity',
};
