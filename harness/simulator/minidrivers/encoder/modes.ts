/** What goes into the encoder and what comes out: raw video, H.264 and MPEG-2 of the same sizes. */
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { modeRanges, type ModeRange } from '../../classdrivers/avstream/video/data-ranges.ts';
import type { VideoMode } from '../../classdrivers/avstream/video/video-mode.ts';
import { fourcc, fourccGuid } from '../../../abi/fourcc.ts';

const SIZES: readonly (readonly [width: number, height: number])[] = [
  [640, 480],
  [320, 240],
];
const SECOND = 10_000_000;
const INTERVALS = [333_667, 400_000];

interface Coding {
  readonly subType: string;
  readonly compression: number;
  readonly bitCount: number;
  readonly temporal: boolean;
}

const raw: Coding = { subType: fourccGuid(fourcc('YUY2')), compression: fourcc('YUY2'), bitCount: 16, temporal: false };
const h264: Coding = { subType: fourccGuid(fourcc('H264')), compression: fourcc('H264'), bitCount: 12, temporal: true };
/** MPEG-2 has no FOURCC of its own among the sub-formats of KS. */
const mpeg2: Coding = {
  subType: ksGuid('KSDATAFORMAT_SUBTYPE_MPEG2_VIDEO'),
  compression: fourcc('MPG2'),
  bitCount: 12,
  temporal: false,
};

const modes = (coding: Coding): VideoMode[] =>
  SIZES.map(([width, height]) => {
    const imageSize = (width * height * coding.bitCount) / 8;
    const rate = (interval: number): number => Math.floor((imageSize * 8 * SECOND) / interval);
    return {
      ...coding,
      width,
      height,
      imageSize,
      fixedSize: coding === raw,
      intervals: { kind: 'discrete', values: INTERVALS },
      defaultInterval: 333_667,
      minBitRate: rate(400_000),
      maxBitRate: rate(333_667),
      pictureAspect: [4, 3],
      interlaceFlags: 0,
      controlFlags: 0,
      specifiers: ['KSDATAFORMAT_SPECIFIER_VIDEOINFO'],
      still: false,
    };
  });

/** Ranges of the input pin. */
export const rawRanges: readonly ModeRange[] = modeRanges(modes(raw));
/** Ranges of the output pin. */
export const codedRanges: readonly ModeRange[] = modeRanges([...modes(h264), ...modes(mpeg2)]);

/** Whether a mode is MPEG-2. */
export const isMpeg2 = ({ compression }: VideoMode): boolean => compression === mpeg2.compression;
