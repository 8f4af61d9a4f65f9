import type { Kernel } from '../../kernel/kernel.ts';
import type { ClockTimer } from '../../kernel/virtual-clock.ts';
import type { KsGenerate } from '../ks/automation.ts';
import type { KsLibrary } from '../ks/library.ts';
import { StreamAdapter } from './adapter.ts';
import { StreamData } from './data.ts';
import type {
  HwInitializationData,
  HwStreamObject,
  HwStreamRequestBlock,
  MasterClockHandle,
  StreamClassServices,
  StreamDeviceDescriptor,
} from './descriptors.ts';
import { MinidriverEvents } from './events.ts';
import type { StreamPin } from './pin.ts';
import { StreamFormats } from './pin-table.ts';
import { SrbRequests } from './requests.ts';
import { Srb } from './srb.ts';
import { StreamStates } from './states.ts';
import { UserMemory } from './user-memory.ts';

/** stream.sys of one boot. Faults wrap the methods of its parts. */
export class StreamClass {
  readonly ks: KsLibrary;
  readonly kernel: Kernel;
  readonly requests: SrbRequests;
  readonly userMemory: UserMemory;
  readonly states = new StreamStates();
  readonly formats = new StreamFormats();
  readonly data = new StreamData();
  readonly events = new MinidriverEvents();
  readonly adapters: StreamAdapter[] = [];
  /** The open streams by the objects that their minidrivers know. */
  readonly streams = new Map<HwStreamObject, StreamPin>();

  constructor(ks: KsLibrary) {
    this.ks = ks;
    this.kernel = ks.kernel;
    this.requests = new SrbRequests(ks.kernel);
    this.userMemory = new UserMemory(ks.kernel);
  }

  /** Loads the driver and starts its device. */
  startDevice(descriptor: StreamDeviceDescriptor): void {
    for (const [guid, name] of descriptor.mediaCategories ?? []) this.ks.mediaCategories.set(guid, name);
    descriptor.driverEntry(new Services(this, descriptor.identity.hardwareId));
  }
}

class Services implements StreamClassServices {
  readonly #streamClass: StreamClass;
  readonly #hardwareId: string;

  constructor(streamClass: StreamClass, hardwareId: string) {
    this.#streamClass = streamClass;
    this.#hardwareId = hardwareId;
  }

  registerAdapter(data: HwInitializationData): void {
    const adapter = new StreamAdapter(this.#streamClass, this.#hardwareId, data);
    this.#streamClass.kernel.interfaces.push(adapter);
  }

  requestComplete(srb: HwStreamRequestBlock): void {
    this.#streamClass.requests.complete(block(srb));
  }

  readyForNextDeviceRequest(hwDeviceExtension: unknown): void {
    for (const { extension, channel } of this.#streamClass.adapters) {
      if (extension === hwDeviceExtension) this.#streamClass.requests.ready(channel);
    }
  }

  readyForNextStreamControlRequest(stream: HwStreamObject): void {
    const pin = this.#streamClass.streams.get(stream);
    if (pin !== undefined) this.#streamClass.requests.ready(pin.controlChannel);
  }

  readyForNextStreamDataRequest(stream: HwStreamObject): void {
    const pin = this.#streamClass.streams.get(stream);
    if (pin !== undefined) this.#streamClass.requests.ready(pin.dataChannel);
  }

  completeRequestAndMarkQueueReady(srb: HwStreamRequestBlock): void {
    const own = block(srb);
    this.#streamClass.requests.complete(own);
    this.#streamClass.requests.ready(own.channel);
  }

  signalDeviceEvents(hwDeviceExtension: unknown, event: KsGenerate): void {
    const { adapters, ks } = this.#streamClass;
    for (const { extension, instances } of adapters) {
      if (extension === hwDeviceExtension) for (const { events } of instances) ks.events.generate(events, event);
    }
  }

  signalStreamEvents(stream: HwStreamObject, event: KsGenerate): void {
    const pin = this.#streamClass.streams.get(stream);
    if (pin !== undefined) this.#streamClass.ks.events.generate(pin.events, event);
  }

  scheduleTimer(due: number, callback: () => void): ClockTimer {
    return this.#streamClass.kernel.clock.setTimer(due, callback);
  }

  queryMasterClock(handle: MasterClockHandle): number {
    return handle.time();
  }

  copyOut(address: number, bytes: Uint8Array): number {
    return this.#streamClass.userMemory.copyOut(address, bytes);
  }

  now(): number {
    return this.#streamClass.kernel.clock.now;
  }
}

/** Minidrivers only have blocks that the class driver made. */
function block(srb: HwStreamRequestBlock): Srb {
  if (!(srb instanceof Srb)) throw new RangeError('a request that the class driver did not make was completed');
  return srb;
}
