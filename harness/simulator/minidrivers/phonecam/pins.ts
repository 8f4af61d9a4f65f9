/** The streams of the camera, and what they show. */
import { modeRanges } from '../../classdrivers/avstream/video/data-ranges.ts';
import { fourccFormat, pictureModes, type PictureSize } from '../../classdrivers/avstream/video/video-mode.ts';

/** PinIds. */
export const PIN = { PREVIEW: 0, CAPTURE: 1, STILL: 2, SENSOR: 3 } as const;

/** What cannot be cancelled must not take longer than 5 ms (CAMX-005). */
export const SHORT = 20_000;

const NV12 = fourccFormat('NV12', 12);
/** Sizes of photographs, the largest first. */
export const PHOTO_SIZES: readonly [PictureSize, ...PictureSize[]] = [
  [1280, 720],
  [640, 480],
];
/** 30 and 15 frames a second. */
export const VIDEO = modeRanges(pictureModes(NV12, [[640, 480], [640, 360]], [333_333, 666_666]));
export const PHOTOS = modeRanges(pictureModes(NV12, PHOTO_SIZES, [333_333], { still: true }));
