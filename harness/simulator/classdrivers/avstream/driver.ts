import type { KsDeviceDescriptor } from './descriptors.ts';
import { AvDevice } from './device.ts';
import { AvFilterFactory } from './filter-factory.ts';
import type { AvStream } from './library.ts';

/** KsInitializeDriver: starts the device that a minidriver describes and registers its filters. */
export function startDevice(av: AvStream, descriptor: KsDeviceDescriptor): AvDevice {
  const device = new AvDevice(av.kernel, descriptor);
  for (const [guid, name] of descriptor.mediaCategories ?? []) av.ks.mediaCategories.set(guid, name);
  for (const filter of descriptor.filters) av.kernel.interfaces.push(new AvFilterFactory(av, device, filter));
  descriptor.start?.(device);
  return device;
}
