import { isSuccess, STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import { interfacePath } from '../../kernel/interface-path.ts';
import type { DeviceInterface } from '../../kernel/kernel.ts';
import { compileAutomation, noAutomation, type CompiledAutomation } from '../ks/compiled.ts';
import type { Topology } from '../ks/topology-set.ts';
import type { HwInitializationData, HwStreamDescriptor } from './descriptors.ts';
import { eventSets } from './events.ts';
import { StreamFilter, filterTable } from './filter.ts';
import { FilterInstance } from './instance.ts';
import type { StreamClass } from './library.ts';
import type { OpenStreams } from './pin-factory.ts';
import { pinTable } from './pin-table.ts';
import { propertySets } from './properties.ts';
import { RequestChannel } from './requests.ts';

/** A started adapter with its minidriver: a filter factory. */
export class StreamAdapter implements DeviceInterface {
  readonly streamClass: StreamClass;
  readonly data: HwInitializationData;
  readonly classDriver = 'stream';
  readonly path: string;
  /** HwDeviceExtension. */
  readonly extension: unknown;
  readonly descriptor: HwStreamDescriptor;
  /** Device requests. */
  readonly channel: RequestChannel;
  readonly automation: CompiledAutomation;
  /** The stream class sends nothing to nodes, so they have no items of their own. */
  readonly nodeTables: readonly CompiledAutomation[];
  /** The open filters. */
  readonly instances: FilterInstance[] = [];
  readonly #openStreams: readonly OpenStreams[];
  readonly #pinTables: readonly CompiledAutomation[];

  /** Initializes the device. */
  constructor(streamClass: StreamClass, hardwareId: string, data: HwInitializationData) {
    this.streamClass = streamClass;
    this.data = data;
    this.path = interfacePath(hardwareId, data.categories[0], data.name);
    this.extension = data.deviceExtension?.() ?? { adapter: data.name };
    this.channel = new RequestChannel(data, data.hwReceivePacket);
    streamClass.adapters.push(this);
    this.descriptor = this.#initialize();
    const { streamHeader, streamInfo } = this.descriptor;
    const { ks, events } = streamClass;
    this.automation = compileAutomation(filterTable(ks), {
      properties: propertySets(streamHeader.devicePropertiesArray),
      events: eventSets(events, streamHeader.deviceEventsArray ?? []),
    });
    this.#pinTables = streamInfo.map((info) =>
      compileAutomation(pinTable(ks.layout.pointerSize), {
        properties: propertySets(info.streamPropertiesArray ?? []),
        events: eventSets(events, info.streamEventsArray ?? []),
      }),
    );
    this.nodeTables = streamHeader.topology.nodes.map(() => noAutomation);
    this.#openStreams = streamInfo.map(() => ({ count: 0 }));
  }

  get name(): string {
    return this.data.name;
  }

  get friendlyName(): string {
    return this.data.friendlyName;
  }

  get categories(): readonly string[] {
    return this.data.categories;
  }

  get topology(): Topology {
    return this.descriptor.streamHeader.topology;
  }

  pinAutomation(id: number): CompiledAutomation {
    return this.#pinTables[id] as CompiledAutomation;
  }

  /** Whether the minidriver is told of every open filter. */
  get multiple(): boolean {
    return this.data.filterInstanceExtension !== undefined;
  }

  /** How many instances of a stream are open over all filters. */
  openStreams(id: number): OpenStreams {
    return this.#openStreams[id] as OpenStreams;
  }

  open(file: FileObject): number {
    const instance = new FilterInstance(this);
    const status = this.multiple ? instance.device({ code: 'SRB_OPEN_DEVICE_INSTANCE' }).status : STATUS.STATUS_SUCCESS;
    if (!isSuccess(status)) return status;
    this.instances.push(instance);
    file.driver = new StreamFilter(instance, file);
    return STATUS.STATUS_SUCCESS;
  }

  /** The handle of a filter is gone, and nothing of it is open. */
  closeInstance(instance: FilterInstance): void {
    if (this.multiple) instance.device({ code: 'SRB_CLOSE_DEVICE_INSTANCE' });
    this.instances.splice(this.instances.indexOf(instance), 1);
  }

  /** SRB_INITIALIZE_DEVICE, SRB_GET_STREAM_INFO and SRB_INITIALIZATION_COMPLETE. */
  #initialize(): HwStreamDescriptor {
    const context = { streamObject: null, hwDeviceExtension: this.extension, hwInstanceExtension: null };
    const { requests } = this.streamClass;
    const information = { code: 'SRB_GET_STREAM_INFO' as const, streamBuffer: null as HwStreamDescriptor | null };
    requests.perform(this.channel, { command: { code: 'SRB_INITIALIZE_DEVICE' }, ...context });
    requests.perform(this.channel, { command: information, ...context });
    requests.perform(this.channel, { command: { code: 'SRB_INITIALIZATION_COMPLETE' }, ...context });
    const descriptor = information.streamBuffer;
    if (descriptor === null) throw new RangeError(`the minidriver of ${this.data.name} does not describe its streams`);
    return descriptor;
  }
}
