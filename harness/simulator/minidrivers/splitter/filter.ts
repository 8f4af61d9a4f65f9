/** An open filter of the splitter, and how it opens pins. */
import { STATUS } from '../../../abi/ntstatus.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  KSSTRING,
  type KsCreateIrp,
  type KsDataRange,
  type KsDevice,
  type KsDispatchTable,
  type KsPinDescriptor,
  type Mutex,
} from '../../classdrivers/ksdispatch/descriptors.ts';
import { DescribedPin } from '../../classdrivers/ksdispatch/pin-descriptors.ts';
import { formatFits } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { DispatchedFilter } from '../../classdrivers/ksdispatch/parts/filter-table.ts';
import type { Topology } from '../../classdrivers/ks/topology-set.ts';
import { blockSize, boundsOf, commonPcm, makePcm, parsePcm, pcmFits, pcmRange } from '../../classdrivers/ks/pcm.ts';
import { SplitterPin } from './pin.ts';

/** What the splitter carries: PCM of 16 bits, one or two channels, 8 to 48 kHz. */
const bounds = { maxChannels: 2, minBits: 16, maxBits: 16, minRate: 8000, maxRate: 48_000 } as const;
const ranges: readonly KsDataRange[] = [pcmRange(bounds)];

/** The best format that two ranges have in common. */
function intersect(caller: Uint8Array, own: KsDataRange): Uint8Array | number {
  const common = commonPcm(caller, boundsOf(own.bytes) ?? bounds);
  return common === undefined ? STATUS.STATUS_NO_MATCH : makePcm(common, blockSize(common));
}

/** PinIds. */
export const PIN = { IN: 0, OUT: 1 } as const;

const descriptors: readonly (KsPinDescriptor & { readonly possible: number })[] = [
  {
    dataFlow: KSPIN_DATAFLOW.IN,
    communication: KSPIN_COMMUNICATION.SINK,
    dataRanges: ranges,
    category: ksGuid('KSCATEGORY_AUDIO'),
    possible: 1,
  },
  {
    dataFlow: KSPIN_DATAFLOW.OUT,
    communication: KSPIN_COMMUNICATION.SINK,
    dataRanges: ranges,
    category: ksGuid('KSCATEGORY_SPLITTER'),
    possible: 4,
  },
];

const topology: Topology = {
  categories: [ksGuid('KSCATEGORY_SPLITTER'), ksGuid('KSCATEGORY_AUDIO')],
  nodes: [],
  connections: [{ fromNode: -1, fromPin: PIN.IN, toNode: -1, toPin: PIN.OUT }],
};
export const { categories } = topology;

export class SplitterFilter implements DispatchedFilter {
  readonly device: KsDevice;
  readonly topology = topology;
  readonly pinFactories: readonly DescribedPin[];
  /** Held while pins come and go, and for their properties. */
  readonly mutex: Mutex;
  /** The open pins, oldest first. */
  readonly pins: SplitterPin[] = [];

  constructor(device: KsDevice) {
    this.device = device;
    this.mutex = device.makeMutex('the mutex of the splitter');
    this.pinFactories = descriptors.map(
      (descriptor) =>
        new DescribedPin(descriptor, {
          intersect,
          constrainedDataRanges: () => this.#constrainedRanges(),
          acceptFormat: (format) => this.judgeFormat(format, null),
        }),
    );
  }

  get sink(): SplitterPin | null {
    return this.pins.find(({ isSink }) => isSink) ?? null;
  }

  get sources(): readonly SplitterPin[] {
    return this.pins.filter(({ isSink }) => !isSink);
  }

  /** Whether a pin can have a format: a splitter does not convert, so all its pins have the same. */
  judgeFormat(format: Uint8Array, of: SplitterPin | null): number {
    const pcm = ranges.some(({ bytes }) => formatFits(format, bytes)) ? parsePcm(format) : undefined;
    if (pcm === undefined || !pcmFits(pcm, bounds)) return STATUS.STATUS_NO_MATCH;
    const settled = this.pins.find((pin) => pin !== of)?.format;
    return settled === undefined || same(settled, format) ? STATUS.STATUS_SUCCESS : STATUS.STATUS_NO_MATCH;
  }

  /** The create handler of pins: KS validates, the minidriver counts and judges the format. */
  createPin(create: KsCreateIrp): number {
    const { ks } = this.device;
    const connect = ks.validateConnectRequest(create, this.pinFactories);
    if (typeof connect === 'number') return connect;
    const [possible, current] = this.instances(connect.pinId) ?? [0, 0];
    if (current >= possible) return STATUS.STATUS_INSUFFICIENT_RESOURCES;
    const judged = ks.ks.intersections.propose(connect.factory, connect.format, connect.attributes);
    if (judged !== STATUS.STATUS_SUCCESS) return judged;
    this.pins.push(new SplitterPin(this, create, connect, connect.pinId === PIN.IN));
    return STATUS.STATUS_SUCCESS;
  }

  removePin(pin: SplitterPin): void {
    this.pins.splice(this.pins.indexOf(pin), 1);
  }

  /** For CINSTANCES: how many pins of a factory there can be and are. */
  instances(id: number): readonly [possible: number, current: number] | undefined {
    const descriptor = descriptors[id];
    return descriptor && [descriptor.possible, this.pins.filter((pin) => pin.id === id).length];
  }

  /** What the other pins have settled on, if one is open. */
  #constrainedRanges(): readonly KsDataRange[] {
    const settled = this.pins[0] && parsePcm(this.pins[0].format);
    if (settled === undefined) return ranges;
    const { channels, rate } = settled;
    return [pcmRange({ ...bounds, maxChannels: channels, minRate: rate, maxRate: rate })];
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Opens a filter. */
export function createFilter(device: KsDevice, table: KsDispatchTable<SplitterFilter>, create: KsCreateIrp): number {
  const filter = new SplitterFilter(device);
  device.ks.allocateObjectHeader<SplitterFilter>(create, {
    context: filter,
    table,
    mutex: filter.mutex,
    items: [{ objectClass: KSSTRING.KSSTRING_Pin, create: (child, parent) => parent.createPin(child) }],
  });
  return STATUS.STATUS_SUCCESS;
}
