import type { Kernel } from '../../kernel/kernel.ts';
import type { LockedPages } from '../../kernel/address-space.ts';
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

  constructor(ks: KsLibrary) {
    this.ks = ks;
    this.kernel = ks.kernel;
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

  registerSubdevice(name: string, friendlyName: string, port: PcNewPort): Subdevice {
    const { hardwareId } = this.#descriptor.identity;
    const subdevice = new Subdevice(this.#portcls, hardwareId, name, friendlyName, port);
    port.miniport.init?.(subdevice);
    this.#portcls.kernel.interfaces.push(subdevice);
    return subdevice;
  }

  registerPhysicalConnection(from: Subdevice, fromPin: number, to: Subdevice, toPin: number): void {
    from.physicalConnections.set(fromPin, { pin: toPin, symbolicLinkName: to.path });
    to.physicalConnections.set(toPin, { pin: fromPin, symbolicLinkName: from.path });
  }
}
