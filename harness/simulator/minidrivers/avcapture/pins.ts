/** The streams of the board, and what they show. */
import { modeRanges, type ModeRange } from '../../classdrivers/avstream/video/data-ranges.ts';
import { fourccFormat, pictureModes, type PictureSize } from '../../classdrivers/avstream/video/video-mode.ts';

/** PinIds. */
export const PIN = { PREVIEW: 0, CAPTURE: 1, STILL: 2, SENSOR: 3 } as const;
/** NodeIds. */
export const NODE = { CAMERA: 0, PROCESSING: 1, STREAMING: 2 } as const;

const YUY2 = fourccFormat('YUY2', 16);
const VGA: PictureSize = [640, 480];
const QVGA: PictureSize = [320, 240];
/** 30, 15 and 10 frames a second. */
const video = modeRanges(pictureModes(YUY2, [VGA, QVGA], [333_333, 666_666, 1_000_000]));

/** Data ranges by pin; the sensor's pin has none of its own. */
export const RANGES: Readonly<Record<'preview' | 'capture' | 'still', readonly ModeRange[]>> = {
  preview: video,
  capture: video,
  still: modeRanges(pictureModes(YUY2, [[1280, 720], VGA], [333_333], { still: true })),
};
