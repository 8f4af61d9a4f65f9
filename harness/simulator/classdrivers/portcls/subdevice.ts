import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import { interfacePath } from '../../kernel/interface-path.ts';
import type { DeviceInterface } from '../../kernel/kernel.ts';
import { compileAutomation, type CompiledAutomation } from '../ks/compiled.ts';
import { EventList } from '../ks/event-list.ts';
import type { PhysicalConnection } from '../ks/pin-factory.ts';
import type { Topology } from '../ks/topology-set.ts';
import type { PcNewPort } from './adapter.ts';
import { translate, type EnabledFor } from './automation.ts';
import type { PcFilterDescriptor, PcPinDescriptor } from './descriptors.ts';
import { PcFilter } from './filter.ts';
import { filterTable, portTable } from './filter-table.ts';
import type { PortClass } from './library.ts';
import type { PcMiniport, PcPort } from './miniports.ts';
import type { GlobalInstances } from './pin-factory.ts';
import { pinTable } from './pin-table.ts';
import { waveRtTable } from './wavert-table.ts';

/** A port with its miniport, registered as a subdevice: a filter factory. */
export class Subdevice implements DeviceInterface, PcPort {
  readonly portcls: PortClass;
  readonly port: PcNewPort;
  readonly classDriver = 'portcls';
  readonly name: string;
  readonly friendlyName: string;
  readonly path: string;
  readonly description: PcFilterDescriptor;
  readonly automation: CompiledAutomation;
  readonly nodeTables: readonly CompiledAutomation[];
  readonly topology: Topology;
  /** By PinId. */
  readonly physicalConnections = new Map<number, PhysicalConnection>();
  /** The port's event list: enables through every filter and pin of it. */
  readonly events = new EventList();
  readonly #pinTables: readonly CompiledAutomation[];
  readonly #instances: readonly GlobalInstances[];

  constructor(
    portcls: PortClass,
    hardwareId: string,
    name: string,
    friendlyName: string,
    port: PcNewPort,
    referenceString: string,
  ) {
    this.portcls = portcls;
    this.port = port;
    this.name = name;
    this.friendlyName = friendlyName;
    this.description = port.miniport.description;
    const { automationTable, pins, nodes, connections, categories } = this.description;
    this.path = interfacePath(hardwareId, categories[0], referenceString);
    // The port's own items win over the miniport's (PCLS-003).
    this.automation = compileAutomation(filterTable(portcls.ks), portTable(port.kind), translate(automationTable));
    this.#pinTables = pins.map((pin) => this.#pinAutomation(pin));
    this.nodeTables = nodes.map((node) => compileAutomation(translate(node.automationTable)));
    this.topology = {
      categories,
      nodes,
      connections: connections.map(({ fromNode, fromNodePin, toNode, toNodePin }) => ({
        fromNode,
        fromPin: fromNodePin,
        toNode,
        toPin: toNodePin,
      })),
    };
    this.#instances = pins.map(() => ({ count: 0 }));
  }

  get categories(): readonly string[] {
    return this.description.categories;
  }

  get miniport(): PcMiniport {
    return this.port.miniport;
  }

  pinAutomation(id: number): CompiledAutomation {
    return this.#pinTables[id] as CompiledAutomation;
  }

  /** How many pins of a factory are open over all filters. */
  globalInstances(id: number): GlobalInstances {
    return this.#instances[id] as GlobalInstances;
  }

  open(file: FileObject): number {
    file.driver = new PcFilter(this, file);
    return STATUS.STATUS_SUCCESS;
  }

  generateEventList(event: { set?: string; id: number; pin?: number; node?: number }): void {
    const { set, id, pin, node } = event;
    this.portcls.ks.events.generate(this.events, {
      ...(set !== undefined && { set }),
      id,
      filter: ({ context }) => {
        const enabled = context as EnabledFor;
        const pinMeets = pin === undefined || enabled.pin === null || enabled.pin === pin;
        return pinMeets && (node === undefined || enabled.node === node);
      },
    });
  }

  #pinAutomation(pin: PcPinDescriptor): CompiledAutomation {
    const { pointerSize } = this.portcls.ks.layout;
    const own = translate(pin.automationTable);
    switch (this.port.kind) {
      case 'Topology':
        return compileAutomation(own);
      case 'WaveRT':
        return compileAutomation(pinTable(pointerSize), waveRtTable(this.portcls.ks.layout), own);
      case 'WaveCyclic':
      case 'WavePci':
      case 'Midi':
      case 'DMus':
        return compileAutomation(pinTable(pointerSize), own);
    }
  }
}
