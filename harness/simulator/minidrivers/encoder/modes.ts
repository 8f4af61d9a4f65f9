/** What goes into the encoder and what comes out: raw video, H.264 and MPEG-2 of the same sizes. */
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { modeRanges, type ModeRange } from '../../classdrivers/avstream/video/data-ranges.ts';
import {
  fourccFormat,
  pictureModes,
  type PictureSize,
  type PixelFormat,
  type VideoMode,
} from '../../classdrivers/avstream/video/video-mode.ts';
import { fourcc } from '../../../abi/fourcc.ts';

const SIZES: readonly PictureSize[] = [
  [640, 480],
  [320, 240],
];
/** NTSC and PAL, in 100 ns. */
const INTERVALS = [333_667, 400_000] as const;

const raw = fourccFormat('YUY2', 16);
const h264 = fourccFormat('H264', 12);
/** MPEG-2 has no FOURCC of its own among the sub-formats of KS. */
const mpeg2: PixelFormat = { subType: ksGuid('KSDATAFORMAT_SUBTYPE_MPEG2_VIDEO'), compression: fourcc('MPG2'), bitCount: 12 };

const modes = (coding: PixelFormat, temporal = false): VideoMode[] =>
  pictureModes(coding, SIZES, INTERVALS, { fixedSize: coding === raw, temporal });

/** Ranges of the input pin. */
export const rawRanges: readonly ModeRange[] = modeRanges(modes(raw));
/** Ranges of the output pin. */
export const codedRanges: readonly ModeRange[] = modeRanges([...modes(h264, true), ...modes(mpeg2)]);

/** Whether a mode is MPEG-2. */
export const isMpeg2 = ({ compression }: VideoMode): boolean => compression === mpeg2.compression;
