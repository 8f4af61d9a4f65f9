/** What the streams of the card carry: pictures, the blanking interval, captions, teletext. */
import { codecOf } from '../../../abi/codec.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Arch } from '../../../target/target.ts';
import type { StreamBuffer } from '../../classdrivers/stream/descriptors.ts';
import type { MiniPropertySet } from '../../classdrivers/stream/minidriver.ts';
import { vbiFormat } from '../../classdrivers/ks/analog-video.ts';
import { frameInterval, frameSize, UncompressedVideo, type VideoSize } from '../../classdrivers/ks/video-info.ts';
import { framing } from '../../classdrivers/stream/parts/framing.ts';
import type { StreamKind } from '../../classdrivers/stream/parts/timed-stream.ts';
import { droppedFrames, nabtsFiltering } from '../../classdrivers/stream/sets/stream-data.ts';
import { STANDARD } from '../../hardware/tvcapture/constants.ts';
import { frameTime, vbiInfo } from '../../hardware/tvcapture/lines.ts';

/** Pictures of the card, at a rate of NTSC down to one a second. */
export const sizes: readonly VideoSize[] = [
  { width: 320, height: 240 },
  { width: 640, height: 480 },
];
export const uyvy = new UncompressedVideo({
  fourcc: 'UYVY',
  fastest: frameTime,
  slowest: 10_000_000,
  standards: STANDARD.NTSC_M | STANDARD.PAL_B,
});
/** KS_VBI_FLAG_TVTUNER_CHANGE. */
const tunerChange = 0x10;
/** Size of KS_TVTUNER_CHANGE_INFO. */
const changeSize = 16;
/** What a pair of caption bytes is when nothing is said: two NULs with odd parity. */
const silence = new Uint8Array([0x80, 0x80]);
/** Bytes of a NABTS_BUFFER. */
const nabtsSize = 543;

/** Fills as much of a frame as it holds. */
function fillWith(frame: StreamBuffer, size: number, byte: number): number {
  const length = Math.min(frame.frameExtent, size);
  frame.fill(0, length, byte);
  return length;
}

/** Of the capture and preview streams. */
export function videoKind(arch: Arch): StreamKind {
  const info = codecOf('KS_FRAME_INFO', arch);
  return {
    properties: [droppedFrames(arch), framing({ frames: 3, frameSize: 640 * 480 * 2 })],
    accepts: (format) => sizes.some((size) => uyvy.fits(format, size)),
    // The decoder sends every picture, or every second, third … one: never faster than the client wants.
    period: (format) => Math.ceil(frameInterval(format) / frameTime) * frameTime,
    wanted: frameInterval,
    fill: (frame, { counts, format }) => fillWith(frame, frameSize(format), counts.pictures & 0xff),
    extensionSize: info.minSize,
    extension: ({ counts }) =>
      info.encode({
        ExtendedHeaderSize: info.minSize,
        PictureNumber: BigInt(counts.pictures),
        DropCount: BigInt(counts.dropped),
      }),
  };
}

/** The last tuning packet that came down the analog video wire. */
export interface Tuned {
  bytes: Uint8Array | null;
}

/** Of the stream of raw lines: a tuning packet goes on in the header of the next frame. */
export function vbiKind(arch: Arch, tuned: Tuned): StreamKind {
  const info = codecOf('KS_VBI_FRAME_INFO', arch);
  const change = codecOf('KS_TVTUNER_CHANGE_INFO', arch);
  return {
    properties: [framing({ frames: 4, frameSize: vbiInfo.BufferSize })],
    accepts: (format) => format.length >= vbiFormat(vbiInfo).length,
    period: () => frameTime,
    fill: (frame) => fillWith(frame, vbiInfo.BufferSize, 0x10),
    extensionSize: info.minSize,
    extension: ({ counts }) => {
      const { bytes } = tuned;
      tuned.bytes = null;
      return info.encode({
        ExtendedHeaderSize: info.minSize,
        dwFrameFlags: bytes === null ? 0 : tunerChange,
        PictureNumber: BigInt(counts.pictures),
        DropCount: BigInt(counts.dropped),
        dwSamplingFrequency: vbiInfo.SamplingFrequency,
        ...(bytes !== null && { TvTunerChangeInfo: change.decode(bytes) }),
        VBIInfoHeader: vbiInfo,
      });
    },
  };
}

/** Of the input: its packets say what the tuner does. */
export function analogKind(tuned: Tuned): StreamKind {
  return {
    properties: [framing({ frames: 2, frameSize: changeSize })],
    accepts: () => true,
    take: (frame) => {
      // Anything else is not for the card.
      if (frame.dataUsed === changeSize) tuned.bytes = frame.read(0, changeSize);
      return STATUS.STATUS_SUCCESS;
    },
  };
}

/** Of the stream of caption byte pairs. */
export const captionKind: StreamKind = {
  properties: [framing({ frames: 16, frameSize: silence.length })],
  accepts: () => true,
  period: () => frameTime,
  fill: (frame) => {
    const length = Math.min(frame.frameExtent, silence.length);
    frame.write(0, silence.subarray(0, length));
    return length;
  },
};

/** Of the stream of decoded teletext. */
export const nabtsKind = (arch: Arch): StreamKind => ({
  properties: [nabtsFiltering(arch), framing({ frames: 8, frameSize: nabtsSize })],
  accepts: () => true,
  period: () => frameTime,
  fill: (frame) => fillWith(frame, nabtsSize, 0),
});

/** Of streams whose data goes over a wire that clients cannot read. */
export const wireKind = (properties: readonly MiniPropertySet[]): StreamKind => ({ properties, accepts: () => true });
