/** Formats of the card's streams, and what they have in common with a client's range. */
import { codecOf } from '../../../abi/codec.ts';
import { dataFormatSize, makeFormat, rangesMeet, readU32 } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { KsDataRange } from '../../classdrivers/ks/pin-factory.ts';
import { STANDARD } from './sets.ts';

const rangeCodec = codecOf('KS_DATARANGE_VIDEO', 'x64');
const formatCodec = codecOf('KS_DATAFORMAT_VIDEOINFOHEADER', 'x64');
/** Where members of KS_DATAFORMAT_VIDEOINFOHEADER lie, and KS_VIDEOINFOHEADER in KS_DATARANGE_VIDEO. */
const header = { interval: 104, width: 116, height: 120, bitCount: 126, compression: 128, sizeImage: 132 } as const;
const videoFormatSize = 152;
const videoRangeSize = 296;
const rangeHeader = 208 - dataFormatSize;

const UYVY = 0x5956_5955;
const uyvy = '{59565955-0000-0010-8000-00AA00389B71}';
/** A frame of NTSC, and the slowest rate that clients may ask for: one picture a second. */
export const frameTime = 333_667;
const slowest = 10_000_000;

interface Size {
  readonly width: number;
  readonly height: number;
}

const sizes: readonly Size[] = [
  { width: 320, height: 240 },
  { width: 640, height: 480 },
];

const imageSize = ({ width, height }: Size): number => width * height * 2;
const bitRate = (size: Size, interval: number): number => Math.floor((imageSize(size) * 80_000_000) / interval);

const videoGuids = (size: Size) => ({
  SampleSize: imageSize(size),
  MajorFormat: ksGuid('KSDATAFORMAT_TYPE_VIDEO'),
  SubFormat: uyvy,
  Specifier: ksGuid('KSDATAFORMAT_SPECIFIER_VIDEOINFO'),
});

const videoInfo = (size: Size, interval: number) => ({
  dwBitRate: bitRate(size, interval),
  AvgTimePerFrame: BigInt(interval),
  bmiHeader: {
    biSize: 40,
    biWidth: size.width,
    biHeight: size.height,
    biPlanes: 1,
    biBitCount: 16,
    biCompression: UYVY,
    biSizeImage: imageSize(size),
  },
});

/** Of the capture and preview streams. */
export const videoRanges: readonly KsDataRange[] = sizes.map((size) => {
  const dimensions = { cx: size.width, cy: size.height };
  return {
    bytes: rangeCodec.encode({
      DataRange: { FormatSize: videoRangeSize, ...videoGuids(size) },
      bFixedSizeSamples: 1,
      StreamDescriptionFlags: 2,
      ConfigCaps: {
        guid: ksGuid('KSDATAFORMAT_SPECIFIER_VIDEOINFO'),
        VideoStandard: STANDARD.NTSC_M | STANDARD.PAL_B,
        InputSize: dimensions,
        MinCroppingSize: dimensions,
        MaxCroppingSize: dimensions,
        MinOutputSize: dimensions,
        MaxOutputSize: dimensions,
        MinFrameInterval: BigInt(frameTime),
        MaxFrameInterval: BigInt(slowest),
        MinBitsPerSecond: bitRate(size, slowest),
        MaxBitsPerSecond: bitRate(size, frameTime),
      },
      VideoInfoHeader: videoInfo(size, frameTime),
    }),
  };
});

const i32 = (bytes: Uint8Array, offset: number): number => readU32(bytes, offset) | 0;
const intervalAt = (bytes: Uint8Array, offset: number): number =>
  Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(offset, true));

/** AvgTimePerFrame of a video format. */
export const frameInterval = (format: Uint8Array): number => intervalAt(format, header.interval);
/** biSizeImage of a video format. */
export const frameSize = (format: Uint8Array): number => readU32(format, header.sizeImage);

/** Whether a format is one of the pictures of the card, at a rate between the bounds. */
export function isVideoFormat(format: Uint8Array): boolean {
  if (format.length < videoFormatSize) return false;
  const interval = frameInterval(format);
  return (
    sizes.some(
      (size) =>
        i32(format, header.width) === size.width &&
        i32(format, header.height) === size.height &&
        frameSize(format) === imageSize(size),
    ) &&
    (readU32(format, header.bitCount) & 0xffff) === 16 &&
    readU32(format, header.compression) === UYVY &&
    interval >= frameTime &&
    interval <= slowest
  );
}

/** The first size that the client's range names, at the rate that it names. */
export function intersectVideo(range: Uint8Array): Uint8Array | null {
  const [first] = videoRanges;
  if (first === undefined || !rangesMeet(range, first.bytes)) return null;
  const named = range.length >= videoRangeSize;
  const size = sizes.find(
    ({ width, height }) =>
      !named || (i32(range, rangeHeader + header.width) === width && i32(range, rangeHeader + header.height) === height),
  );
  if (size === undefined) return null;
  const asked = named ? intervalAt(range, rangeHeader + header.interval) : frameTime;
  return formatCodec.encode({
    DataFormat: { FormatSize: videoFormatSize, ...videoGuids(size) },
    VideoInfoHeader: videoInfo(size, Math.min(slowest, Math.max(frameTime, asked))),
  });
}

/** Lines of the vertical blanking interval as they are sampled. */
export const vbiInfo = {
  StartLine: 10,
  EndLine: 21,
  SamplingFrequency: 28_636_363,
  MinLineStartTime: 900,
  MaxLineStartTime: 900,
  ActualLineStartTime: 900,
  ActualLineEndTime: 6500,
  VideoStandard: STANDARD.NTSC_M,
  SamplesPerLine: 1600,
  StrideInBytes: 1600,
  BufferSize: 19_200,
} as const;

const vbiGuids = {
  SampleSize: vbiInfo.BufferSize,
  MajorFormat: ksGuid('KSDATAFORMAT_TYPE_VBI'),
  SubFormat: ksGuid('KSDATAFORMAT_SUBTYPE_RAW8'),
  Specifier: ksGuid('KSDATAFORMAT_SPECIFIER_VBI'),
};
const lines = { cx: vbiInfo.SamplesPerLine, cy: vbiInfo.EndLine - vbiInfo.StartLine + 1 };

/** Of the VBI stream: samples of the lines 10 to 21. */
export const vbiRange: KsDataRange = {
  bytes: codecOf('KS_DATARANGE_VIDEO_VBI', 'x64').encode({
    DataRange: { FormatSize: 256, ...vbiGuids },
    bFixedSizeSamples: 1,
    StreamDescriptionFlags: 0x10,
    ConfigCaps: {
      guid: ksGuid('KSDATAFORMAT_SPECIFIER_VBI'),
      VideoStandard: STANDARD.NTSC_M,
      InputSize: lines,
      MinCroppingSize: lines,
      MaxCroppingSize: lines,
      MinOutputSize: lines,
      MaxOutputSize: lines,
      MinFrameInterval: BigInt(frameTime),
      MaxFrameInterval: BigInt(frameTime),
    },
    VBIInfoHeader: vbiInfo,
  }),
};

export const vbiFormat: Uint8Array = codecOf('KS_DATAFORMAT_VBIINFOHEADER', 'x64').encode({
  DataFormat: { FormatSize: 112, ...vbiGuids },
  VBIInfoHeader: vbiInfo,
});

/** Of the input: whatever the decoder understands. */
export const analogFormat: Uint8Array = codecOf('KS_DATARANGE_ANALOGVIDEO', 'x64').encode({
  DataRange: {
    FormatSize: 112,
    MajorFormat: ksGuid('KSDATAFORMAT_TYPE_ANALOGVIDEO'),
    SubFormat: ksGuid('KSDATAFORMAT_SUBTYPE_NONE'),
    Specifier: ksGuid('KSDATAFORMAT_SPECIFIER_ANALOGVIDEO'),
  },
  AnalogVideoInfo: {
    rcSource: { right: 720, bottom: 480 },
    rcTarget: { right: 720, bottom: 480 },
    dwActiveWidth: 720,
    dwActiveHeight: 480,
    AvgTimePerFrame: BigInt(frameTime),
  },
});

/** A format without a block. */
export const plainFormat = (major: string, sub: string, sampleSize = 0): Uint8Array =>
  makeFormat({
    majorFormat: ksGuid(`KSDATAFORMAT_TYPE_${major}`),
    subFormat: ksGuid(`KSDATAFORMAT_SUBTYPE_${sub}`),
    specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
    sampleSize,
  });
