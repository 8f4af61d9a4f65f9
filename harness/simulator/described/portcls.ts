/** Filters of a description under the port class. */
import { layoutOf } from '../../abi/layout.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import type { FilterDescription, Offers, PinDescription, PropertyDescription } from '../../description/format.ts';
import { idOf } from '../../description/items.ts';
import type { Arch } from '../../target/target.ts';
import type { KsDataRange } from '../classdrivers/ks/pin-factory.ts';
import type { PcAdapter, PcNewPort, PcSubdevice } from '../classdrivers/portcls/adapter.ts';
import { pcAnswer, verbs } from '../classdrivers/portcls/answers.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  PCEVENT_ITEM_FLAG,
  type PcAutomationTable,
  type PcFilterDescriptor,
  type PcInstance,
  type PcPinDescriptor,
  type PcPropertyItem,
  type PcPropertyRequest,
} from '../classdrivers/portcls/descriptors.ts';
import type {
  PcMiniport,
  PcMiniportStream,
  PcMiniportWaveCyclic,
  PcMiniportWaveCyclicStream,
  PcMiniportWavePci,
  PcMiniportWavePciStream,
  PcMiniportWaveRT,
  PcMiniportWaveRTStream,
  PcPortWaveCyclicStream,
  PcPortWavePciStream,
  PcPortWaveRTStream,
} from '../classdrivers/portcls/miniports.ts';
import { parseWave, type WaveFormat } from '../classdrivers/portcls/wave-format.ts';
import { CaptureStream, RenderStream } from '../minidrivers/hdaudio/stream.ts';
import { BusMasterStream } from '../minidrivers/soundcard/bus-master.ts';
import { SoundCardStream } from '../minidrivers/soundcard/stream.ts';
import { endOf, instances, keyOf, known, perStream, type Making } from './avstream.ts';
import { portOf } from './class-driver.ts';
import { accepts, formatOf, rangeOf } from './formats.ts';
import { DescribedValue, type Named } from './values.ts';

/** Registers a filter of a description as a subdevice. */
export function registerFilter(adapter: PcAdapter, filter: FilterDescription, making: Making): PcSubdevice {
  const { name, friendlyName, referenceString } = filter;
  return adapter.registerSubdevice(name, friendlyName, newPort(adapter, filter, making), referenceString);
}

function newPort(adapter: PcAdapter, filter: FilterDescription, making: Making): PcNewPort {
  const kind = portOf(filter);
  switch (kind) {
    case 'Topology':
      return { kind, miniport: new DescribedMiniport(filter, making) };
    case 'WaveRT':
      return { kind, miniport: new WaveRtMiniport(adapter, filter, making) };
    case 'WaveCyclic':
      return { kind, miniport: new WaveCyclicMiniport(adapter, filter, making) };
    case 'WavePci':
      return { kind, miniport: new WavePciMiniport(adapter, filter, making) };
  }
}

/** Wires a filter to the other ends that its pins name. */
export function wire(adapter: PcAdapter, filter: FilterDescription, own: PcSubdevice, linkOf: Making['linkOf']): void {
  filter.pins.forEach(({ physicalConnection: wired }, pin) => {
    if (!wired) return;
    const link = wired.filter === undefined ? (wired.link ?? '') : linkOf(wired.filter);
    adapter.registerExternalConnection(own, pin, link, wired.pin);
  });
}

class DescribedMiniport implements PcMiniport {
  readonly description: PcFilterDescriptor;
  readonly #intersections: readonly (Uint8Array | undefined)[];
  readonly #preferred: readonly (Uint8Array | undefined)[];
  /** The pins of the open streams. */
  readonly #pins = new WeakMap<object, number>();

  constructor(filter: FilterDescription, { arch, names }: Making) {
    const { pins, nodes = [], connections = [] } = filter;
    const bytes = (format: PinDescription['intersection']) => format && formatOf(format);
    this.#intersections = pins.map(({ intersection }) => bytes(intersection));
    this.#preferred = pins.map(({ preferredFormat }) => bytes(preferredFormat));
    const pinOf = (stream: object): number | undefined => this.#pins.get(stream);
    this.description = {
      automationTable: table(filter, arch, () => undefined),
      pins: pins.map((pin): PcPinDescriptor => ({
        maxGlobalInstanceCount: instances(pin.instances.global ?? pin.instances.possible),
        maxFilterInstanceCount: instances(pin.instances.possible),
        minFilterInstanceCount: pin.instances.necessary ?? 0,
        automationTable: table(pin.open ?? {}, arch, () => undefined),
        ksPinDescriptor: {
          dataRanges: pin.dataRanges.map(rangeOf),
          dataFlow: pin.dataflow === 'in' ? KSPIN_DATAFLOW.IN : KSPIN_DATAFLOW.OUT,
          communication: KSPIN_COMMUNICATION[pin.communication.toUpperCase() as Uppercase<PinDescription['communication']>],
          ...(pin.category !== undefined && { category: known(pin.category) }),
          name: names.of(pin.name),
        },
      })),
      nodes: nodes.map((node, id) => {
        const streams = perStream(pins, id, arch);
        return {
          type: known(node.type),
          name: names.of(node.name),
          automationTable: table(node, arch, (stream, key) => streams.get(pinOf(stream) ?? -1)?.get(key)),
        };
      }),
      connections: connections.map(({ from, to }) => {
        const [fromNode, fromNodePin] = endOf(from);
        const [toNode, toNodePin] = endOf(to);
        return { fromNode, fromNodePin, toNode, toNodePin };
      }),
      categories: filter.categories.map(known),
    };
  }

  /** Remembers which pin a stream is of. */
  protected remember<S extends PcMiniportStream>(pin: number, stream: S): S {
    this.#pins.set(stream, pin);
    return stream;
  }

  /** What the device answered for its own ranges; the port's own intersection for everything else. */
  dataRangeIntersection(pin: number, clientRange: Uint8Array, ownRange: KsDataRange): Uint8Array | number {
    const format = this.#intersections[pin];
    const same = Buffer.from(clientRange).equals(ownRange.bytes);
    return format !== undefined && same && accepts(format, ownRange) ? format : STATUS.STATUS_NOT_IMPLEMENTED;
  }

  preferredFormat(pin: number): Uint8Array | undefined {
    return this.#preferred[pin];
  }
}

/** What the wave miniports share: streams are made by the engines of the other simulated sound hardware. */
class WaveMiniport extends DescribedMiniport {
  protected readonly adapter: PcAdapter;

  constructor(adapter: PcAdapter, filter: FilterDescription, making: Making) {
    super(filter, making);
    this.adapter = adapter;
  }

  protected open<S extends PcMiniportStream>(pin: number, format: Uint8Array, make: (wave: WaveFormat) => S): S | number {
    const wave = parseWave(format);
    return wave === undefined ? STATUS.STATUS_INVALID_PARAMETER : this.remember(pin, make(wave));
  }
}

class WaveRtMiniport extends WaveMiniport implements PcMiniportWaveRT {
  newStream(port: PcPortWaveRTStream, pin: number, capture: boolean, format: Uint8Array): PcMiniportWaveRTStream | number {
    const Stream = capture ? CaptureStream : RenderStream;
    return this.open(pin, format, (wave): PcMiniportWaveRTStream => new Stream(this.adapter, port, wave));
  }
}

class WaveCyclicMiniport extends WaveMiniport implements PcMiniportWaveCyclic {
  newStream(port: PcPortWaveCyclicStream, pin: number, capture: boolean, format: Uint8Array): PcMiniportWaveCyclicStream | number {
    return this.open(pin, format, (wave) => new SoundCardStream(this.adapter, port, capture, wave));
  }
}

class WavePciMiniport extends WaveMiniport implements PcMiniportWavePci {
  newStream(port: PcPortWavePciStream, pin: number, capture: boolean, format: Uint8Array): PcMiniportWavePciStream | number {
    return this.open(pin, format, (wave) => new BusMasterStream(this.adapter, port, capture, wave));
  }
}

/** Finds what a per-stream node answers for a stream. */
type StreamValue = (stream: object, key: string) => DescribedValue | undefined;

/** Items that the port has too are the port's (PCLS-003): those of a description never get to answer. */
function table({ properties = [], events = [] }: Offers, arch: Arch, streamValue: StreamValue): PcAutomationTable {
  return {
    properties: properties.flatMap(({ set, items }) =>
      items.flatMap((item) => {
        const id = idOf('property', set, item.id);
        return id === undefined ? [] : [propertyItem(known(set), id, item, arch, (stream) => streamValue(stream, keyOf(set, item)))];
      }),
    ),
    events: events.flatMap(({ set, items }) =>
      items.flatMap((item) => {
        const id = idOf('event', set, item.id);
        return id === undefined ? [] : [{ set: known(set), id, flags: PCEVENT_ITEM_FLAG.ENABLE | PCEVENT_ITEM_FLAG.BASICSUPPORT }];
      }),
    ),
  };
}

/** Sizes of KSPROPERTY and KSNODEPROPERTY, the headers in front of instance data. */
const header = { filter: 24, node: 32 } as const;

function propertyItem(
  set: string,
  id: number,
  item: PropertyDescription,
  arch: Arch,
  streamValue: (stream: object) => DescribedValue | undefined,
): PcPropertyItem {
  const value = new DescribedValue(item, arch);
  const request = item.request === undefined ? 0 : (layoutOf(arch, item.request)?.size ?? 0);
  const meant = ({ minorTarget }: PcPropertyRequest): DescribedValue =>
    value.refuses && minorTarget ? (streamValue(minorTarget) ?? value) : value;
  const behind = item.request?.startsWith('KSNODEPROPERTY') === true ? header.node : header.filter;
  return {
    set,
    id,
    ...verbs({
      instance: Math.max(0, request - behind, value.byPin ? 8 : 0),
      size: value.size,
      ...(value.values && { values: value.values }),
      ...(value.canGet && {
        get: (call) => {
          const held = meant(call).read(namedBy(call.instance));
          return typeof held === 'number' ? held : pcAnswer(call, held);
        },
      }),
      ...(value.canSet && { set: (call) => meant(call).write(namedBy(call.instance), call.value.slice()) }),
    }),
  };
}

/** Pin of a KSP_PIN and channel of a KSNODEPROPERTY_AUDIO_CHANNEL lie at the same place: right behind the header. */
function namedBy(instance: PcInstance): Named {
  const first = instance.length >= 4 ? instance.i32(0) : 0;
  return { pin: first, channel: first };
}
