/** A hardware encoder: raw video goes in through one pin, H.264 or MPEG-2 comes out of another. */
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  KSPIN_FLAG,
  type KsDeviceDescriptor,
  type KsFilter,
  type KsPin,
  type KsPinDescriptorEx,
} from '../../classdrivers/avstream/descriptors.ts';
import type { KsEventSet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { ModeRange } from '../../classdrivers/avstream/video/data-ranges.ts';
import { acceptFormat, intersect } from '../../classdrivers/avstream/video/formats.ts';
import { compressionSet, type CompressionLimits } from '../../classdrivers/avstream/sets/video-compression.ts';
import { codedRanges, rawRanges } from './modes.ts';
import { BITRATE_MODE, changeEvents, EncoderParameters, type EncoderLimits } from '../../classdrivers/avstream/sets/encoder-api.ts';
import { codedDispatch, rawDispatch } from './stream.ts';

/** PinIds. */
export const PIN = { RAW: 0, CODED: 1 } as const;
const FRAMES = 4;
/** KSALLOCATOR_REQUIREMENTF_SYSTEM_MEMORY and _PREFERENCES_ONLY. */
const FRAMING_FLAGS = 0x8000_0002;

const limits: EncoderLimits = {
  bitRate: { min: 400_000, max: 8_000_000, step: 400, default: 4_000_000 },
  peakBitRate: { min: 400_000, max: 15_000_000, step: 400, default: 8_000_000 },
  mode: BITRATE_MODE.VARIABLE_AVERAGE,
  signature: '{6B736374-7300-4000-8000-0000000000B1}',
};

const compression: CompressionLimits = {
  KEYFRAME_RATE: { min: 1, max: 300, default: 30 },
  PFRAMES_PER_KEYFRAME: { min: 0, max: 299, default: 29, negative: true },
  QUALITY: { min: 0, max: 10_000, default: 7500 },
  WINDOWSIZE: { min: 1, max: 300, default: 15 },
};

function pin(ranges: readonly ModeRange[], change: Partial<KsPinDescriptorEx>): KsPinDescriptorEx {
  const sizes = ranges.map(({ mode }) => mode.imageSize);
  const range = { minFrameSize: Math.min(...sizes), maxFrameSize: Math.max(...sizes), stepping: 1 };
  return {
    dataFlow: KSPIN_DATAFLOW.OUT,
    communication: KSPIN_COMMUNICATION.SINK,
    dataRanges: ranges,
    instancesPossible: 1,
    instancesNecessary: 1,
    allocatorFraming: { items: [{ flags: FRAMING_FLAGS, frames: FRAMES, framingRange: range }] },
    acceptFormat,
    intersectHandler: intersect,
    ...change,
  };
}

/** Makes the device. */
export function encoder(): KsDeviceDescriptor {
  const parameters = new EncoderParameters(limits);
  return {
    identity: { driver: 'encoder', version: '1.0.0', provider: 'kscts', hardwareId: 'ROOT\\KSCTS_ENCODER' },
    filters: [
      {
        name: 'encoder',
        friendlyName: 'kscts video encoder',
        categories: ['KSMFT_CATEGORY_VIDEO_ENCODER', 'KSCATEGORY_ENCODER', 'KSCATEGORY_DATACOMPRESSOR'].map(ksGuid),
        pins: [
          pin(rawRanges, {
            dataFlow: KSPIN_DATAFLOW.IN,
            category: ksGuid('KSNODETYPE_VIDEO_INPUT_TERMINAL'),
            dispatch: rawDispatch(PIN.CODED, parameters),
          }),
          pin(codedRanges, {
            category: ksGuid('KSNODETYPE_VIDEO_OUTPUT_TERMINAL'),
            flags: KSPIN_FLAG.DO_NOT_INITIATE_PROCESSING,
            dispatch: codedDispatch,
          }),
        ],
        nodes: [
          {
            type: ksGuid('KSNODETYPE_DEV_SPECIFIC'),
            automation: { events: [changeEvents as KsEventSet<KsFilter | KsPin>] },
          },
        ],
        connections: [
          { fromNode: -1, fromPin: PIN.RAW, toNode: 0, toPin: 1 },
          { fromNode: 0, fromPin: 0, toNode: -1, toPin: PIN.CODED },
        ],
        automation: { properties: [...parameters.sets, compressionSet(PIN.CODED, compression)], events: [changeEvents] },
      },
    ],
  };
}
