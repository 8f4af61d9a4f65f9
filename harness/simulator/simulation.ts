import type { Arch } from '../target/target.ts';
import type { KsDeviceDescriptor } from './classdrivers/avstream/descriptors.ts';
import { startDevice } from './classdrivers/avstream/driver.ts';
import { AvStream } from './classdrivers/avstream/library.ts';
import { KsLibrary } from './classdrivers/ks/library.ts';
import { Kernel } from './kernel/kernel.ts';

/**
 * One boot of the simulated machine. Its parts are plain objects whose methods can be wrapped: that is how faults are
 * put in, before the device starts.
 */
export class Simulation {
  readonly kernel: Kernel;
  readonly ks: KsLibrary;
  readonly avstream: AvStream;
  readonly descriptor: KsDeviceDescriptor;

  constructor(arch: Arch, descriptor: KsDeviceDescriptor) {
    this.kernel = new Kernel(arch);
    this.ks = new KsLibrary(this.kernel);
    this.avstream = new AvStream(this.ks);
    this.descriptor = descriptor;
  }

  /** Starts the device: its filters can be found from now on. */
  start(): void {
    startDevice(this.avstream, this.descriptor);
  }
}
