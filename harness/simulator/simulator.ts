/** Simulated machines by the names of their devices and faults: all of them are loaded. See `load-device.ts` for one. */
import type { Target } from '../target/target.ts';
import { describedDevices as described, findDevice, simulatedDevices as devices, type SimulatedDevice } from './devices.ts';
import { findFault } from './faults/faults.ts';
import { SimulatedTarget, type SimulatorOptions } from './simulated-target.ts';

export { isDescriptionFile } from './devices.ts';
export type { SimulatorOptions } from './simulated-target.ts';

/** Names of the real devices whose descriptions come with kscts; `simulator:NAME` takes them too, and files. */
export const describedDevices = (): readonly string[] => described();

/** Names of the devices, as `simulator:NAME` takes them. */
export const simulatedDevices: readonly string[] = devices().map(({ name }) => name);

/**
 * Boots a simulated machine with one device.
 * @throws UserError for an unknown device or fault, or unusable descriptors
 */
export function createSimulator(device: string, options: SimulatorOptions = {}): Target {
  return simulate(findDevice(device), options);
}

/** Boots a simulated machine with a device that is in no list. */
export function simulate(device: SimulatedDevice, options: SimulatorOptions = {}): Target {
  return new SimulatedTarget(device, options, (options.faults ?? []).map(findFault));
}
