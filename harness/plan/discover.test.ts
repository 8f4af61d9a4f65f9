import { expect, test } from 'vitest';
import { createSimulator } from '../simulator/simulator.ts';
import { loadSpecs } from '../spec/loader.ts';
import { carrier, itemKey, type DeviceObject } from './device.ts';
import { discover } from './discover.ts';

const objects = discover(createSimulator('hdaudio'), loadSpecs());
const offered = ({ offers }: DeviceObject) => [...offers].filter(([, offer]) => offer.offered).map(([key]) => key);
const rate = loadSpecs().itemsByName.get('KSPROPERTY_AUDIO_SAMPLING_RATE')?.[0];

test('the nodes that the data of a pin passes are found under the pin, and are asked through it', () => {
  const found = objects.filter(({ kind }) => kind === 'pinNode');
  expect(found.map(({ path, attributes }) => [path, attributes['nodeId']])).toEqual([
    ['wave/pin0/pinNode0', 0],
    ['wave/pin0/pinNode1', 1],
    ['wave/pin2/pinNode0', 2],
  ]);
  expect(found.every((object) => carrier(object) === object.parent)).toBe(true);
});

test('an item that is asked through pins lives on pinNodes of its node type too', () => {
  expect(rate?.on).toEqual(['node', 'pinNode']);
  const places = objects.filter((object) => rate && offered(object).includes(itemKey(rate))).map(({ path }) => path);
  expect(places).toEqual(['wave/pin0/pinNode0', 'wave/pin0/pinNode1', 'wave/pin2/pinNode0', 'wave/node0', 'wave/node1', 'wave/node2']);
});
