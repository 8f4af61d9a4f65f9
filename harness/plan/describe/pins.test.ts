/** What a description says of pins and of what objects offer, held member by member against devices made for it. */
import { describe, expect, test } from 'vitest';
import { Machine, plainPin } from '../../simulator/testing/machine.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { loadSpecs } from '../../spec/loader.ts';
import { describeTarget } from './describe.ts';
import { communicationOf, dataflowOf, instanceCount, wireOf } from './pins.ts';

const book = loadSpecs();

test('numbers of pins are words', () => {
  expect([0, 1, 2, 3].map(dataflowOf)).toEqual(['in', 'in', 'out', 'in']);
  expect([0, 1, 2, 3, 4, 5].map(communicationOf)).toEqual(['none', 'sink', 'source', 'both', 'bridge', 'none']);
  expect([0, 7, 0xffff_ffff].map(instanceCount)).toEqual([0, 7, 'unlimited']);
});

test('a wire leads to a filter that is known by its path, or somewhere else', () => {
  const filters = [{ path: '\\\\?\\A', name: 'wave' }, { path: '\\\\?\\B', name: 'topology' }] as never;
  expect(wireOf({ SymbolicLinkName: '\\\\?\\b', Pin: 3 }, filters)).toEqual({ filter: 'topology', pin: 3 });
  expect(wireOf({ SymbolicLinkName: '\\\\?\\C', Pin: 1 }, filters)).toEqual({ link: '\\\\?\\C', pin: 1 });
  expect([wireOf({ SymbolicLinkName: '', Pin: 1 }, filters), wireOf({ Pin: 1 }, filters), wireOf(undefined, filters), wireOf(5, filters)]).toEqual([undefined, undefined, undefined, undefined]);
});

const described = (pins: Parameters<typeof plainPin>[0][]) => describeTarget(new Machine(pins.map(plainPin)).client.target, book).filters[0];

describe('a pin', () => {
  test('has a flow, formats and instances', () => {
    const [first, second] = described([{ dataFlow: 1, instancesPossible: 3, instancesNecessary: 1 }, { communication: 4 }])?.pins ?? [];
    expect(first).toMatchObject({ dataflow: 'in', communication: 'sink', instances: { possible: 3, necessary: 1 } });
    expect(first?.dataRanges).toEqual([expect.objectContaining({ MajorFormat: 'KSDATAFORMAT_TYPE_STREAM', SubFormat: 'KSDATAFORMAT_SUBTYPE_NONE' })]);
    expect(second).toMatchObject({ dataflow: 'out', communication: 'bridge', instances: { possible: 'unlimited' } });
    expect(second?.instances).not.toHaveProperty('necessary');
  });

  test('is described open only where it can be had', () => {
    const pins = described([{}, { communication: 4 }])?.pins ?? [];
    expect(pins.map(({ open }) => open !== undefined)).toEqual([true, false]);
  });
});

describe('testcap', () => {
  const { identity, format, filters } = describeTarget(createSimulator('testcap'), book);
  const [filter] = filters;
  const offered = filter?.properties?.find(({ set }) => set === '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900001}')?.items ?? [];

  test('is described by its names', () => {
    expect(identity).toEqual({ driver: 'testcap', version: '1.0.0', provider: 'kscts', hardwareId: 'ROOT\\KSCTS_TESTCAP' });
    expect([format, filters.length]).toEqual([expect.stringMatching(/^kscts/), 1]);
    expect(filter).toMatchObject({ name: 'testcap', friendlyName: 'kscts reference capture device', classDriver: 'avstream', categories: ['KSCATEGORY_VIDEO_CAMERA', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_VIDEO'] });
  });

  test('has nodes, and connections between them and its pins', () => {
    expect(filter?.nodes?.map(({ type, name }) => [type, name])).toEqual([
      ['{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900004}', 'Test controls'], ['KSNODETYPE_VIDEO_STREAMING', 'Video Streaming'], ['KSNODETYPE_ADC', 'Adc'],
    ]);
    expect(filter?.connections?.slice(0, 3)).toEqual([{ from: 'pin4', to: 'node0.1' }, { from: 'node0.0', to: 'node1.1' }, { from: 'node1.0', to: 'pin0' }]);
  });

  test('has a set that no spec knows, of which each number is asked', () => {
    expect(offered.map(({ id, access }) => [id, access])).toEqual([
      [0, ['get', 'set']], [1, ['get', 'set']], [2, ['get', 'set']], [3, ['get']], [4, ['set']], [5, ['get', 'set']], [6, ['get']], [7, ['get', 'set']], [8, undefined],
    ].slice(0, offered.length));
    expect(offered[0]).toMatchObject({ value: { hex: '00000000' } });
    expect(offered[0]?.description).toMatchObject({ MembersLists: expect.any(Array) as unknown });
    expect(offered[3]).not.toHaveProperty('description');
  });

  test('has methods with their directions, and events', () => {
    const methods = filter?.methods?.find(({ set }) => set.includes('7E57CA900002'))?.items;
    expect(methods?.slice(0, 4)).toEqual([{ id: 0 }, { id: 1, flags: ['read'] }, { id: 2, flags: ['write'] }, { id: 3, flags: ['read', 'write'] }]);
    expect(filter?.events?.find(({ set }) => set.includes('7E57CA900003'))?.items).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
  });

  test('has a pin with a clock, formats that it proposes, and answers for each pin', () => {
    const pin = filter?.pins[0];
    expect(pin).toMatchObject({ dataflow: 'out', communication: 'sink', category: 'PINNAME_CAPTURE', instances: { possible: 1, necessary: 1 } });
    expect(pin?.open).toMatchObject({ clock: true });
    expect(filter?.pins[2]?.name).toBe('Test still');
    expect(pin?.intersection).toMatchObject({ MajorFormat: 'KSDATAFORMAT_TYPE_VIDEO' });
    expect(pin?.interfaces).toEqual([{ set: 'KSINTERFACESETID_Standard', id: 0 }]);
    expect(pin?.mediums).toEqual([{ set: 'KSMEDIUMSETID_Standard', id: 0 }]);
  });
});

test('a device that cannot be opened cannot be described, and says why', () => {
  const target = createSimulator('testcap');
  target.open = () => ({ status: 0xc000_0022, handle: 0 }) as never;
  expect(() => describeTarget(target, book)).toThrow('error[KS340]: simulator:testcap has no filter that can be described (testcap: opening it answered STATUS_ACCESS_DENIED)');
});
