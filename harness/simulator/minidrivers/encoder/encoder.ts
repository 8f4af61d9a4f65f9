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
import { compressionSet } from './compression.ts';
import { codedRanges, rawRanges } from './modes.ts';
import { changeEvents, EncoderParameters } from './parameters.ts';
import { codedDispatch, rawDispatch } from './stream.ts';

/** PinIds. */
export const PIN = { RAW: 0, CODED: 1 } as const;
const FRAMES = 4;
/** KSALLOCATOR_REQUIREMENTF_SYSTEM_MEMORY and _PREFERENCES_ONLY. */
const FRAMING_FLAGS = 0x8000_0002;

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
  const parameters = new EncoderParameters();
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
        automation: { properties: [...parameters.sets, compressionSet(PIN.CODED)], events: [changeEvents] },
      },
    ],
  };
}
