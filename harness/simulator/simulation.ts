import type { Arch } from '../target/target.ts';
import type { KsDeviceDescriptor } from './classdrivers/avstream/descriptors.ts';
import { startDevice } from './classdrivers/avstream/driver.ts';
import { AvStream } from './classdrivers/avstream/library.ts';
import type { BdaDeviceDescriptor } from './classdrivers/bda/descriptors.ts';
import { BdaSupport } from './classdrivers/bda/library.ts';
import { KsLibrary } from './classdrivers/ks/library.ts';
import type { KsDispatchDeviceDescriptor } from './classdrivers/ksdispatch/descriptors.ts';
import { startDispatchDevice } from './classdrivers/ksdispatch/device.ts';
import { KsDispatch } from './classdrivers/ksdispatch/library.ts';
import type { PcDeviceDescriptor } from './classdrivers/portcls/adapter.ts';
import { PortClass } from './classdrivers/portcls/library.ts';
import type { StreamDeviceDescriptor } from './classdrivers/stream/descriptors.ts';
import { StreamClass } from './classdrivers/stream/library.ts';
import { Kernel } from './kernel/kernel.ts';

/** A device as its minidriver describes it to its class driver. */
export type DeviceDescriptor =
  | KsDeviceDescriptor
  | PcDeviceDescriptor
  | BdaDeviceDescriptor
  | KsDispatchDeviceDescriptor
  | StreamDeviceDescriptor
  | CompositeDescriptor;

/** Several devices that are started one after the other, as the functions of one. */
export interface CompositeDescriptor {
  readonly classDriver: 'several';
  readonly identity: KsDeviceDescriptor['identity'];
  readonly devices: readonly DeviceDescriptor[];
}

/**
 * One boot of the simulated machine. Its parts are plain objects whose methods can be wrapped: that is how faults are
 * put in, before the device starts.
 */
export class Simulation {
  readonly kernel: Kernel;
  readonly ks: KsLibrary;
  readonly avstream: AvStream;
  readonly portcls: PortClass;
  readonly ksDispatch: KsDispatch;
  readonly stream: StreamClass;
  readonly bda: BdaSupport;
  readonly descriptor: DeviceDescriptor;

  /** @param kernel one that runs already, into which the device is plugged */
  constructor(arch: Arch, descriptor: DeviceDescriptor, kernel = new Kernel(arch)) {
    this.kernel = kernel;
    this.ks = new KsLibrary(this.kernel);
    this.avstream = new AvStream(this.ks);
    this.portcls = new PortClass(this.ks);
    this.ksDispatch = new KsDispatch(this.ks);
    this.stream = new StreamClass(this.ks);
    this.bda = new BdaSupport(this.avstream);
    this.descriptor = descriptor;
  }

  /** Starts the device: its filters can be found from now on. */
  start(): void {
    this.#start(this.descriptor);
  }

  #start(descriptor: DeviceDescriptor): void {
    if (!('classDriver' in descriptor)) startDevice(this.avstream, descriptor);
    else if (descriptor.classDriver === 'portcls') this.portcls.startDevice(descriptor);
    else if (descriptor.classDriver === 'stream') this.stream.startDevice(descriptor);
    else if (descriptor.classDriver === 'bda') this.bda.startDevice(descriptor);
    else if (descriptor.classDriver === 'ks') startDispatchDevice(this.ksDispatch, descriptor);
    else for (const device of descriptor.devices) this.#start(device);
  }
}
