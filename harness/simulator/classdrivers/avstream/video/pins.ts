/** Pin factories: one for each terminal of the camera, and one for still pictures (docs:stream/usb-video-class-implementation). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { Arch } from '../../../../target/target.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  KSPIN_FLAG,
  KSSTATE,
  type KsAllocatorFramingEx,
  type KsDataRange,
  type KsPin,
  type KsPinDescriptorEx,
  type KsTopologyConnection,
} from '../descriptors.ts';
import type { KsAutomationTable } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { propertyId } from './control-items.ts';
import type { ModeRange } from './data-ranges.ts';
import { acceptFormat, intersect } from './formats.ts';
import type { StillTrigger } from './still-trigger.ts';
import { setStreamFormat, streamOf, type Pictures } from './stream.ts';
import { member, putStruct, structSize } from './structs.ts';

/** Category of the pin that stands for the camera's sensor. No header names it; observed on Windows 7, 8.1 and 10. */
export const CAMERA_TERMINAL_CATEGORY = '{3EBC7959-3310-493B-AA81-C7E132D56F71}';

/** Buffers that the driver would like to have. */
const FRAMES = 8;
const KSALLOCATOR_REQUIREMENTF_SYSTEM_MEMORY = 0x2;
const KSALLOCATOR_REQUIREMENTF_PREFERENCES_ONLY = 0x8000_0000;

const DROPPED_S = 'KSPROPERTY_DROPPEDFRAMES_CURRENT_S';
const DROPPED = {
  size: structSize(DROPPED_S),
  picture: member(DROPPED_S, 'PictureNumber').offset,
  drops: member(DROPPED_S, 'DropCount').offset,
  average: member(DROPPED_S, 'AverageFrameSize').offset,
};

/** PROPSETID_VIDCAP_DROPPEDFRAMES of an open pin (VCAP-008). */
const droppedFrames: KsAutomationTable<KsPin> = {
  properties: [
    {
      set: ksGuid('PROPSETID_VIDCAP_DROPPEDFRAMES'),
      items: [
        {
          id: propertyId('KSPROPERTY_DROPPEDFRAMES_CURRENT'),
          minProperty: DROPPED.size,
          minData: DROPPED.size,
          get: (request) => {
            const { pictureNumber, dropCount, averageFrameSize } = streamOf(request.target);
            request.value.write(0, request.input.slice(0, DROPPED.size));
            request.value.setI64Number(DROPPED.picture, pictureNumber);
            request.value.setI64Number(DROPPED.drops, dropCount);
            request.value.setU32(DROPPED.average, averageFrameSize);
            request.information = DROPPED.size;
            return STATUS.STATUS_SUCCESS;
          },
        },
      ],
    },
  ],
};

function framing(ranges: readonly ModeRange[]): KsAllocatorFramingEx {
  const sizes = ranges.map(({ mode }) => mode.imageSize);
  const minFrameSize = Math.min(...sizes);
  const maxFrameSize = Math.max(...sizes);
  return {
    items: [
      {
        memoryType: ksGuid('KSMEMORY_TYPE_KERNEL_NONPAGED'),
        flags: KSALLOCATOR_REQUIREMENTF_SYSTEM_MEMORY | KSALLOCATOR_REQUIREMENTF_PREFERENCES_ONLY,
        frames: FRAMES,
        framingRange: { minFrameSize, maxFrameSize, stepping: minFrameSize === maxFrameSize ? 0 : 1 },
      },
    ],
  };
}

/** Whose frames the pins send, and to callers of which architecture. */
export interface PinsOf {
  readonly arch: Arch;
  readonly pictures: Pictures;
}

/** What capture and still pins have in common: one instance for the whole device, frames on the device's own initiative. */
function videoPin(arch: Arch, ranges: readonly ModeRange[], category: string, name?: string): KsPinDescriptorEx {
  return {
    dataRanges: ranges,
    dataFlow: KSPIN_DATAFLOW.OUT,
    communication: KSPIN_COMMUNICATION.SINK,
    category,
    ...(name === undefined ? {} : { name }),
    flags: KSPIN_FLAG.IMPLEMENT_CLOCK | KSPIN_FLAG.PROCESS_IN_RUN_STATE_ONLY | KSPIN_FLAG.DO_NOT_INITIATE_PROCESSING,
    instancesPossible: 1,
    globalInstancesPossible: 1,
    allocatorFraming: framing(ranges),
    // Every header of a video capture pin has a KS_FRAME_INFO behind it.
    streamHeaderExtension: structSize('KS_FRAME_INFO', arch),
    intersectHandler: intersect,
    acceptFormat,
    automation: droppedFrames,
  };
}

/** The clock of the camera tells times as fine as KS does. */
const clock = { granularity: 1 };

/**
 * A pin that streams video at the interval of its format while it runs.
 * @param name GUID whose media category is the name of the pin; the category unless told
 * @param category GUID; PINNAME_VIDEO_CAPTURE unless told
 */
export function capturePin(
  { arch, pictures }: PinsOf,
  ranges: readonly ModeRange[],
  name?: string,
  category = ksGuid('PINNAME_VIDEO_CAPTURE'),
): KsPinDescriptorEx {
  return {
    ...videoPin(arch, ranges, category, name),
    dispatch: {
      setDataFormat: (pin, oldFormat, range) => setStreamFormat(pictures, pin, oldFormat, range as ModeRange),
      setDeviceState: (pin, to, from) => {
        const stream = streamOf(pin);
        if (to === KSSTATE.ACQUIRE && from === KSSTATE.STOP) stream.rewind();
        if (to === KSSTATE.RUN) stream.start();
        if (from === KSSTATE.RUN) stream.stop();
        return STATUS.STATUS_SUCCESS;
      },
      close: (pin) => {
        streamOf(pin).stop();
      },
      clock,
      // The sensor's clock fetches frames, not their arrival.
      process: () => undefined,
    },
  };
}

/** A pin that delivers one picture for each trigger. */
export function stillPin({ arch, pictures }: PinsOf, ranges: readonly ModeRange[], trigger: StillTrigger): KsPinDescriptorEx {
  const { automation, ...pin } = videoPin(arch, ranges, ksGuid('PINNAME_VIDEO_STILL'));
  return {
    ...pin,
    automation: {
      ...automation,
      events: trigger.hasButton ? [{ set: ksGuid('KSEVENTSETID_VIDCAPTOSTI'), items: [{ id: 0 }] }] : [],
    },
    dispatch: {
      setDataFormat: (each, oldFormat, range) => setStreamFormat(pictures, each, oldFormat, range as ModeRange),
      setDeviceState: (each, to, from) => {
        if (to === KSSTATE.ACQUIRE && from === KSSTATE.STOP) streamOf(each).rewind();
        if (from === KSSTATE.RUN) trigger.cancel();
        return STATUS.STATUS_SUCCESS;
      },
      close: () => {
        trigger.cancel();
      },
      clock,
      process: () => undefined,
    },
  };
}

/** A pin that leads out of the computer: nothing can be opened on it. */
export function bridgePin(flow: 'in' | 'out', category: string): KsPinDescriptorEx {
  return {
    dataRanges: [bareVideoRange()],
    dataFlow: flow === 'in' ? KSPIN_DATAFLOW.IN : KSPIN_DATAFLOW.OUT,
    communication: KSPIN_COMMUNICATION.BRIDGE,
    category,
    instancesPossible: 0,
    globalInstancesPossible: 0,
  };
}

/** Connections of a camera without nodes: its sensor feeds every stream. */
export const fromSensor = (sensor: number, ...streams: readonly number[]): KsTopologyConnection[] =>
  streams.map((toPin) => ({ fromNode: -1, fromPin: sensor, toNode: -1, toPin }));

/** Video, and nothing more to say. */
function bareVideoRange(): KsDataRange {
  const bytes = new Uint8Array(structSize('KSDATAFORMAT'));
  putStruct(bytes, 0, 'KSDATAFORMAT', {
    FormatSize: bytes.length,
    MajorFormat: ksGuid('KSDATAFORMAT_TYPE_VIDEO'),
    SubFormat: ksGuid('KSDATAFORMAT_SUBTYPE_NONE'),
    Specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
  });
  return { bytes };
}
