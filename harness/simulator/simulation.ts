import type { Arch } from '../target/target.ts';
import type { KsDeviceDescriptor } from './classdrivers/avstream/descriptors.ts';
import { startDevice } from './classdrivers/avstream/driver.ts';
import { AvStream } from './classdrivers/avstream/library.ts';
import { KsLibrary } from './classdrivers/ks/library.ts';
import type { PcDeviceDescriptor } from './classdrivers/portcls/adapter.ts';
import { PortClass } from './classdrivers/portcls/library.ts';
import { Kernel } from './kernel/kernel.ts';

/** A device as its minidriver describes it to its class driver. */
export type DeviceDescriptor = KsDeviceDescriptor | PcDeviceDescriptor;

/**
 * One boot of the simulated machine. Its parts are plain objects whose methods can be wrapped: that is how faults are
 * put in, before the device starts.
 */
export class Simulation {
  readonly kernel: Kernel;
  readonly ks: KsLibrary;
  readonly avstream: AvStream;
  readonly portcls: PortClass;
  readonly descriptor: DeviceDescriptor;

  constructor(arch: Arch, descriptor: DeviceDescriptor) {
    this.kernel = new Kernel(arch);
    this.ks = new KsLibrary(this.kernel);
    this.avstream = new AvStream(this.ks);
    this.portcls = new PortClass(this.ks);
    this.descriptor = descriptor;
  }

  /** Starts the device: its filters can be found from now on. */
  start(): void {
    if ('classDriver' in this.descriptor) this.portcls.startDevice(this.descriptor);
    else startDevice(this.avstream, this.descriptor);
  }
}
