/** An open filter of the splitter, and how it opens pins. */
import { STATUS } from '../../../abi/ntstatus.ts';
import {
  IOCTL,
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  KSSTRING,
  type Irp,
  type KsCreateIrp,
  type KsDevice,
  type KsDispatchTable,
  type KsPinDescriptor,
  type Mutex,
} from '../../classdrivers/ksdispatch/descriptors.ts';
import type { KsObjectHeader } from '../../classdrivers/ksdispatch/object-header.ts';
import { DescribedPin, definePinSet } from '../../classdrivers/ksdispatch/pin-descriptors.ts';
import type { KsRequest } from '../../classdrivers/ks/automation.ts';
import { formatFits } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { KsLibrary } from '../../classdrivers/ks/library.ts';
import type { PinFactoryHost } from '../../classdrivers/ks/pin-factory.ts';
import { topologyPropertySet, type Topology, type TopologyHost } from '../../classdrivers/ks/topology-set.ts';
import { intersect, parse, rangeOf, ranges } from './formats.ts';
import { SplitterPin } from './pin.ts';

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

export class SplitterFilter implements PinFactoryHost, TopologyHost {
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
    const known = ranges.some(({ bytes }) => formatFits(format, bytes)) && parse(format) !== undefined;
    if (!known) return STATUS.STATUS_NO_MATCH;
    const settled = this.pins.find((pin) => pin !== of)?.format;
    return settled === undefined || same(settled, format) ? STATUS.STATUS_SUCCESS : STATUS.STATUS_NO_MATCH;
  }

  /** The create handler of pins: KS validates, the minidriver counts and judges the format. */
  createPin(create: KsCreateIrp): number {
    const { ks } = this.device;
    const connect = ks.validateConnectRequest(create, this.pinFactories);
    if (typeof connect === 'number') return connect;
    const [possible, current] = this.#instances(connect.pinId);
    if (current >= possible) return STATUS.STATUS_INSUFFICIENT_RESOURCES;
    const judged = ks.ks.intersections.propose(connect.factory, connect.format, connect.attributes);
    if (judged !== STATUS.STATUS_SUCCESS) return judged;
    this.pins.push(new SplitterPin(this, create, connect, connect.pinId === PIN.IN));
    return STATUS.STATUS_SUCCESS;
  }

  removePin(pin: SplitterPin): void {
    this.pins.splice(this.pins.indexOf(pin), 1);
  }

  /** CINSTANCES. */
  answerInstances(request: KsRequest<SplitterFilter>): number {
    const id = request.input.u32(24);
    if (descriptors[id] === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    const [possible, current] = this.#instances(id);
    request.value.setU32(0, possible);
    request.value.setU32(4, current);
    request.information = 8;
    return STATUS.STATUS_SUCCESS;
  }

  #instances(id: number): [possible: number, current: number] {
    return [descriptors[id]?.possible ?? 0, this.pins.filter((pin) => pin.id === id).length];
  }

  /** What the other pins have settled on, if one is open. */
  #constrainedRanges() {
    const settled = this.pins[0]?.format;
    return settled === undefined ? ranges : [rangeOf(settled)];
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** The identity of the component (GEN-001). */
const componentId = new Uint8Array(72);
new DataView(componentId.buffer).setUint32(64, 1, true);

function deviceIoControl(object: KsObjectHeader<SplitterFilter>, irp: Irp): number {
  const { ks } = object.context.device;
  return irp.code === IOCTL.IOCTL_KS_PROPERTY ? ks.propertyHandler(object, irp) : ks.defaultDeviceIoCompletion(irp);
}

/** The dispatch table of filters: the Pin, Topology and General sets, no events and no methods. */
export function filterTable(ks: KsLibrary): KsDispatchTable<SplitterFilter> {
  return {
    sets: {
      properties: [
        definePinSet<SplitterFilter>(ks, (request) => request.target.answerInstances(request)),
        topologyPropertySet(ks),
        {
          set: ksGuid('KSPROPSETID_General'),
          items: [
            {
              id: 0,
              minData: 72,
              get: (request) => {
                request.value.write(0, componentId);
                request.information = componentId.length;
                return STATUS.STATUS_SUCCESS;
              },
            },
          ],
        },
      ],
    },
    deviceIoControl,
  };
}

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
