import { IOCTL } from '../../../abi/ioctl.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Region } from '../../../target/target.ts';
import type { LockedPages } from '../../kernel/address-space.ts';
import type { Mdl } from '../../kernel/mdl.ts';
import { Mutex } from '../../kernel/schedule.ts';
import type { ClockTimer } from '../../kernel/virtual-clock.ts';
import type { KsLibrary } from '../ks/library.ts';
import type { PcAdapter, PcDeviceDescriptor, PcNewPort } from './adapter.ts';
import { MusicStreams } from './music-streams.ts';
import { PinStates } from './states.ts';
import { Subdevice } from './subdevice.ts';

/** portcls.sys of one boot. Faults wrap the methods of its parts. */
export class PortClass {
  readonly ks: KsLibrary;
  readonly kernel: Kernel;
  readonly states = new PinStates();
  readonly music = new MusicStreams();
  /** The lock that serialises the requests of a device (CONC-007). */
  readonly deviceLock: Mutex;

  constructor(ks: KsLibrary) {
    this.ks = ks;
    this.kernel = ks.kernel;
    this.deviceLock = new Mutex(ks.kernel.schedule, 'the device lock of the port class');
  }

  /** Streaming, reset and the disabling of events do without the device lock. */
  lockFor(request: number | 'create' | 'close'): Mutex | undefined {
    switch (request) {
      case IOCTL.IOCTL_KS_READ_STREAM:
      case IOCTL.IOCTL_KS_WRITE_STREAM:
      case IOCTL.IOCTL_KS_RESET_STATE:
      case IOCTL.IOCTL_KS_DISABLE_EVENT:
        return undefined;
      default:
        return this.deviceLock;
    }
  }

  /** UnmapAllocatedPages and FreePagesFromMdl, when the pin that shared memory with its client is gone. */
  unmapPages(region: Region, mdl: Mdl): void {
    // It may have been mapped for another process, which has ended.
    if (this.kernel.memory.has(region)) this.kernel.memory.release(region);
    mdl.unlock();
    mdl.free();
  }

  /** PcAddAdapterDevice and the start of the device. */
  startDevice(descriptor: PcDeviceDescriptor): void {
    for (const [guid, name] of descriptor.mediaCategories ?? []) this.ks.mediaCategories.set(guid, name);
    descriptor.startDevice(new Adapter(this, descriptor));
  }
}

class Adapter implements PcAdapter {
  readonly #portcls: PortClass;
  readonly #descriptor: PcDeviceDescriptor;

  constructor(portcls: PortClass, descriptor: PcDeviceDescriptor) {
    this.#portcls = portcls;
    this.#descriptor = descriptor;
  }

  now(): number {
    return this.#portcls.kernel.clock.now;
  }

  setTimer(due: number, callback: () => void): ClockTimer {
    return this.#portcls.kernel.clock.setTimer(due, callback);
  }

  lockUserMemory(address: number, length: number): LockedPages {
    return this.#portcls.kernel.memory.lock(address, length, false);
  }

  registerSubdevice(name: string, friendlyName: string, port: PcNewPort, referenceString = name): Subdevice {
    const { hardwareId } = this.#descriptor.identity;
    const subdevice = new Subdevice(this.#portcls, hardwareId, name, friendlyName, port, referenceString);
    port.miniport.init?.(subdevice);
    this.#portcls.kernel.interfaces.push(subdevice);
    return subdevice;
  }

  registerPhysicalConnection(from: Subdevice, fromPin: number, to: Subdevice, toPin: number): void {
    from.physicalConnections.set(fromPin, { pin: toPin, symbolicLinkName: to.path });
    to.physicalConnections.set(toPin, { pin: fromPin, symbolicLinkName: from.path });
  }

  registerExternalConnection(subdevice: Subdevice, pin: number, symbolicLinkName: string, externalPin: number): void {
    subdevice.physicalConnections.set(pin, { pin: externalPin, symbolicLinkName });
  }
}
