/** Filters of a description under AVStream. */
import { codecOf, type StructValue } from '../../abi/codec.ts';
import { layoutOf } from '../../abi/layout.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import type { FilterDescription, NodeDescription, Offers, PinDescription, PropertyDescription } from '../../description/format.ts';
import { idOf } from '../../description/items.ts';
import { encodeJson, guidOf, type Json } from '../../description/values.ts';
import type { Arch } from '../../target/target.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  KSPIN_FLAG,
  type KsAllocatorFramingEx,
  type KsComponentId,
  type KsFilter,
  type KsFilterDescriptor,
  type KsNodeDescriptor,
  type KsPin,
  type KsPinDescriptorEx,
} from '../classdrivers/avstream/descriptors.ts';
import { answerBytes, shortValue } from '../classdrivers/ks/answers.ts';
import type { KsAutomationTable, KsPropertyItem, KsRequest } from '../classdrivers/ks/automation.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import { accepts, formatOf, intersect, rangeOf } from './formats.ts';
import type { NameGuids } from './names.ts';
import { streamDispatch } from './streams.ts';
import { changeEvents, DescribedValue, type Named } from './values.ts';

type Target = KsFilter | KsPin;

/** Items that the class driver answers by itself, by set and number: a description cannot do it better. */
const ofClassDriver: ReadonlyMap<string, ReadonlySet<number>> = new Map([
  [ksGuid('KSPROPSETID_Pin'), new Set(Array.from({ length: 15 }, (_, id) => id))],
  [ksGuid('KSPROPSETID_Topology'), new Set([0, 1, 2, 3])],
  [ksGuid('KSPROPSETID_General'), new Set([0])],
  [ksGuid('KSPROPSETID_Connection'), new Set([0, 1, 2, 4, 5, 6])],
  [ksGuid('KSPROPSETID_Stream'), new Set([0, 3, 10])],
  [ksGuid('KSPROPSETID_StreamInterface'), new Set([0])],
]);
const connectionEvents = ksGuid('KSEVENTSETID_Connection');
const unlimited = 0xffff_ffff;

/** What the parts of a filter are made with. */
export interface Making {
  readonly arch: Arch;
  readonly names: NameGuids;
  /** The symbolic link of another filter of the description. */
  readonly linkOf: (filter: string) => string;
}

/** A filter of a description as its minidriver would describe it. */
export function avStreamFilter(filter: FilterDescription, making: Making): KsFilterDescriptor {
  const { nodes = [], connections = [] } = filter;
  const { arch, names } = making;
  const componentId = componentIdOf(filter);
  return {
    name: filter.name,
    friendlyName: filter.friendlyName,
    ...(filter.referenceString !== undefined && { referenceString: filter.referenceString }),
    categories: filter.categories.map(known),
    ...(componentId && { componentId }),
    automation: table(filter, 24, arch),
    pins: filter.pins.map((pin) => pinDescriptor(pin, making)),
    nodes: nodes.map((node, id): KsNodeDescriptor => ({
      type: known(node.type),
      name: names.of(node.name),
      automation: table(node, 32, arch, perStream(filter.pins, id, arch)),
    })),
    connections: connections.map(({ from, to }) => {
      const [fromNode, fromPin] = endOf(from);
      const [toNode, toPin] = endOf(to);
      return { fromNode, fromPin, toNode, toPin };
    }),
  };
}

/** A GUID that the reader has checked. */
export const known = (text: string): string => guidOf(text) ?? text;

/** Node and pin of one end of a connection; node −1 is the filter. */
export function endOf(text: string): [node: number, pin: number] {
  const [, kind, first = '0', second = '0'] = /^(pin|node)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return kind === 'pin' ? [-1, Number(first)] : [Number(first), Number(second)];
}

export const instances = (count: number | 'unlimited'): number => (count === 'unlimited' ? unlimited : count);

/** An item of an offer by set and name. */
export function itemOf({ properties = [] }: Offers, set: string, id: string): PropertyDescription | undefined {
  const number = idOf('property', set, id);
  return properties
    .filter((each) => known(each.set) === ksGuid(set))
    .flatMap(({ items }) => items)
    .find((item) => idOf('property', set, item.id) === number);
}

function decodedValue(item: PropertyDescription | undefined): StructValue | undefined {
  if (item?.type === undefined || item.value === undefined) return undefined;
  return codecOf(item.type, 'x64').decode(encodeJson(item.type, item.value as Json)) as StructValue;
}

function componentIdOf(filter: FilterDescription): KsComponentId | undefined {
  const value = decodedValue(itemOf(filter, 'KSPROPSETID_General', 'KSPROPERTY_GENERAL_COMPONENTID'));
  if (value === undefined) return undefined;
  const guid = (name: string): string => String(value[name]);
  return {
    manufacturer: guid('Manufacturer'),
    product: guid('Product'),
    component: guid('Component'),
    name: guid('Name'),
    version: Number(value['Version']),
    revision: Number(value['Revision']),
  };
}

function pinDescriptor(pin: PinDescription, making: Making): KsPinDescriptorEx {
  const { arch, names, linkOf } = making;
  const { instances: counts, open = {}, interfaces, mediums, constrainedDataRanges, physicalConnection: wire } = pin;
  const intersection = pin.intersection && formatOf(pin.intersection);
  const constrained = constrainedDataRanges?.map(rangeOf);
  const framing = framingOf(open);
  const headerSize = Number(decodedNumber(itemOf(open, 'KSPROPSETID_StreamInterface', 'KSPROPERTY_STREAMINTERFACE_HEADERSIZE')));
  const bare = layoutOf('x64', 'KSSTREAM_HEADER')?.size ?? 0;
  const streams = KSPIN_COMMUNICATION[pin.communication === 'both' ? 'BOTH' : 'SINK'];
  return {
    dataFlow: pin.dataflow === 'in' ? KSPIN_DATAFLOW.IN : KSPIN_DATAFLOW.OUT,
    communication: { none: KSPIN_COMMUNICATION.NONE, sink: streams, both: streams, source: KSPIN_COMMUNICATION.SOURCE, bridge: KSPIN_COMMUNICATION.BRIDGE }[pin.communication],
    ...(pin.category !== undefined && { category: known(pin.category) }),
    name: names.of(pin.name),
    instancesPossible: instances(counts.possible),
    globalInstancesPossible: instances(counts.global ?? counts.possible),
    instancesNecessary: counts.necessary ?? 0,
    ...(interfaces && { interfaces: interfaces.map(identifier) }),
    ...(mediums && { mediums: mediums.map(identifier) }),
    dataRanges: pin.dataRanges.map(rangeOf),
    ...(constrained && { constrainedDataRanges: () => constrained }),
    flags: flagsOf(pin),
    ...(framing && { allocatorFraming: framing }),
    ...(headerSize > bare && { streamHeaderExtension: headerSize - bare }),
    intersectHandler: (_filter, _factory, caller, own) => intersect(caller, own, intersection),
    acceptFormat: (_filter, format, range) => (accepts(format, range) ? STATUS.STATUS_SUCCESS : STATUS.STATUS_NO_MATCH),
    automation: table(open, 24, arch),
    dispatch: streamDispatch(pin.dataflow),
    ...(wire && {
      physicalConnection: {
        pin: wire.pin,
        symbolicLinkName: wire.filter === undefined ? (wire.link ?? '') : linkOf(wire.filter),
      },
    }),
  };
}

const identifier = ({ set, id, flags }: { set: string; id: number; flags?: number | undefined }) => ({
  set: known(set),
  id,
  ...(flags !== undefined && { flags }),
});

function decodedNumber(item: PropertyDescription | undefined): number {
  return typeof item?.value === 'number' ? item.value : 0;
}

/** Flags that show in what the pin offers. */
function flagsOf({ dataflow, open }: PinDescription): number {
  const format = open && itemOf(open, 'KSPROPSETID_Connection', 'KSPROPERTY_CONNECTION_DATAFORMAT');
  const fixed = format !== undefined && !(format.access ?? []).includes('set');
  const events = (open?.events ?? []).some(({ set, items }) => known(set) === connectionEvents && items.length > 0);
  return (
    (open?.clock === true ? KSPIN_FLAG.IMPLEMENT_CLOCK : 0) |
    (fixed ? KSPIN_FLAG.FIXED_FORMAT : 0) |
    (events ? KSPIN_FLAG.GENERATE_EOS_EVENTS : 0) |
    (dataflow === 'out' ? KSPIN_FLAG.DO_NOT_INITIATE_PROCESSING : KSPIN_FLAG.PROCESS_IN_RUN_STATE_ONLY)
  );
}

/** KSALLOCATOR_FRAMING_EX as a minidriver writes it. */
function framingOf(open: Offers): KsAllocatorFramingEx | undefined {
  const value = decodedValue(itemOf(open, 'KSPROPSETID_Connection', 'KSPROPERTY_CONNECTION_ALLOCATORFRAMING_EX'));
  if (value === undefined) return undefined;
  const number = (struct: StructValue, name: string): number => Number(struct[name] ?? 0);
  const range = (struct: StructValue) => ({
    minFrameSize: number(struct, 'MinFrameSize'),
    maxFrameSize: number(struct, 'MaxFrameSize'),
    stepping: number(struct, 'Stepping'),
  });
  return {
    pinFlags: number(value, 'PinFlags'),
    pinWeight: number(value, 'PinWeight'),
    items: (value['FramingItem'] as readonly StructValue[]).map((item) => ({
      memoryType: String(item['MemoryType']),
      busType: String(item['BusType']),
      memoryFlags: number(item, 'MemoryFlags'),
      busFlags: number(item, 'BusFlags'),
      flags: number(item, 'Flags'),
      frames: number(item, 'Frames'),
      fileAlignment: number(item, 'FileAlignment'),
      memoryTypeWeight: number(item, 'MemoryTypeWeight'),
      physicalRange: range(item['PhysicalRange'] as StructValue),
      framingRange: range((item['FramingRange'] as StructValue)['Range'] as StructValue),
    })),
  };
}

/** What a node offers through single pins: by PinId. */
export function perStream(pins: readonly PinDescription[], node: number, arch: Arch): ReadonlyMap<number, ReadonlyMap<string, DescribedValue>> {
  return new Map(
    pins.map(({ open }, pin) => {
      const offers = open?.nodes?.find((each) => each.node === node);
      return [pin, new Map((offers?.properties ?? []).flatMap(({ set, items }) => items.map((item) => [keyOf(set, item), new DescribedValue(item, arch)])))];
    }),
  );
}

/** Set and number of a property, as one text. */
export const keyOf = (set: string, item: Pick<PropertyDescription, 'id'>): string => `${known(set)} ${idOf('property', set, item.id) ?? -1}`;

function table(
  { properties = [], events = [], methods = [] }: Offers | NodeDescription,
  header: 24 | 32,
  arch: Arch,
  streams: ReturnType<typeof perStream> = new Map(),
): KsAutomationTable<Target> {
  const always = changeEvents({ events });
  const numbered = <T extends { readonly id: string | number }>(kind: 'property' | 'event' | 'method', set: string, items: readonly T[]) =>
    items.flatMap((item) => {
      const id = idOf(kind, set, item.id);
      return id === undefined || ofClassDriver.get(known(set))?.has(id) ? [] : [{ item, id }];
    });
  return {
    properties: properties
      .map(({ set, items }) => ({
        set: known(set),
        items: numbered('property', set, items).map(({ item, id }) =>
          propertyItem(id, item, header, new DescribedValue(item, arch, always), (pin) => streams.get(pin)?.get(keyOf(set, item)), arch),
        ),
      }))
      // An empty set would hide that of the class driver from requests about a node (TOPO-013).
      .filter(({ set, items }) => items.length > 0 || !ofClassDriver.has(set)),
    events: events
      .filter(({ set }) => known(set) !== connectionEvents)
      .map(({ set, items }) => ({ set: known(set), items: numbered('event', set, items).map(({ id }) => ({ id })) })),
    methods: methods.map(({ set, items }) => ({
      set: known(set),
      items: numbered('method', set, items).map(({ item, id }) => ({
        id,
        flags: (item.flags ?? []).reduce((sum, flag) => sum | { read: 1, write: 2, source: 4 }[flag], 0),
        minData: 0,
      })),
    })),
  };
}

function propertyItem(
  id: number,
  item: PropertyDescription,
  header: 24 | 32,
  value: DescribedValue,
  streamValue: (pin: number) => DescribedValue | undefined,
  arch: Arch,
): KsPropertyItem<Target> {
  const request = item.request === undefined ? 0 : (layoutOf(arch, item.request)?.size ?? 0);
  // A per-stream node answers through the pins only.
  const meant = (target: Target): DescribedValue => (value.refuses && target.kind === 'pin' ? (streamValue(target.id) ?? value) : value);
  return {
    id,
    minProperty: Math.max(request, header, value.byPin ? 32 : 0),
    minData: value.size,
    ...(value.values && { values: value.values }),
    ...(value.canGet && {
      get: (call) => {
        const held = meant(call.target).read(namedBy(call, header), call.input.slice());
        return typeof held === 'number' ? held : answerBytes(call, held);
      },
    }),
    ...(value.canSet && {
      set: (call) => {
        if (call.value.length < value.size) return shortValue(call, value.size);
        const own = meant(call.target);
        const status = own.write(namedBy(call, header), call.value.slice());
        if (status === STATUS.STATUS_SUCCESS && own.changed) {
          for (const event of value.raises) call.target.generateEvents({ ...event, filter: ({ node }) => node === call.node });
        }
        return status;
      },
    }),
  };
}

/** What the request names behind its header: a KSP_PIN's pin, or the channel behind a KSNODEPROPERTY. */
function namedBy({ input }: KsRequest<Target>, header: 24 | 32): Named {
  const at = (offset: number): number => (input.length >= offset + 4 ? input.i32(offset) : 0);
  return { pin: at(24), channel: at(header) };
}
