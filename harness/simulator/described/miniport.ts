/** What every miniport of a described filter has: the tables of its pins and nodes, made from the description. */
import { layoutOf } from '../../abi/layout.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import type { FilterDescription, Offers, PinDescription, PropertyDescription } from '../../description/format.ts';
import { idOf } from '../../description/items.ts';
import type { Arch } from '../../target/target.ts';
import type { KsDataRange } from '../classdrivers/ks/pin-factory.ts';
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
import type { PcMiniport, PcMiniportStream, PcPort } from '../classdrivers/portcls/miniports.ts';
import { endOf, instances, keyOf, known, perStream, type Making } from './avstream.ts';
import { accepts, formatOf, rangeOf } from './formats.ts';
import { changeEvents, DescribedValue, type Named } from './values.ts';

export class DescribedMiniport implements PcMiniport {
  readonly description: PcFilterDescriptor;
  readonly #intersections: readonly (Uint8Array | undefined)[];
  readonly #preferred: readonly (Uint8Array | undefined)[];
  #port: PcPort | null = null;
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

  init(port: PcPort): void {
    this.#port = port;
  }

  /** Raises events for a node, or for the filter (−1) or one of its pins. */
  raise(events: DescribedValue['raises'], node: number, pin: number | undefined): void {
    for (const event of events) {
      this.#port?.generateEventList({ ...event, ...(node >= 0 && { node }), ...(pin !== undefined && { pin }) });
    }
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

/** Finds what a per-stream node answers for a stream. */
type StreamValue = (stream: object, key: string) => DescribedValue | undefined;

/** Items that the port has too are the port's (PCLS-003): those of a description never get to answer. */
function table({ properties = [], events = [] }: Offers, arch: Arch, streamValue: StreamValue): PcAutomationTable {
  const always = changeEvents({ events });
  return {
    properties: properties.flatMap(({ set, items }) =>
      items.flatMap((item) => {
        const id = idOf('property', set, item.id);
        return id === undefined ? [] : [propertyItem(known(set), id, item, new DescribedValue(item, arch, always), (stream) => streamValue(stream, keyOf(set, item)), arch)];
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
  value: DescribedValue,
  streamValue: (stream: object) => DescribedValue | undefined,
  arch: Arch,
): PcPropertyItem {
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
      ...(value.canSet && {
        set: (call) => {
          const named = namedBy(call.instance);
          const own = meant(call);
          const status = own.write(named, call.value.slice());
          if (status === STATUS.STATUS_SUCCESS && own.changed && call.majorTarget instanceof DescribedMiniport) {
            call.majorTarget.raise(value.raises, call.node, value.byPin ? named.pin : undefined);
          }
          return status;
        },
      }),
    }),
  };
}

/** Pin of a KSP_PIN and channel of a KSNODEPROPERTY_AUDIO_CHANNEL lie at the same place: right behind the header. */
function namedBy(instance: PcInstance): Named {
  const first = instance.length >= 4 ? instance.i32(0) : 0;
  return { pin: first, channel: first };
}
