/** Uncompressed video of fixed sizes as KS_DATARANGE_VIDEO and KS_DATAFORMAT_VIDEOINFOHEADER tell it. */
import { codecOf } from '../../../abi/codec.ts';
import { fourcc, fourccGuid } from '../../../abi/fourcc.ts';
import { dataFormatSize, readU32 } from './formats.ts';
import { ksGuid } from './guids.ts';
import type { KsDataRange } from './pin-factory.ts';

const rangeCodec = codecOf('KS_DATARANGE_VIDEO', 'x64');
const formatCodec = codecOf('KS_DATAFORMAT_VIDEOINFOHEADER', 'x64');
/** Sizes of the two, and where members of the format lie. */
const rangeSize = 296;
const formatSize = 152;
const header = { interval: 104, width: 116, height: 120, bitCount: 126, compression: 128, sizeImage: 132 } as const;
/** By how much KS_VIDEOINFOHEADER lies further behind in a range. */
const rangeHeader = 208 - dataFormatSize;
const KS_VIDEOSTREAM_CAPTURE = 2;
const bitCount = 16;
const second = 10_000_000;

export interface VideoSize {
  readonly width: number;
  readonly height: number;
}

const i32 = (bytes: Uint8Array, offset: number): number => readU32(bytes, offset) | 0;
const intervalAt = (bytes: Uint8Array, offset: number): number =>
  Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(offset, true));
const imageSize = ({ width, height }: VideoSize): number => (width * height * bitCount) / 8;
const bitRate = (size: VideoSize, interval: number): number => Math.floor((imageSize(size) * 8 * second) / interval);

/** AvgTimePerFrame of a format. */
export const frameInterval = (format: Uint8Array): number => intervalAt(format, header.interval);
/** biSizeImage of a format. */
export const frameSize = (format: Uint8Array): number => readU32(format, header.sizeImage);

/** The size that a range names. */
export const sizeOfRange = (range: Uint8Array): VideoSize => ({
  width: i32(range, rangeHeader + header.width),
  height: i32(range, rangeHeader + header.height),
});

const same = (a: VideoSize, b: VideoSize): boolean => a.width === b.width && a.height === b.height;

/** Video of 16 bits a pixel in one coding, at rates between two bounds. */
export class UncompressedVideo {
  readonly #compression: number;
  readonly #fastest: number;
  readonly #slowest: number;
  readonly #standards: number;

  /** Intervals are in 100 ns; `standards` are KS_AnalogVideoStandard, none unless told. */
  constructor(coding: { readonly fourcc: string; readonly fastest: number; readonly slowest: number; readonly standards?: number }) {
    this.#compression = fourcc(coding.fourcc);
    this.#fastest = coding.fastest;
    this.#slowest = coding.slowest;
    this.#standards = coding.standards ?? 0;
  }

  /** The range of a size. */
  range(size: VideoSize): KsDataRange {
    const dimensions = { cx: size.width, cy: size.height };
    return {
      bytes: rangeCodec.encode({
        DataRange: { FormatSize: rangeSize, ...this.#guids(size) },
        bFixedSizeSamples: 1,
        StreamDescriptionFlags: KS_VIDEOSTREAM_CAPTURE,
        ConfigCaps: {
          guid: ksGuid('KSDATAFORMAT_SPECIFIER_VIDEOINFO'),
          VideoStandard: this.#standards,
          InputSize: dimensions,
          MinCroppingSize: dimensions,
          MaxCroppingSize: dimensions,
          MinOutputSize: dimensions,
          MaxOutputSize: dimensions,
          MinFrameInterval: BigInt(this.#fastest),
          MaxFrameInterval: BigInt(this.#slowest),
          MinBitsPerSecond: bitRate(size, this.#slowest),
          MaxBitsPerSecond: bitRate(size, this.#fastest),
        },
        VideoInfoHeader: this.#info(size, this.#fastest),
      }),
    };
  }

  /** Whether a format is the picture of a size, at a rate between the bounds. */
  fits(format: Uint8Array, size: VideoSize): boolean {
    if (format.length < formatSize) return false;
    const interval = frameInterval(format);
    return (
      same({ width: i32(format, header.width), height: i32(format, header.height) }, size) &&
      (readU32(format, header.bitCount) & 0xffff) === bitCount &&
      readU32(format, header.compression) === this.#compression &&
      frameSize(format) === imageSize(size) &&
      interval >= this.#fastest &&
      interval <= this.#slowest
    );
  }

  /** The first of some sizes that a client's range names, at the rate that it names; null if it names another. */
  intersect(clientRange: Uint8Array, sizes: readonly VideoSize[]): Uint8Array | null {
    const named = clientRange.length >= rangeSize;
    const size = sizes.find((each) => !named || same(sizeOfRange(clientRange), each));
    if (size === undefined) return null;
    const asked = named ? intervalAt(clientRange, rangeHeader + header.interval) : this.#fastest;
    return formatCodec.encode({
      DataFormat: { FormatSize: formatSize, ...this.#guids(size) },
      VideoInfoHeader: this.#info(size, Math.min(this.#slowest, Math.max(this.#fastest, asked))),
    });
  }

  #guids(size: VideoSize) {
    return {
      SampleSize: imageSize(size),
      MajorFormat: ksGuid('KSDATAFORMAT_TYPE_VIDEO'),
      SubFormat: fourccGuid(this.#compression),
      Specifier: ksGuid('KSDATAFORMAT_SPECIFIER_VIDEOINFO'),
    };
  }

  #info(size: VideoSize, interval: number) {
    return {
      dwBitRate: bitRate(size, interval),
      AvgTimePerFrame: BigInt(interval),
      bmiHeader: {
        biSize: 40,
        biWidth: size.width,
        biHeight: size.height,
        biPlanes: 1,
        biBitCount: bitCount,
        biCompression: this.#compression,
        biSizeImage: imageSize(size),
      },
    };
  }
}
