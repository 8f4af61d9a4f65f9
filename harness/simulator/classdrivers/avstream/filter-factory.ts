import { isSuccess, STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import { interfacePath } from '../../kernel/interface-path.ts';
import type { DeviceInterface } from '../../kernel/kernel.ts';
import { compileAutomation, type CompiledAutomation } from '../ks/compiled.ts';
import { KSFILTER_FLAG, type KsFilterDescriptor, type KsNodeDescriptor, type KsPinDescriptorEx } from './descriptors.ts';
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
  /** Those of the descriptor's pins, and of pins that were added to open filters. */
  readonly #pinTables = new Map<KsPinDescriptorEx, CompiledAutomation>();
  readonly #nodeTables = new Map<KsNodeDescriptor, CompiledAutomation>();
  readonly #instances = new Map<KsPinDescriptorEx, GlobalInstances>();

  constructor(av: AvStream, device: AvDevice, descriptor: KsFilterDescriptor) {
    this.av = av;
    this.device = device;
    this.descriptor = descriptor;
    const { categories, referenceString = descriptor.name } = descriptor;
    this.path = interfacePath(device.descriptor.identity.hardwareId, categories[0], referenceString);
    this.automation = compileAutomation(descriptor.automation, filterTable(av.ks));
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

  pinAutomation(pin: KsPinDescriptorEx): CompiledAutomation {
    return remember(this.#pinTables, pin, () =>
      compileAutomation(pin.automation, pinTable(this.av.ks.layout.pointerSize, pin.flags ?? 0)),
    );
  }

  nodeAutomation(node: KsNodeDescriptor): CompiledAutomation {
    return remember(this.#nodeTables, node, () => compileAutomation(node.automation));
  }

  /** How many pins of a descriptor are open over all filters. */
  globalInstances(pin: KsPinDescriptorEx): GlobalInstances {
    return remember(this.#instances, pin, () => ({ count: 0 }));
  }

  open(file: FileObject): number {
    if (((this.descriptor.flags ?? 0) & KSFILTER_FLAG.DENY_USERMODE_ACCESS) !== 0) return STATUS.STATUS_ACCESS_DENIED;
    const filter = new AvFilter(this, file);
    const status = this.descriptor.dispatch?.create?.(filter) ?? STATUS.STATUS_SUCCESS;
    if (!isSuccess(status)) {
      filter.discard();
      return status;
    }
    file.driver = filter;
    this.device.filters.push(filter);
    return STATUS.STATUS_SUCCESS;
  }
}

function remember<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
