import { IOCTL } from '../../../abi/ioctl.ts';
import { KSSTRING } from '../../../abi/create-strings.ts';
import { writeGuid } from '../../../abi/guid.ts';
import { isSuccess, STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import { Mutex } from '../../kernel/schedule.ts';
import { answerBytes } from '../ks/answers.ts';
import type { KsAutomationTable, KsGenerate } from '../ks/automation.ts';
import type { CompiledAutomation } from '../ks/compiled.ts';
import { parseConnect } from '../ks/connect.ts';
import type { CreateItem } from '../ks/create.ts';
import { EventList } from '../ks/event-list.ts';
import { ksGuid } from '../ks/guids.ts';
import { KsObject } from '../ks/ks-object.ts';
import type { KsLibrary } from '../ks/library.ts';
import type { PinFactoryHost } from '../ks/pin-factory.ts';
import { pinPropertySet } from '../ks/pin-set.ts';
import { topologyPropertySet, type KsTopologyConnection, type TopologyHost } from '../ks/topology-set.ts';
import type { KsComponentId, KsFilter, KsFilterDescriptor, KsNodeDescriptor, KsPinDescriptorEx } from './descriptors.ts';
import type { AvDevice } from './device.ts';
import type { AvFilterFactory } from './filter-factory.ts';
import type { AvStream } from './library.ts';
import type { KsGate } from './gate.ts';
import { nodeCreateItem } from './node.ts';
import { AvPin } from './pin.ts';
import { AvPinFactory } from './pin-factory.ts';
import { FilterProcessing } from './processing.ts';

/** An open AVStream filter. */
export class AvFilter extends KsObject implements KsFilter, PinFactoryHost, TopologyHost {
  readonly kind = 'filter';
  readonly av: AvStream;
  readonly factory: AvFilterFactory;
  readonly device: AvDevice;
  readonly descriptor: KsFilterDescriptor;
  readonly automation: CompiledAutomation;
  override readonly nodeTables: CompiledAutomation[];
  override readonly createItems: readonly CreateItem[];
  readonly target = this;
  readonly events = new EventList();
  readonly pinFactories: (AvPinFactory | undefined)[] = [];
  readonly topology: { categories: readonly string[]; nodes: KsNodeDescriptor[]; connections: KsTopologyConnection[] };
  readonly pins: AvPin[] = [];
  readonly processing: FilterProcessing;
  /** The filter control mutex (AVS-002). */
  readonly controlMutex: Mutex;
  context: unknown = null;

  constructor(factory: AvFilterFactory, file: FileObject) {
    super(factory.av.ks, file);
    this.av = factory.av;
    this.controlMutex = new Mutex(factory.av.kernel.schedule, 'the filter control mutex');
    this.factory = factory;
    this.device = factory.device;
    this.descriptor = factory.descriptor;
    this.automation = factory.automation;
    const { categories, pins, nodes = [], connections = [] } = factory.descriptor;
    this.topology = { categories, nodes: [...nodes], connections: [...connections] };
    this.nodeTables = nodes.map((node) => factory.nodeAutomation(node));
    for (const pin of pins) this.createPinFactory(pin);
    this.processing = new FilterProcessing(this);
    this.processing.update();
    this.createItems = [
      {
        className: KSSTRING.KSSTRING_Pin,
        minParameters: this.ks.layout.pinConnect.size,
        create: (pinFile, parameters) => this.createPin(pinFile, parameters),
      },
      nodeCreateItem(this, this),
    ];
  }

  mutexFor(request: number | 'create' | 'close'): Mutex | undefined {
    return needsControlMutex(request) ? this.controlMutex : undefined;
  }

  get andGate(): KsGate {
    return this.processing.gate;
  }

  attemptProcessing(): void {
    this.processing.attempt();
  }

  generateEvents(event: KsGenerate): void {
    this.ks.events.generate(this.events, event);
  }

  createPinFactory(descriptor: KsPinDescriptorEx): number {
    const id = this.pinFactories.length;
    this.pinFactories.push(new AvPinFactory(this, id, descriptor, this.factory.globalInstances(descriptor)));
    return id;
  }

  deletePinFactory(id: number): number {
    const factory = this.pinFactories[id];
    if (factory === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    if (factory.current > 0) return STATUS.STATUS_INVALID_DEVICE_STATE;
    this.pinFactories[id] = undefined;
    while (this.pinFactories.length > 0 && this.pinFactories.at(-1) === undefined) this.pinFactories.pop();
    this.topology.connections = this.topology.connections.filter(
      ({ fromNode, fromPin, toNode, toPin }) => !(fromNode < 0 && fromPin === id) && !(toNode < 0 && toPin === id),
    );
    return STATUS.STATUS_SUCCESS;
  }

  createNode(descriptor: KsNodeDescriptor): number {
    this.nodeTables.push(this.factory.nodeAutomation(descriptor));
    return this.topology.nodes.push(descriptor) - 1;
  }

  addConnections(connections: readonly KsTopologyConnection[]): void {
    this.topology.connections.push(...connections);
  }

  /** Opens a pin: validation, format, the minidriver's create, in this order (OBJ-045, OBJ-061). */
  createPin(file: FileObject, parameters: Uint8Array): number {
    const connect = this.ks.connections.validate(this.pinFactories, parseConnect(this.ks.layout, parameters));
    if (typeof connect === 'number') return connect;
    const factory = this.pinFactories[connect.pinId];
    if (factory === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    const pin = new AvPin(this, file, factory, connect);
    let status = this.av.formats.apply(pin, connect.format, connect.attributes);
    if (isSuccess(status)) status = pin.descriptor.dispatch?.create?.(pin) ?? STATUS.STATUS_SUCCESS;
    if (!isSuccess(status)) {
      pin.discard();
      return status;
    }
    file.driver = pin;
    this.pins.push(pin);
    this.av.countInstance(factory, 1);
    return STATUS.STATUS_SUCCESS;
  }

  /** A pin was closed. */
  removePin(pin: AvPin): void {
    this.pins.splice(this.pins.indexOf(pin), 1);
    this.av.countInstance(pin.factory, -1);
    this.processing.update();
  }

  protected override closed(): void {
    this.descriptor.dispatch?.close?.(this);
    this.device.filters.splice(this.device.filters.indexOf(this), 1);
  }
}

/** Streaming, reset and the disabling of events have locks of their own (AVS-013). */
export function needsControlMutex(request: number | 'create' | 'close'): boolean {
  switch (request) {
    case 'create':
    case 'close':
    case IOCTL.IOCTL_KS_PROPERTY:
    case IOCTL.IOCTL_KS_METHOD:
    case IOCTL.IOCTL_KS_ENABLE_EVENT:
      return true;
    default:
      return false;
  }
}

/** What AVStream offers on every filter: Pin, Topology and General (AVS-012). */
export function filterTable(ks: KsLibrary): KsAutomationTable<AvFilter> {
  return {
    properties: [
      pinPropertySet(ks),
      topologyPropertySet(ks),
      {
        set: ksGuid('KSPROPSETID_General'),
        items: [
          {
            id: 0,
            minData: 72,
            access: ({ descriptor }) => (descriptor.componentId === undefined ? 0 : 1),
            get: (request) => {
              const { componentId } = request.target.descriptor;
              return componentId === undefined
                ? STATUS.STATUS_NOT_FOUND
                : answerBytes(request, componentIdBytes(componentId));
            },
          },
        ],
      },
    ],
  };
}

function componentIdBytes(id: KsComponentId): Uint8Array {
  const bytes = new Uint8Array(72);
  [id.manufacturer, id.product, id.component, id.name].forEach((guid, i) => {
    writeGuid(bytes, i * 16, guid);
  });
  const view = new DataView(bytes.buffer);
  view.setUint32(64, id.version, true);
  view.setUint32(68, id.revision, true);
  return bytes;
}
