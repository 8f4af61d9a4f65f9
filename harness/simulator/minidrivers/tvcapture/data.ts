/** What the streams of the card carry: pictures, the blanking interval, captions, teletext. */
import { codecOf } from '../../../abi/codec.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Arch } from '../../../target/target.ts';
import { ksItem } from '../../classdrivers/ks/identifiers.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { StreamBuffer } from '../../classdrivers/stream/descriptors.ts';
import type { MiniPropertySet } from '../../classdrivers/stream/minidriver.ts';
import { structProperty, type Members } from '../../classdrivers/stream/struct-property.ts';
import { frameInterval, frameSize, frameTime, isVideoFormat, vbiFormat, vbiInfo } from './formats.ts';
import { streamOf, type StreamKind } from './stream.ts';
import { framing } from './video-port.ts';

/** KS_VBI_FLAG_TVTUNER_CHANGE. */
const tunerChange = 0x10;
/** Size of KS_TVTUNER_CHANGE_INFO. */
const changeSize = 16;
/** What a pair of caption bytes is when nothing is said: two NULs with odd parity. */
const silence = new Uint8Array([0x80, 0x80]);
/** Bytes of a NABTS_BUFFER. */
const nabtsSize = 543;

/** DROPPEDFRAMES.CURRENT: the structure travels in In and Out (VCAP-008). */
function droppedFrames(arch: Arch): MiniPropertySet {
  return {
    set: ksGuid('PROPSETID_VIDCAP_DROPPEDFRAMES'),
    items: [
      structProperty(arch, 0, 'KSPROPERTY_DROPPEDFRAMES_CURRENT_S', {
        get: (_asked, stream) => {
          const { pictures, dropped, bytes } = streamOf(stream?.hwStreamExtension).counts;
          const delivered = pictures - dropped;
          return {
            PictureNumber: BigInt(pictures),
            DropCount: BigInt(dropped),
            AverageFrameSize: delivered === 0 ? 0 : Math.floor(bytes / delivered),
          };
        },
      }),
    ],
  };
}

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
    properties: [droppedFrames(arch), framing(3, 640 * 480 * 2)],
    accepts: isVideoFormat,
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
    properties: [framing(4, vbiInfo.BufferSize)],
    accepts: (format) => format.length >= vbiFormat.length,
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
    properties: [framing(2, changeSize)],
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
  properties: [framing(16, silence.length)],
  accepts: () => true,
  period: () => frameTime,
  fill: (frame) => {
    const length = Math.min(frame.frameExtent, silence.length);
    frame.write(0, silence.subarray(0, length));
    return length;
  },
};

/** Of the stream of decoded teletext: the lines and substreams that are asked for. */
export function nabtsKind(arch: Arch): StreamKind {
  const struct = (name: string): string => `KSPROPERTY_VBICODECFILTERING_${name}`;
  /** A bit array that clients set; new for every card. */
  const bits = (name: string, member: string, structure: string) => {
    let kept: Members = {};
    return structProperty(arch, ksItem(struct(name)).id, struct(structure), {
      get: () => kept,
      set: (members) => {
        const value = members[member];
        if (value !== undefined) kept = { [member]: value };
        return STATUS.STATUS_SUCCESS;
      },
    });
  };
  const found = (name: string, structure: string) =>
    structProperty(arch, ksItem(struct(name)).id, struct(structure), { get: () => ({}) });
  const statistics = structProperty(arch, ksItem(struct('STATISTICS')).id, struct('STATISTICS_COMMON_S'), {
    get: (_asked, stream) => {
      const { pictures, dropped } = streamOf(stream?.hwStreamExtension).counts;
      return { Statistics: { InputSRBsProcessed: pictures, OutputSRBsProcessed: pictures - dropped } };
    },
  });
  return {
    properties: [
      {
        set: ksGuid('KSPROPSETID_VBICodecFiltering'),
        items: [
          bits('SCANLINES_REQUESTED_BIT_ARRAY', 'Scanlines', 'SCANLINES_S'),
          found('SCANLINES_DISCOVERED_BIT_ARRAY', 'SCANLINES_S'),
          bits('SUBSTREAMS_REQUESTED_BIT_ARRAY', 'Substreams', 'NABTS_SUBSTREAMS_S'),
          found('SUBSTREAMS_DISCOVERED_BIT_ARRAY', 'NABTS_SUBSTREAMS_S'),
          statistics,
        ],
      },
      framing(8, nabtsSize),
    ],
    accepts: () => true,
    period: () => frameTime,
    fill: (frame) => fillWith(frame, nabtsSize, 0),
  };
}

/** Of streams whose data goes over a wire that clients cannot read. */
export const wireKind = (properties: readonly MiniPropertySet[]): StreamKind => ({ properties, accepts: () => true });
