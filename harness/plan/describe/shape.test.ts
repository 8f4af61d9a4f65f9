import { expect, test } from 'vitest';
import type { FilterDescription } from '../../description/format.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { loadSpecs } from '../../spec/loader.ts';
import { discover } from '../discover.ts';
import { describeTarget } from './describe.ts';
import { shapeOf } from './shape.ts';

const book = loadSpecs();

/** Of a whole description what a shape has. */
const reduced = ({ name, friendlyName, classDriver, pins, nodes = [], connections }: FilterDescription) => ({
  ...{ name, friendlyName, categories: [], connections },
  ...(classDriver !== undefined && { classDriver }),
  nodes: nodes.map(({ type, name: own }) => ({ type, ...(own !== undefined && { name: own }) })),
  pins: pins.map(({ dataflow, communication, category, name: own, instances, dataRanges, physicalConnection }) => ({
    ...{ dataflow, communication, instances: { possible: instances.possible } },
    ...(category !== undefined && { category }),
    ...(own !== undefined && { name: own }),
    ...(physicalConnection && { physicalConnection }),
    dataRanges: dataRanges.map(({ SubFormat }) => ({ SubFormat })),
  })),
});

test.each(['usbvideo', 'hdaudio', 'tvcapture', 'bda', 'systemaudio'] as const)('the shape of %s is that of its description, made when it is gone', (name) => {
  const target = createSimulator(name);
  const { filters } = describeTarget(target, book);
  const device = discover(target, book);
  target.dispose();
  expect(shapeOf(device)).toEqual(filters.map(reduced));
});
