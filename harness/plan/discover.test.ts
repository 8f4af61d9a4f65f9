import { expect, test } from 'vitest';
import type { KsDeviceDescriptor } from '../simulator/classdrivers/avstream/descriptors.ts';
import { answerU32 } from '../simulator/classdrivers/ks/answers.ts';
import { ksGuid } from '../simulator/classdrivers/ks/guids.ts';
import { createSimulator, simulate } from '../simulator/simulator.ts';
import { plainPin } from '../simulator/testing/machine.ts';
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

test('a filter that tells which pin controls a node has the node under that pin only', () => {
  const controlling = { id: 6, minProperty: 40, minData: 4 };
  const descriptor: KsDeviceDescriptor = {
    identity: { driver: 'test', version: '1', provider: 'test', hardwareId: 'ROOT\\TEST' },
    filters: [
      {
        name: 'tuner',
        friendlyName: 'Tuner',
        categories: [ksGuid('KSCATEGORY_BDA_NETWORK_TUNER')],
        automation: {
          properties: [
            {
              set: ksGuid('KSPROPSETID_BdaTopology'),
              // The output pin of the pair that is asked about.
              items: [{ ...controlling, get: (request) => answerU32(request, request.input.u32(32)) }],
            },
          ],
        },
        pins: [plainPin({ dataFlow: 1 }), plainPin({})],
        nodes: [{ type: ksGuid('KSNODE_BDA_RF_TUNER') }],
        connections: [
          { fromNode: -1, fromPin: 0, toNode: 0, toPin: 0 },
          { fromNode: 0, fromPin: 1, toNode: -1, toPin: 1 },
        ],
      },
    ],
  };
  const found = discover(simulate({ name: 'test', title: 'Test', make: () => descriptor }), loadSpecs());
  const nodes = found.filter(({ kind }) => kind === 'pinNode');
  expect(nodes.map(({ path, absent }) => [path, absent])).toEqual([
    ['tuner/pin0/pinNode0', 'not where controllingPin == pinId'],
    ['tuner/pin1/pinNode0', undefined],
  ]);
});
