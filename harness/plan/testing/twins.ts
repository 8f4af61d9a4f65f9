/** Devices that are described, and simulated from their descriptions. */
import type { DeviceDescription, FilterDescription } from '../../description/format.ts';
import { parseDescription } from '../../description/read.ts';
import { descriptionText } from '../../description/write.ts';
import { deviceOf } from '../../simulator/described/device.ts';
import { simulate } from '../../simulator/simulator.ts';
import type { Arch, Target } from '../../target/target.ts';

/** The device that a description describes, once it was written to a file and read again. */
export function twinOf(description: DeviceDescription, caller: Arch = 'x64'): Target {
  const read = parseDescription(descriptionText(description), 'twin.json');
  return simulate({ name: 'twin', title: 'twin', make: ({ arch }) => deviceOf(read, arch) }, { arch: caller });
}

/** What must be the same whatever the class driver: everything but the sets, which are partly its own. */
export function structure({ name, friendlyName, referenceString, categories, pins, nodes = [], connections }: FilterDescription) {
  return {
    ...{ name, friendlyName, referenceString, categories, connections },
    pins: pins.map((pin) => ({ ...pin, open: undefined })),
    types: nodes.map(({ type }) => type),
  };
}
