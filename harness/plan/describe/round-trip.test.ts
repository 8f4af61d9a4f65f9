import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DeviceDescription, FilterDescription } from '../../description/format.ts';
import { readDescription } from '../../description/read.ts';

import { bundledDescription, bundledDescriptions } from '../../simulator/described/device.ts';
import { cameraFolder } from '../../simulator/minidrivers/usbvideo/device.ts';
import { createSimulator, simulatedDevices } from '../../simulator/simulator.ts';
import { loadSpecs } from '../../spec/loader.ts';
import type { SpecBook } from '../../spec/model.ts';
import { shippedSpecs } from '../../spec/spec-files.ts';
import type { Target } from '../../target/target.ts';
import { structure, twinOf } from '../testing/twins.ts';
import { describeTarget } from './describe.ts';

let book: SpecBook;
beforeAll(() => {
  book = loadSpecs([shippedSpecs]);
});

function describeAndClose(target: Target): DeviceDescription {
  try {
    const before = target.census();
    const description = describeTarget(target, book);
    expect(target.census()).toEqual(before);
    return description;
  } finally {
    target.dispose();
  }
}

/** What the twins of some devices cannot show, and why. */
const exclusions: Readonly<Record<string, (description: DeviceDescription) => unknown>> = {
  // Simulated under AVStream: the sets of their own class drivers differ.
  splitter: ({ filters }) => filters.map(structure),
  tvcapture: ({ filters }) => filters.map(structure),
  dvddecoder: ({ filters }) => filters.map(structure),
  // Which pin controls a node is an answer to a request that names three numbers: descriptions do not hold it.
  bda: ({ identity, filters }) => ({ identity, filters: filters.map(withoutPinNodes) }),
};

const withoutPinNodes = (filter: FilterDescription) => ({
  ...filter,
  pins: filter.pins.map((pin) => ({ ...pin, open: pin.open && { ...pin.open, nodes: undefined } })),
});

describe('a simulated device, described and simulated from its description, is described alike', () => {
  test.each([...simulatedDevices])('%s', (name) => {
    const original = describeAndClose(createSimulator(name));
    const twin = describeAndClose(twinOf(original));
    const seen = exclusions[name] ?? ((description: DeviceDescription) => description);
    expect(seen(twin)).toEqual(seen(original));
  });

  test.each(readdirSync(cameraFolder))('usbvideo as %s', (file) => {
    const original = describeAndClose(createSimulator('usbvideo', { descriptors: join(cameraFolder, file) }));
    expect(describeAndClose(twinOf(original))).toEqual(original);
  });

  test('for a caller of 32 bits too', () => {
    const original = describeAndClose(createSimulator('hdaudio', { arch: 'x86' }));
    expect(describeAndClose(twinOf(original, 'x86'))).toEqual(original);
  });
});

describe('a real device whose description comes with kscts', () => {
  test.each(bundledDescriptions())('%s is what its description says', (name) => {
    const written = readDescription(bundledDescription(name));
    const described = describeAndClose(createSimulator(name));
    expect(described.filters).toHaveLength(written.filters.length);
    written.filters.forEach((filter, i) => {
      const found = described.filters[i];
      expect(found).toMatchObject({ name: filter.name, friendlyName: filter.friendlyName, categories: filter.categories });
      expect(found?.connections).toEqual(filter.connections);
      expect(found?.nodes?.map(({ type }) => type)).toEqual((filter.nodes ?? []).map(({ type }) => type));
      filter.pins.forEach((pin, at) => {
        const { dataflow, communication, category, name: pinName, instances, dataRanges } = pin;
        expect(found?.pins[at]).toEqual(expect.objectContaining({ dataflow, communication, instances, dataRanges }));
        expect(found?.pins[at]).toMatchObject({ ...(category && { category }), ...(pinName && { name: pinName }) });
      });
    });
    expect(describeAndClose(twinOf(described))).toEqual(described);
  });
});

test('a target without a filter cannot be described', () => {
  const target = createSimulator('testcap');
  const empty: Target = new Proxy(target, { get: (of, key, self) => (key === 'discover' ? () => [] : Reflect.get(of, key, self) as unknown) });
  expect(() => describeTarget(empty, book)).toThrow('error[KS340]: simulator:testcap has no filter that can be described');
});
