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
import { propertyArray } from '../../classdrivers/stream/minidriver.ts';
import type { Card } from './card.ts';
import { captureControls } from './controls.ts';
import { analogKind, captionKind, nabtsKind, vbiKind, videoKind, wireKind, type Tuned } from './data.ts';
import { analogFormat, intersectVideo, plainFormat, vbiFormat, vbiRange, videoRanges } from './formats.ts';
import { MEDIUM, SET } from './sets.ts';
import { CardStream, streamOf, type StreamKind } from './stream.ts';
import type { Unit, UnitStreams } from './unit.ts';
import { vbiPort, videoPort } from './video-port.ts';

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

/** The streams by PinId; the analog input is the last. */
function pins(arch: Arch, card: Card): readonly Pin[] {
  const tuned: Tuned = { bytes: null };
  const video = (category: string): Pin => ({
    category,
    kind: videoKind(arch),
    ranges: videoRanges,
    format: intersectVideo,
    hasClock: true,
  });
  return [
    video('PINNAME_VIDEO_CAPTURE'),
    video('PINNAME_VIDEO_PREVIEW'),
    fixed('PINNAME_VIDEO_VBI', vbiKind(arch, tuned), vbiRange.bytes, vbiFormat),
    fixed('PINNAME_VIDEO_CC', captionKind, plainFormat('AUXLine21Data', 'Line21_BytePair', 2)),
    fixed('PINNAME_VIDEO_NABTS', nabtsKind(arch), plainFormat('NABTS', 'NABTS')),
    {
      ...fixed('PINNAME_VIDEO_VIDEOPORT', wireKind(videoPort(arch, card)), plainFormat('VIDEO', 'VPVideo')),
      events: ksGuid('KSEVENTSETID_VPNotify'),
    },
    {
      ...fixed('PINNAME_VIDEO_VIDEOPORT_VBI', wireKind(vbiPort(arch)), plainFormat('VIDEO', 'VPVBI')),
      events: ksGuid('KSEVENTSETID_VPVBINotify'),
    },
    fixed('PINNAME_VIDEO_ANALOGVIDEOIN', analogKind(tuned), analogFormat),
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
      const stream = new CardStream(services, pin.kind, format);
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
    cancel: (srb) => {
      streamOf(srb.streamObject?.hwStreamExtension).cancel(srb);
    },
  };
}

/** Makes the capture filter. */
export function capture(services: StreamClassServices, arch: Arch, card: Card): Unit {
  const categories = ['KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO'].map(ksGuid);
  const unitStreams = streams(services, arch, card);
  const input = unitStreams.information.length - 1;
  return {
    name: 'capture',
    friendlyName: 'kscts TV Capture',
    categories,
    properties: captureControls(arch, card, () => services.now()),
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
