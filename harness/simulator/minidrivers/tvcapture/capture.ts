/** The capture filter of the card: pictures, blanking interval, captions, and the video port, from one analog input. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Arch } from '../../../target/target.ts';
import { rangesMeet } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { KsDataRange } from '../../classdrivers/ks/pin-factory.ts';
import {
  KSPIN_DATAFLOW,
  type HwStreamInformation,
  type HwStreamObject,
  type StreamClassServices,
} from '../../classdrivers/stream/descriptors.ts';
import { propertyArray, type MiniPropertySet } from '../../classdrivers/stream/minidriver.ts';
import { inputs, type Card } from '../../hardware/tvcapture/card.ts';
import { sizes, uyvy, analogKind, captionKind, nabtsKind, vbiKind, videoKind, wireKind, type Tuned } from './data.ts';
import { MEDIUM, SET } from './sets.ts';
import { TimedStream, streamOf, type StreamKind } from '../../classdrivers/stream/parts/timed-stream.ts';
import type { Unit, UnitStreams } from '../../classdrivers/stream/parts/unit.ts';
import { analogFormat, plainFormat, vbiFormat, vbiRange } from '../../classdrivers/ks/analog-video.ts';
import { framing } from '../../classdrivers/stream/parts/framing.ts';
import {
  procampSet,
  selectorSet,
  timecodeSet,
  vbiProtectionSet,
  videoDecoderSet,
  videoEncoderSet,
} from '../../classdrivers/stream/sets/analog-video.ts';
import { compressionSet } from '../../classdrivers/stream/sets/compression.ts';
import { vbiPortSet, videoPortSets } from '../../classdrivers/stream/sets/video-port.ts';
import { STANDARD } from '../../hardware/tvcapture/constants.ts';
import { frameTime, vbiInfo } from '../../hardware/tvcapture/lines.ts';

/** Streams that properties of the filter name. */
const STREAM = { CAPTURE: 0, VBI: 2 } as const;

/** A stream: what is said of it, and what it does. */
interface Pin {
  readonly category: string;
  readonly kind: StreamKind;
  readonly ranges: readonly KsDataRange[];
  /** The format for a range of the caller that meets one of `ranges`. */
  readonly format: (range: Uint8Array) => Uint8Array | null;
  readonly events?: string;
  readonly hasClock?: boolean;
}

/** A stream with one format. */
const fixed = (category: string, kind: StreamKind, range: Uint8Array, format = range): Pin => ({
  category,
  kind,
  ranges: [{ bytes: range }],
  format: (asked) => (rangesMeet(asked, range) ? format : null),
});

const videoRanges = sizes.map((size) => uyvy.range(size));

/** The streams by PinId; the analog input is the last. */
function pins(arch: Arch, card: Card): readonly Pin[] {
  const tuned: Tuned = { bytes: null };
  const video = (category: string): Pin => ({
    category,
    kind: videoKind(arch),
    ranges: videoRanges,
    format: (range) => (rangesMeet(range, videoRanges[0]?.bytes ?? range) ? uyvy.intersect(range, sizes) : null),
    hasClock: true,
  });
  return [
    video('PINNAME_VIDEO_CAPTURE'),
    video('PINNAME_VIDEO_PREVIEW'),
    fixed('PINNAME_VIDEO_VBI', vbiKind(arch, tuned), vbiRange(vbiInfo, frameTime), vbiFormat(vbiInfo)),
    fixed('PINNAME_VIDEO_CC', captionKind, plainFormat('AUXLine21Data', 'Line21_BytePair', 2)),
    fixed('PINNAME_VIDEO_NABTS', nabtsKind(arch), plainFormat('NABTS', 'NABTS')),
    {
      ...fixed('PINNAME_VIDEO_VIDEOPORT', wireKind([...videoPortSets(arch, 720, () => card.fieldLines), framing({ frames: 3, frameSize: 345_600 })]), plainFormat('VIDEO', 'VPVideo')),
      events: ksGuid('KSEVENTSETID_VPNotify'),
    },
    {
      ...fixed('PINNAME_VIDEO_VIDEOPORT_VBI', wireKind([vbiPortSet(arch, 1440, 12), framing({ frames: 4, frameSize: 34_560 })]), plainFormat('VIDEO', 'VPVBI')),
      events: ksGuid('KSEVENTSETID_VPVBINotify'),
    },
    fixed('PINNAME_VIDEO_ANALOGVIDEOIN', analogKind(tuned), analogFormat({ width: 720, height: 480, interval: frameTime })),
  ];
}

function information({ category, kind, ranges, events }: Pin): HwStreamInformation {
  const analog = kind.take !== undefined;
  const wire = !analog && kind.period === undefined;
  return {
    numberOfPossibleInstances: 1,
    dataFlow: analog ? KSPIN_DATAFLOW.IN : KSPIN_DATAFLOW.OUT,
    dataAccessible: !wire,
    streamFormatsArray: ranges,
    streamPropertiesArray: propertyArray(kind.properties),
    ...(events !== undefined && { streamEventsArray: [{ set: events, items: [{ id: 0 }] }] }),
    category: ksGuid(category),
    ...(analog && { mediums: [{ set: MEDIUM.DECODER_VIDEO, id: 0 }] }),
    ...(wire && { mediums: [{ set: ksGuid('KSMEDIUMSETID_VPBus'), id: 0 }] }),
  };
}

/** Opens and closes streams, and tells the video ports what the decoder sees. */
function streams(services: StreamClassServices, arch: Arch, card: Card): UnitStreams {
  const table = pins(arch, card);
  const open = new Set<HwStreamObject>();
  card.onChange((change) => {
    if (change !== 'lines') return;
    for (const stream of open) {
      const events = table[stream.streamNumber]?.events;
      if (events !== undefined) services.signalStreamEvents(stream, { set: events, id: 0 });
    }
  });
  return {
    information: table.map(information),
    intersect: (streamNumber, range) => table[streamNumber]?.format(range) ?? null,
    open: ({ streamObject }, format) => {
      const pin = streamObject === null ? undefined : table[streamObject.streamNumber];
      if (streamObject === null || pin === undefined) return STATUS.STATUS_INVALID_PARAMETER;
      if (!pin.kind.accepts(format)) return STATUS.STATUS_NO_MATCH;
      const stream = new TimedStream(services, pin.kind, format);
      streamObject.hwStreamExtension = stream;
      streamObject.receiveDataPacket = stream.receiveData;
      streamObject.receiveControlPacket = stream.receiveControl;
      streamObject.streamHeaderMediaSpecific = pin.kind.extensionSize ?? 0;
      if (pin.hasClock === true) streamObject.hwClockObject = {};
      open.add(streamObject);
      return STATUS.STATUS_SUCCESS;
    },
    close: ({ streamObject }) => {
      if (streamObject === null) return;
      open.delete(streamObject);
      streamOf(streamObject.hwStreamExtension).close();
    },
    giveUp: (srb, status) => {
      streamOf(srb.streamObject?.hwStreamExtension).giveUp(srb, status);
    },
  };
}

const standards = [STANDARD.NTSC_M, STANDARD.PAL_B] as const;

/** What the filter as a whole can be asked. */
const controls = (arch: Arch, card: Card, now: () => number): MiniPropertySet[] => [
  videoDecoderSet(arch, STANDARD.NTSC_M | STANDARD.PAL_B, card),
  videoEncoderSet(arch, standards),
  procampSet(arch, {
    BRIGHTNESS: { min: -10_000, max: 10_000, step: 100, preset: 800 },
    CONTRAST: { min: 0, max: 10_000, step: 100, preset: 100 },
    HUE: { min: -18_000, max: 18_000, step: 100, preset: 0 },
    SATURATION: { min: 0, max: 10_000, step: 100, preset: 100 },
  }),
  compressionSet(arch, STREAM.CAPTURE, { keyFrameRate: 15, pFrames: 2, quality: 7500, window: 15 }),
  timecodeSet(arch, now, frameTime),
  selectorSet(arch, {
    count: inputs.filter(({ video }) => video).length,
    selected: () => card.routes[0] ?? 0,
    select: (input) => card.route(input, 0),
  }),
  vbiProtectionSet(arch, STREAM.VBI),
];

/** Makes the capture filter. */
export function capture(services: StreamClassServices, arch: Arch, card: Card): Unit {
  const categories = ['KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO'].map(ksGuid);
  const unitStreams = streams(services, arch, card);
  const input = unitStreams.information.length - 1;
  return {
    name: 'capture',
    friendlyName: 'kscts TV Capture',
    categories,
    properties: controls(arch, card, () => services.now()),
    events: [{ set: SET.VIDEODECODER_EVENTS, items: [{ id: 0 }] }],
    topology: {
      categories,
      nodes: [],
      connections: unitStreams.information
        .slice(0, input)
        .map((_stream, pin) => ({ fromNode: -1, fromPin: input, toNode: -1, toPin: pin })),
    },
    streams: unitStreams,
  };
}
