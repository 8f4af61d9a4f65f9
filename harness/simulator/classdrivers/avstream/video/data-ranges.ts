/** Data ranges and formats of video modes: KS_DATARANGE_VIDEO, its VIDEO2 and H.264 forms, and the matching formats. */
import type { KsDataRange } from '../descriptors.ts';
import { ksGuid } from '../../ks/guids.ts';
import { intervalBounds } from '../../../usb/descriptors.ts';
import { specifierGuid, type Specifier, type VideoMode } from './video-mode.ts';
import { putStruct, structSize, type Members } from './structs.ts';

const KSDATAFORMAT_TEMPORAL_COMPRESSION = 1;
const KS_VIDEOSTREAM_CAPTURE = 0x0002;
const KS_VIDEOSTREAM_STILL = 0x1000;
const MAX_LONG = 0x7fff_ffff;
const MAX_DWORD = 0xffff_ffff;
const SECOND = 10_000_000;

/** How a specifier's structures are called. */
interface Shape {
  readonly range: string;
  readonly format: string;
  readonly header: string;
  /** Member of `format` and of `range` that is the header. */
  readonly formatMember: string;
  readonly rangeMember: string;
}

/** The structures of each specifier. */
export const SHAPES: Readonly<Record<Specifier, Shape>> = {
  KSDATAFORMAT_SPECIFIER_VIDEOINFO: {
    range: 'KS_DATARANGE_VIDEO',
    format: 'KS_DATAFORMAT_VIDEOINFOHEADER',
    header: 'KS_VIDEOINFOHEADER',
    rangeMember: 'VideoInfoHeader',
    formatMember: 'VideoInfoHeader',
  },
  KSDATAFORMAT_SPECIFIER_VIDEOINFO2: {
    range: 'KS_DATARANGE_VIDEO2',
    format: 'KS_DATAFORMAT_VIDEOINFOHEADER2',
    header: 'KS_VIDEOINFOHEADER2',
    rangeMember: 'VideoInfoHeader',
    formatMember: 'VideoInfoHeader2',
  },
  KSDATAFORMAT_SPECIFIER_H264_VIDEO: {
    range: 'KS_DATARANGE_H264_VIDEO',
    format: 'KS_DATAFORMAT_H264VIDEOINFO',
    header: 'KS_H264VIDEOINFO',
    rangeMember: 'VideoInfoHeader',
    formatMember: 'H264VideoInfoHeader',
  },
};

/** A published data range with the mode and the specifier that it stands for. */
export interface ModeRange extends KsDataRange {
  readonly mode: VideoMode;
  readonly specifier: Specifier;
}

/** The ranges of the modes: for each mode one for each of its specifiers, VIDEOINFO before VIDEOINFO2 (observed). */
export function modeRanges(modes: readonly VideoMode[]): ModeRange[] {
  return modes.flatMap((mode) =>
    mode.specifiers.map((specifier) => ({ mode, specifier, bytes: rangeBytes(mode, specifier) })),
  );
}

function rangeBytes(mode: VideoMode, specifier: Specifier): Uint8Array {
  const { range, rangeMember } = SHAPES[specifier];
  const bytes = new Uint8Array(structSize(range));
  putStruct(bytes, 0, range, {
    DataRange: dataFormat(mode, specifier, bytes.length),
    bFixedSizeSamples: Number(mode.fixedSize),
    bTemporalCompression: Number(mode.temporal),
    StreamDescriptionFlags: mode.still ? KS_VIDEOSTREAM_STILL : KS_VIDEOSTREAM_CAPTURE,
    ConfigCaps: configCaps(mode, specifier),
    [rangeMember]: header(mode, specifier, mode.defaultInterval),
  });
  return bytes;
}

/** The format of a mode at an interval: exactly FormatSize bytes. */
export function formatBytes(mode: VideoMode, specifier: Specifier, interval: number): Uint8Array {
  const { format, formatMember } = SHAPES[specifier];
  const bytes = new Uint8Array(structSize(format));
  putStruct(bytes, 0, format, {
    DataFormat: dataFormat(mode, specifier, bytes.length),
    [formatMember]: header(mode, specifier, interval),
  });
  return bytes;
}

function dataFormat(mode: VideoMode, specifier: Specifier, size: number): Members {
  return {
    FormatSize: size,
    Flags: mode.temporal ? KSDATAFORMAT_TEMPORAL_COMPRESSION : 0,
    SampleSize: mode.imageSize,
    MajorFormat: ksGuid('KSDATAFORMAT_TYPE_VIDEO'),
    SubFormat: mode.subType,
    Specifier: specifierGuid(specifier),
  };
}

/** As the in-box driver fills them: the frame size everywhere, granularity and alignment 1, no scaling (observed). */
function configCaps(mode: VideoMode, specifier: Specifier): Members {
  const size = { cx: mode.width, cy: mode.height };
  const { min, max } = intervalBounds(mode.intervals);
  return {
    guid: specifierGuid(specifier),
    InputSize: size,
    MinCroppingSize: size,
    MaxCroppingSize: size,
    CropGranularityX: 1,
    CropGranularityY: 1,
    CropAlignX: 1,
    CropAlignY: 1,
    MinOutputSize: size,
    MaxOutputSize: size,
    OutputGranularityX: 1,
    OutputGranularityY: 1,
    MinFrameInterval: min,
    MaxFrameInterval: max,
    // The descriptor's numbers, observed even where they make no sense. A LONG holds no more.
    MinBitsPerSecond: Math.min(mode.minBitRate, MAX_LONG),
    MaxBitsPerSecond: Math.min(mode.maxBitRate, MAX_LONG),
  };
}

function header(mode: VideoMode, specifier: Specifier, interval: number): Members {
  if (specifier === 'KSDATAFORMAT_SPECIFIER_H264_VIDEO') return { ...mode.h264, dwFrameInterval: interval };
  const common: Members = {
    // Whole frames a second, as observed for intervals that do not divide a second.
    dwBitRate: Math.min(mode.imageSize * 8 * Math.floor(SECOND / interval), MAX_DWORD),
    AvgTimePerFrame: interval,
    bmiHeader: {
      biSize: structSize('KS_BITMAPINFOHEADER'),
      biWidth: mode.width,
      biHeight: mode.height,
      biPlanes: 1,
      biBitCount: mode.bitCount,
      biCompression: mode.compression,
      biSizeImage: mode.imageSize,
    },
  };
  if (specifier === 'KSDATAFORMAT_SPECIFIER_VIDEOINFO') return common;
  const [dwPictAspectRatioX, dwPictAspectRatioY] = mode.pictureAspect;
  return {
    ...common,
    dwInterlaceFlags: mode.interlaceFlags,
    dwPictAspectRatioX,
    dwPictAspectRatioY,
    dwReserved1: mode.controlFlags,
  };
}
