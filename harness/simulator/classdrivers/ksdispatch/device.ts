import type { ClockTimer } from '../../kernel/virtual-clock.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import { interfacePath } from '../../kernel/interface-path.ts';
import type { DeviceInterface, Kernel } from '../../kernel/kernel.ts';
import { Mutex } from '../../kernel/schedule.ts';
import type { KsDevice, KsDispatchDeviceDescriptor, KsFilterInterface } from './descriptors.ts';
import type { KsDispatch } from './library.ts';

/** Starts a device that dispatches its requests itself. */
export function startDispatchDevice(ks: KsDispatch, descriptor: KsDispatchDeviceDescriptor): void {
  for (const [guid, name] of descriptor.mediaCategories ?? []) ks.ks.mediaCategories.set(guid, name);
  descriptor.startDevice(new DeviceHeader(ks, descriptor.identity.hardwareId));
}

/** KSDEVICE_HEADER: the create items of the device are its filter factories. */
class DeviceHeader implements KsDevice {
  readonly ks: KsDispatch;
  readonly #kernel: Kernel;
  readonly #hardwareId: string;

  constructor(ks: KsDispatch, hardwareId: string) {
    this.ks = ks;
    this.#kernel = ks.kernel;
    this.#hardwareId = hardwareId;
  }

  now(): number {
    return this.#kernel.clock.now;
  }

  setTimer(delay: number, callback: () => void): ClockTimer {
    return this.#kernel.clock.setTimer(this.#kernel.clock.now + delay, callback);
  }

  makeMutex(name: string): Mutex {
    return new Mutex(this.#kernel.schedule, name);
  }

  registerInterface(filter: KsFilterInterface): void {
    this.#kernel.interfaces.push(new FilterInterface(this.#hardwareId, filter));
  }
}

/** A device interface of a driver on KS itself. */
class FilterInterface implements DeviceInterface {
  readonly classDriver = 'ks';
  readonly name: string;
  readonly friendlyName: string;
  readonly categories: readonly string[];
  readonly path: string;
  readonly #create: KsFilterInterface['create'];

  constructor(hardwareId: string, { name, friendlyName, categories, create }: KsFilterInterface) {
    this.name = name;
    this.friendlyName = friendlyName;
    this.categories = categories;
    this.path = interfacePath(hardwareId, categories[0], name);
    this.#create = create;
  }

  open(file: FileObject): number {
    return this.#create({ file, parameters: new Uint8Array(0) });
  }
}
