/** The streams of the camera, and what they show. */
import { modeRanges } from '../../classdrivers/avstream/video/data-ranges.ts';
import { fourccFormat, pictureModes, type PictureSize } from '../../classdrivers/avstream/video/video-mode.ts';

/** PinIds. */
export const PIN = { PREVIEW: 0, CAPTURE: 1, SENSOR: 2 } as const;

/** Sizes of the pictures, the largest first. */
export const SIZES: readonly PictureSize[] = [
  [1280, 720],
  [640, 360],
];
/** 30 and 15 frames a second. */
export const VIDEO = modeRanges(pictureModes(fourccFormat('NV12', 12), SIZES, [333_333, 666_666]));
