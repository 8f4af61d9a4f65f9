/** Reading the specifier blocks of formats and ranges: what they ask for, and whether that is a mode's. */
import { SHAPES } from './data-ranges.ts';
import type { Specifier, VideoMode } from './video-mode.ts';
import { member, structSize } from './structs.ts';

/** What of a block is compared with a mode. */
export interface Wanted {
  readonly width: number;
  readonly height: number;
  /** AvgTimePerFrame or dwFrameInterval in 100 ns; 0 leaves it to the driver. */
  readonly interval: number;
}

/** A specifier block at its place in a structure. The offsets are found once: lists of ranges make many pairs. */
export interface SpecifierBlock {
  /** Bytes of the structure up to the end of the block. */
  readonly end: number;
  wanted(view: DataView): Wanted;
  /**
   * Whether the block describes pictures of the mode's kind; size and interval aside.
   * @param exact whether it must describe a whole format (of a format), or may leave members 0 (of a range)
   */
  describes(view: DataView, mode: VideoMode, exact: boolean): boolean;
}

function videoInfoBlock(struct: string, block: string, header: string): SpecifierBlock {
  const at = (path: string): number => member(struct, `${block}.${path}`).offset;
  const width = at('bmiHeader.biWidth');
  const height = at('bmiHeader.biHeight');
  const interval = at('AvgTimePerFrame');
  const size = at('bmiHeader.biSize');
  const bitCount = at('bmiHeader.biBitCount');
  const compression = at('bmiHeader.biCompression');
  const imageSize = at('bmiHeader.biSizeImage');
  const rectangles = [at('rcSource'), at('rcTarget')];
  const bitmapSize = structSize('KS_BITMAPINFOHEADER');
  return {
    end: member(struct, block).offset + structSize(header),
    wanted: (view) => ({
      width: view.getInt32(width, true),
      height: view.getInt32(height, true),
      interval: Number(view.getBigInt64(interval, true)),
    }),
    describes: (view, mode, exact) => {
      const same = (value: number, ours: number): boolean => value === ours || (!exact && value === 0);
      return (
        same(view.getUint32(imageSize, true), mode.imageSize) &&
        same(view.getUint32(compression, true), mode.compression) &&
        same(view.getUint16(bitCount, true), mode.bitCount) &&
        (!exact || view.getUint32(size, true) >= bitmapSize) &&
        rectangles.every((offset) => isEmptyOrWhole(view, offset, mode))
      );
    },
  };
}

/** A RECT: neither cropping nor scaling, so it is empty or the whole picture. */
function isEmptyOrWhole(view: DataView, offset: number, { width, height }: VideoMode): boolean {
  const [left, top, right, bottom] = [0, 4, 8, 12].map((side) => view.getInt32(offset + side, true));
  return left === 0 && top === 0 && ((right === 0 && bottom === 0) || (right === width && bottom === height));
}

function h264Block(struct: string, block: string, header: string): SpecifierBlock {
  const at = (path: string): number => member(struct, `${block}.${path}`).offset;
  const width = at('wWidth');
  const height = at('wHeight');
  const interval = at('dwFrameInterval');
  return {
    // The padding behind the block need not be there.
    end: member(struct, block).offset + structSize(header),
    wanted: (view) => ({
      width: view.getUint16(width, true),
      height: view.getUint16(height, true),
      interval: view.getUint32(interval, true),
    }),
    describes: () => true,
  };
}

function blocksOf(specifier: Specifier): { readonly range: SpecifierBlock; readonly format: SpecifierBlock } {
  const { range, rangeMember, format, formatMember, header } = SHAPES[specifier];
  const make = specifier === 'KSDATAFORMAT_SPECIFIER_H264_VIDEO' ? h264Block : videoInfoBlock;
  return { range: make(range, rangeMember, header), format: make(format, formatMember, header) };
}

/** The blocks of each specifier, in a range and in a format. */
export const BLOCKS = {
  KSDATAFORMAT_SPECIFIER_VIDEOINFO: blocksOf('KSDATAFORMAT_SPECIFIER_VIDEOINFO'),
  KSDATAFORMAT_SPECIFIER_VIDEOINFO2: blocksOf('KSDATAFORMAT_SPECIFIER_VIDEOINFO2'),
  KSDATAFORMAT_SPECIFIER_H264_VIDEO: blocksOf('KSDATAFORMAT_SPECIFIER_H264_VIDEO'),
} as const;
