/** Video of testcap: YUY2 in two sizes, 10 to 30 frames a second. */
import { codecOf } from '../../../abi/codec.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsDataRange, KsIntersectHandler, KsPinDescriptorEx } from '../../classdrivers/avstream/descriptors.ts';
import { dataFormatSize, readU32 } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';

const rangeCodec = codecOf('KS_DATARANGE_VIDEO', 'x64');
const formatCodec = codecOf('KS_DATAFORMAT_VIDEOINFOHEADER', 'x64');
/** Size of KS_DATAFORMAT_VIDEOINFOHEADER, and where its members lie. */
const formatSize = 152;
const header = { interval: 104, width: 116, height: 120, bitCount: 126, compression: 128, sizeImage: 132 } as const;
/** Offset of KS_VIDEOINFOHEADER in KS_DATARANGE_VIDEO. */
const rangeHeader = 208;

const YUY2 = 0x3259_5559;
const subtype = '{32595559-0000-0010-8000-00AA00389B71}';
export const fastest = 333_333;
export const slowest = 1_000_000;

interface Size {
  readonly width: number;
  readonly height: number;
}

const imageSize = ({ width, height }: Size): number => width * height * 2;

const guids = (size: Size) => ({
  SampleSize: imageSize(size),
  MajorFormat: ksGuid('KSDATAFORMAT_TYPE_VIDEO'),
  SubFormat: subtype,
  Specifier: ksGuid('KSDATAFORMAT_SPECIFIER_VIDEOINFO'),
});

const videoInfo = (size: Size, interval: number) => ({
  dwBitRate: Math.floor((imageSize(size) * 8 * 10_000_000) / interval),
  AvgTimePerFrame: BigInt(interval),
  bmiHeader: {
    biSize: 40,
    biWidth: size.width,
    biHeight: size.height,
    biPlanes: 1,
    biBitCount: 16,
    biCompression: YUY2,
    biSizeImage: imageSize(size),
  },
});

function rangeOf(size: Size): KsDataRange {
  const dimensions = { cx: size.width, cy: size.height };
  return {
    bytes: rangeCodec.encode({
      DataRange: { FormatSize: 296, ...guids(size) },
      bFixedSizeSamples: 1,
      StreamDescriptionFlags: 2,
      ConfigCaps: {
        guid: ksGuid('KSDATAFORMAT_SPECIFIER_VIDEOINFO'),
        InputSize: dimensions,
        MinCroppingSize: dimensions,
        MaxCroppingSize: dimensions,
        MinOutputSize: dimensions,
        MaxOutputSize: dimensions,
        MinFrameInterval: BigInt(fastest),
        MaxFrameInterval: BigInt(slowest),
        MinBitsPerSecond: Math.floor((imageSize(size) * 8 * 10_000_000) / slowest),
        MaxBitsPerSecond: Math.floor((imageSize(size) * 8 * 10_000_000) / fastest),
      },
      VideoInfoHeader: videoInfo(size, fastest),
    }),
  };
}

export const videoRanges: readonly KsDataRange[] = [
  rangeOf({ width: 320, height: 240 }),
  rangeOf({ width: 640, height: 480 }),
];

const i32 = (bytes: Uint8Array, offset: number): number => readU32(bytes, offset) | 0;
const sizeOfRange = (range: Uint8Array): Size => ({
  width: i32(range, rangeHeader + header.width - dataFormatSize),
  height: i32(range, rangeHeader + header.height - dataFormatSize),
});

/** AvgTimePerFrame of a format or, at another offset, of a range. */
const intervalAt = (bytes: Uint8Array, offset: number): number =>
  Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(offset, true));

export const frameInterval = (format: Uint8Array): number => intervalAt(format, header.interval);
export const frameSize = (format: Uint8Array): number => readU32(format, header.sizeImage);

/** A format must be the range's picture at a rate between its bounds. */
export const acceptVideo: NonNullable<KsPinDescriptorEx['acceptFormat']> = (_filter, format, range) => {
  if (format.length < formatSize) return STATUS.STATUS_NO_MATCH;
  const size = sizeOfRange(range.bytes);
  const interval = frameInterval(format);
  const fits =
    i32(format, header.width) === size.width &&
    i32(format, header.height) === size.height &&
    (readU32(format, header.bitCount) & 0xffff) === 16 &&
    readU32(format, header.compression) === YUY2 &&
    frameSize(format) === imageSize(size) &&
    interval >= fastest &&
    interval <= slowest;
  return fits ? STATUS.STATUS_SUCCESS : STATUS.STATUS_NO_MATCH;
};

/** The range's picture at the rate that the caller's range names, if it names one that is legal. */
export const intersectVideo: KsIntersectHandler = (_filter, _factory, callerRange, ownRange) => {
  const size = sizeOfRange(ownRange.bytes);
  let interval = fastest;
  if (callerRange.length >= 296) {
    const wanted = sizeOfRange(callerRange);
    if (wanted.width !== size.width || wanted.height !== size.height) return STATUS.STATUS_NO_MATCH;
    const asked = intervalAt(callerRange, rangeHeader + header.interval - dataFormatSize);
    interval = Math.min(slowest, Math.max(fastest, asked));
  }
  return formatCodec.encode({
    DataFormat: { FormatSize: formatSize, ...guids(size) },
    VideoInfoHeader: videoInfo(size, interval),
  });
};
