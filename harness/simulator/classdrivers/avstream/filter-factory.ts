import { isError, STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { DeviceInterface } from '../../kernel/kernel.ts';
import { compileAutomation, type CompiledAutomation } from '../ks/compiled.ts';
import type { Topology } from '../ks/topology-set.ts';
import { KSFILTER_FLAG, type KsFilterDescriptor } from './descriptors.ts';
import type { AvDevice } from './device.ts';
import { AvFilter, filterTable } from './filter.ts';
import type { AvStream } from './library.ts';
import type { GlobalInstances } from './pin-factory.ts';
import { pinTable } from './pin-tables.ts';

/** A filter factory of a started device: makes filters, and keeps what they share. */
export class AvFilterFactory implements DeviceInterface {
  readonly av: AvStream;
  readonly device: AvDevice;
  readonly descriptor: KsFilterDescriptor;
  readonly classDriver = 'avstream';
  readonly path: string;
  readonly automation: CompiledAutomation;
  readonly nodeTables: readonly CompiledAutomation[];
  readonly topology: Topology;
  readonly #pinTables: readonly CompiledAutomation[];
  readonly #instances: readonly GlobalInstances[];

  constructor(av: AvStream, device: AvDevice, descriptor: KsFilterDescriptor) {
    this.av = av;
    this.device = device;
    this.descriptor = descriptor;
    this.path = interfacePath(device, descriptor);
    this.automation = compileAutomation(descriptor.automation, filterTable(av.ks));
    const { pointerSize } = av.ks.layout;
    this.#pinTables = descriptor.pins.map((pin) =>
      compileAutomation(pin.automation, pinTable(pointerSize, pin.flags ?? 0)),
    );
    const nodes = descriptor.nodes ?? [];
    this.nodeTables = nodes.map((node) => compileAutomation(node.automation));
    this.topology = { categories: descriptor.categories, nodes, connections: descriptor.connections ?? [] };
    this.#instances = descriptor.pins.map(() => ({ count: 0 }));
  }

  get name(): string {
    return this.descriptor.name;
  }

  get friendlyName(): string {
    return this.descriptor.friendlyName;
  }

  get categories(): readonly string[] {
    return this.descriptor.categories;
  }

  pinAutomation(id: number): CompiledAutomation {
    return this.#pinTables[id] as CompiledAutomation;
  }

  /** How many pins of a factory are open over all filters. */
  globalInstances(id: number): GlobalInstances {
    return this.#instances[id] as GlobalInstances;
  }

  open(file: FileObject): number {
    if (((this.descriptor.flags ?? 0) & KSFILTER_FLAG.DENY_USERMODE_ACCESS) !== 0) return STATUS.STATUS_ACCESS_DENIED;
    const filter = new AvFilter(this, file);
    const status = this.descriptor.dispatch?.create?.(filter) ?? STATUS.STATUS_SUCCESS;
    if (isError(status)) {
      filter.discard();
      return status;
    }
    file.driver = filter;
    this.device.filters.push(filter);
    return STATUS.STATUS_SUCCESS;
  }
}

/** `\\?\` device `#` instance `#` interface class `\` reference string (OBJ-003). */
function interfacePath(device: AvDevice, descriptor: KsFilterDescriptor): string {
  const hardware = device.descriptor.identity.hardwareId.replaceAll('\\', '#').toLowerCase();
  const category = (descriptor.categories[0] ?? '').toLowerCase();
  return `\\\\?\\${hardware}#0#${category}\\${descriptor.referenceString ?? descriptor.name}`;
}
