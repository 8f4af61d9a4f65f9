import { describe, expect, test } from 'vitest';
import { BASICSUPPORT, Client, GET, pinId, SET, TOPOLOGY, u32, ulongs } from '../../testing/client.ts';

const TOPOLOGY_SET = 'KSPROPSETID_BdaTopology';
const CONFIGURATION = 'KSMETHODSETID_BdaDeviceConfiguration';
const CHANGES = 'KSMETHODSETID_BdaChangeSync';
const FREQUENCY = 'KSPROPSETID_BdaFrequencyFilter';
const READ = 1;

/** A client with one of the filters of the card open. */
function open(name: string) {
  const client = new Client('bda');
  const found = client.target.discover().find((filter) => filter.name === name);
  if (found === undefined) throw new Error(`no filter ${name}`);
  const reopen = () => client.opened(client.target.open(found.path, 3));
  return { client, filter: reopen(), reopen };
}

type Scene = ReturnType<typeof open>;
const list = (out: Uint8Array): number[] => Array.from({ length: out.length / 4 }, (_, i) => u32(out, 4 * i));

const got = ({ client, filter }: Scene, id: number, instance?: Uint8Array) => {
  const { information } = client.property(filter, TOPOLOGY_SET, id, GET, 0, instance);
  return list(client.property(filter, TOPOLOGY_SET, id, GET, information, instance).out);
};
const pinCount = ({ client, filter }: Scene) => u32(client.property(filter, 'KSPROPSETID_Pin', 1, GET, 4).out);
const connections = ({ client, filter }: Scene) => {
  const { out, information } = client.property(filter, 'KSPROPSETID_Topology', 2, GET, 200);
  return list(out.slice(0, information));
};
const createPin = ({ client, filter }: Scene, type: number) => client.method(filter, CONFIGURATION, 0, READ, 4, pinId(type));
const deletePin = ({ client, filter }: Scene, id: number) => client.method(filter, CONFIGURATION, 1, 0, 0, pinId(id)).status;
const createTopology = ({ client, filter }: Scene, input: number, output: number) =>
  client.method(filter, CONFIGURATION, 2, 2, 0, ulongs(input, output)).status;
const controlling = ({ client, filter }: Scene, ...instance: [type: number, input: number, output: number]) => {
  const { status, out } = client.property(filter, TOPOLOGY_SET, 6, GET, 4, ulongs(...instance, 0));
  return status === 'STATUS_SUCCESS' ? u32(out) : status;
};
const change = ({ client, filter }: Scene, id: number) => client.method(filter, CHANGES, id, 0, 0).status;
const pending = ({ client, filter }: Scene) => u32(client.method(filter, CHANGES, 3, READ, 4).out);

describe('the template of a filter', () => {
  test('names every type and connection', () => {
    const scene = open('atsc');
    expect(got(scene, 0)).toEqual([0, 1]);
    expect(got(scene, 1)).toEqual([0, 1]);
    const filter = 0xffff_ffff;
    const wanted = [filter, 0, 0, 0, 0, 1, 1, 0, 1, 1, filter, 1];
    expect(list(scene.client.property(scene.filter, TOPOLOGY_SET, 2, GET, 48).out)).toEqual(wanted);
  });

  test('says for a node type which sets it has, and refuses a type that there is not', () => {
    const scene = open('dvbs');
    const sets = (id: number, type: number) => scene.client.property(scene.filter, TOPOLOGY_SET, id, GET, 0, pinId(type));
    expect([3, 4, 5].map((id) => sets(id, 0).information / 16)).toEqual([0, 4, 1]);
    expect(sets(4, 2).status).toBe('STATUS_INVALID_PARAMETER');
  });

  test('splits control of the nodes at the joint of a pair', () => {
    const scene = open('capture');
    expect([controlling(scene, 0, 0, 1), controlling(scene, 1, 0, 1), controlling(scene, 2, 0, 3)]).toEqual([0, 1, 3]);
    expect([controlling(scene, 2, 0, 1), controlling(scene, 0, 1, 0)]).toEqual(Array(2).fill('STATUS_INVALID_PARAMETER'));
  });
});

describe('configuration', () => {
  test('a filter begins with the pins and topologies that its minidriver says', () => {
    expect([pinCount(open('atsc')), pinCount(open('dvbt'))]).toEqual([1, 2]);
    expect(connections(open('atsc'))).toEqual([8, 0]);
    expect(connections(open('dvbt')).slice(0, 2)).toEqual([56, 3]);
  });

  test('pins are created by type, and know their id and type', () => {
    const scene = open('atsc');
    const { status, out } = createPin(scene, 1);
    expect([status, u32(out), pinCount(scene)]).toEqual(['STATUS_SUCCESS', 1, 2]);
    const { client, filter } = scene;
    const pin = client.openPin(filter, 1);
    const control = (id: number) => u32(client.property(pin, 'KSPROPSETID_BdaPinControl', id, GET, 4).out);
    expect([control(0), control(1)]).toEqual([1, 1]);
    expect(createPin(scene, 2).status).toBe('STATUS_INVALID_PARAMETER');
    expect(deletePin(scene, 1)).toBe('STATUS_INVALID_DEVICE_STATE');
    client.target.close(pin);
    expect([deletePin(scene, 1), deletePin(scene, 1), pinCount(scene)]).toEqual(['STATUS_SUCCESS', 'STATUS_INVALID_PARAMETER', 1]);
  });

  test('a topology is made between the pins of a pair, once, and is gone with its pin', () => {
    const scene = open('atsc');
    createPin(scene, 1);
    expect(createTopology(scene, 1, 0)).toBe('STATUS_INVALID_PARAMETER');
    expect([createTopology(scene, 0, 1), createTopology(scene, 0, 1)]).toEqual(['STATUS_SUCCESS', 'STATUS_SUCCESS']);
    expect(connections(scene)[1]).toBe(3);
    createPin(scene, 1);
    expect(createTopology(scene, 0, 2)).toBe('STATUS_INSUFFICIENT_RESOURCES');
    deletePin(scene, 1);
    expect(connections(scene)[1]).toBe(2);
    expect([pinCount(scene), createTopology(scene, 0, 2), connections(scene)[1]]).toEqual([3, 'STATUS_SUCCESS', 4]);
  });

  test('what one filter is configured to does not show on another', () => {
    const scene = open('atsc');
    createPin(scene, 1);
    expect(u32(scene.client.property(scene.reopen(), 'KSPROPSETID_Pin', 1, GET, 4).out)).toBe(1);
  });
});

describe('changes', () => {
  const frequency = ({ client }: Scene, pin: ReturnType<Client['openPin']>, value: number) =>
    client.property(pin, FREQUENCY, 0, SET | TOPOLOGY, ulongs(value), pinId(0)).status;

  test('are pending until they are committed or dropped', () => {
    const scene = open('dvbt');
    const pin = scene.client.openPin(scene.filter, 0);
    expect([change(scene, 0), pending(scene)]).toEqual(['STATUS_SUCCESS', 0]);
    expect([frequency(scene, pin, 474_000), pending(scene)]).toEqual(['STATUS_SUCCESS', 1]);
    expect([change(scene, 1), pending(scene)]).toEqual(['STATUS_SUCCESS', 1]);
    expect([change(scene, 2), pending(scene)]).toEqual(['STATUS_SUCCESS', 0]);
    frequency(scene, pin, 530_000);
    expect([change(scene, 0), pending(scene)]).toEqual(['STATUS_SUCCESS', 0]);
  });

  test('of the topology are recorded after a start', () => {
    const scene = open('atsc');
    createPin(scene, 1);
    change(scene, 0);
    expect([createTopology(scene, 0, 1), connections(scene)[1], pending(scene)]).toEqual(['STATUS_SUCCESS', 0, 1]);
    expect([change(scene, 2), connections(scene)[1], pending(scene)]).toEqual(['STATUS_SUCCESS', 3, 0]);
  });

  test('are refused together, and the same by CHECK and COMMIT', () => {
    const scene = open('dvbt');
    const pin = scene.client.openPin(scene.filter, 0);
    frequency(scene, pin, 474_000);
    scene.client.property(pin, FREQUENCY, 4, SET | TOPOLOGY, ulongs(5), pinId(0));
    expect([change(scene, 1), change(scene, 2), pending(scene)]).toEqual(['STATUS_INVALID_PARAMETER', 'STATUS_INVALID_PARAMETER', 1]);
  });

  test('answer their state in four bytes, though READ says that Out is input', () => {
    const { client, filter } = open('dvbt');
    expect(client.method(filter, CHANGES, 3, READ, 0)).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 4 });
    expect(client.method(filter, CHANGES, 3, READ, 3).status).toBe('STATUS_BUFFER_TOO_SMALL');
    expect(u32(client.method(filter, CHANGES, 3, BASICSUPPORT, 4).out)).toBe(READ);
  });
});

test('a node answers on the pin that controls it, and to the filter', () => {
  const { client, filter } = open('dvbs');
  const pins = [0, 1].map((id) => client.openPin(filter, id));
  const ask = (handle: (typeof pins)[number], node: number) =>
    client.property(handle, 'KSPROPSETID_BdaSignalStats', 2, GET | TOPOLOGY, 4, pinId(node)).status;
  const wanted = [
    ['STATUS_SUCCESS', 'STATUS_INVALID_PARAMETER'],
    ['STATUS_INVALID_PARAMETER', 'STATUS_SUCCESS'],
    ['STATUS_SUCCESS', 'STATUS_SUCCESS'],
  ];
  expect([...pins, filter].map((handle) => [ask(handle, 0), ask(handle, 1)])).toEqual(wanted);
});
