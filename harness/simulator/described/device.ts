/** A device from its description: filters under AVStream and under the port class, as the description says or shows. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { groupBy } from '../../base/group-by.ts';
import { packageRoot } from '../../base/package-root.ts';
import type { DeviceDescription } from '../../description/format.ts';
import { readDescription } from '../../description/read.ts';
import type { Arch } from '../../target/target.ts';
import { interfacePath } from '../kernel/interface-path.ts';
import type { DeviceDescriptor } from '../simulation.ts';
import { avStreamFilter, known, type Making } from './avstream.ts';
import { classDriverOf } from './class-driver.ts';
import { NameGuids } from './names.ts';
import { registerFilter, wire } from './portcls.ts';

/** Folder of the descriptions that come with kscts. */
export const descriptionFolder: string = join(packageRoot, 'harness', 'simulator', 'described', 'devices');

/** Names of the descriptions that come with kscts, sorted. */
export function bundledDescriptions(): readonly string[] {
  return readdirSync(descriptionFolder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .sort();
}

/** The file of a description that comes with kscts. */
export const bundledDescription = (name: string): string => join(descriptionFolder, `${name}.json`);

/**
 * The device that a file describes.
 * @throws UserError if it cannot be read or is no description
 */
export const describedDevice = (file: string, arch: Arch): DeviceDescriptor => deviceOf(readDescription(file), arch);

/** The device of a description at hand. */
export function deviceOf(description: DeviceDescription, arch: Arch): DeviceDescriptor {
  const { driver, version = '', provider = '', hardwareId = '' } = description.identity;
  const identity = { driver, version, provider, hardwareId };
  const names = new NameGuids();
  for (const { pins, nodes = [] } of description.filters) for (const { name } of [...pins, ...nodes]) names.of(name);
  const mediaCategories = names.registered;
  const making: Making = { arch, names, linkOf: (name) => pathOf(description, name, hardwareId) };
  const groups = groupBy(description.filters, classDriverOf);
  const [avstream, portcls] = [groups.get('avstream'), groups.get('portcls')];
  const devices: DeviceDescriptor[] = [];
  if (avstream) {
    const filters = avstream.map((filter) => avStreamFilter(filter, making));
    devices.push({ identity, filters, mediaCategories });
  }
  if (portcls) {
    devices.push({
      classDriver: 'portcls',
      identity,
      mediaCategories,
      startDevice: (adapter) => {
        const subdevices = new Map(portcls.map((filter) => [filter.name, registerFilter(adapter, filter, making)]));
        for (const filter of portcls) {
          const own = subdevices.get(filter.name);
          if (own) wire(adapter, filter, own, making.linkOf);
        }
      },
    });
  }
  const [only, second] = devices;
  return only && !second ? only : { classDriver: 'several', identity, devices };
}

function pathOf({ filters }: DeviceDescription, name: string, hardwareId: string): string {
  const filter = filters.find((each) => each.name === name);
  return interfacePath(hardwareId, filter?.categories[0] && known(filter.categories[0]), filter?.referenceString ?? name);
}
