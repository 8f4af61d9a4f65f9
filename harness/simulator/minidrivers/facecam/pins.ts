/** The streams of the camera, and what they show. */
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { modeRanges } from '../../classdrivers/avstream/video/data-ranges.ts';
import { fourccFormat, pictureModes, type PixelFormat } from '../../classdrivers/avstream/video/video-mode.ts';

/** PinIds. */
export const PIN = { CAPTURE: 0, INFRARED: 1, SENSOR: 2 } as const;

/** 8 bits of infra-red in every pixel. */
const infrared: PixelFormat = { subType: ksGuid('KSDATAFORMAT_SUBTYPE_L8_IR'), compression: 0x32, bitCount: 8 };

export const COLOUR = modeRanges(pictureModes(fourccFormat('YUY2', 16), [[640, 480], [640, 360]], [333_333, 666_666]));
export const INFRARED = modeRanges(pictureModes(infrared, [[640, 480]], [333_333, 666_666]));
