import { describe, expect, test } from 'vitest';
import type { FilterDescription } from '../../description/format.ts';
import { parseDescription } from '../../description/read.ts';
import type { Handle, Target } from '../../target/target.ts';
import { findDevice } from '../devices.ts';
import { simulate } from '../simulator.ts';
import { Client, concat, GET, header, nodeId, SET, TOPOLOGY, u32, ulongs } from '../testing/client.ts';
import { classDriverOf, portOf } from './class-driver.ts';
import { bundledDescriptions, deviceOf } from './device.ts';

const RUN = 3;
const audio = 'KSPROPSETID_Audio';
const none = 'KSDATAFORMAT_SPECIFIER_NONE';
const bytes = { MajorFormat: 'KSDATAFORMAT_TYPE_STREAM', SubFormat: 'KSDATAFORMAT_SUBTYPE_NONE', Specifier: none };
const streamPin = (dataflow: 'in' | 'out', range: object, open: object = {}) => ({
  ...{ dataflow, communication: 'sink', instances: { possible: 1 }, dataRanges: [range], open },
});
const pcm = {
  MajorFormat: 'KSDATAFORMAT_TYPE_AUDIO',
  SubFormat: 'KSDATAFORMAT_SUBTYPE_PCM',
  Specifier: 'KSDATAFORMAT_SPECIFIER_WAVEFORMATEX',
  ...{ MaximumChannels: 2, MinimumBitsPerSample: 16, MaximumBitsPerSample: 16 },
  ...{ MinimumSampleFrequency: 48_000, MaximumSampleFrequency: 48_000 },
};

function simulated(filter: object): Target {
  const text = JSON.stringify({
    format: 'kscts-device/1',
    identity: { driver: 'demo', hardwareId: 'ROOT\\DEMO' },
    filters: [{ name: 'demo', friendlyName: 'Demo', categories: ['KSCATEGORY_AUDIO'], ...filter }],
  });
  return simulate({ name: 'demo', title: '', make: ({ arch }) => deviceOf(parseDescription(text, 'demo.json'), arch) });
}

const clientOf = (filter: object): Client => new Client(simulated(filter));

test('every bundled device starts, and its filters open', () => {
  expect(bundledDescriptions().length).toBeGreaterThan(5);
  for (const name of bundledDescriptions()) {
    const target = simulate(findDevice(name));
    const filters = target.discover();
    expect(filters.length).toBeGreaterThan(0);
    for (const { path } of filters) expect(target.open(path, 0xc000_0000).status).toBe(0);
  }
});

describe('pins are real ones', () => {
  test.each(['avstream', 'portcls'])('a pin under %s delivers while it runs', (classDriver) => {
    const client = clientOf({ classDriver, pins: [streamPin('out', pcm, { clock: true })] });
    const pin = client.openPin(client.openFilter(), 0);
    expect(client.setState(pin, RUN)).toBe('STATUS_SUCCESS');
    expect(client.state(pin)).toBe(RUN);
    const { headers } = client.stream([{ extent: 1920 }]);
    expect(client.streamNow(pin, false, headers)?.status).toBe('STATUS_SUCCESS');
    expect(client.headerField(headers, 'dataUsed')).toBe(1920);
    expect(client.setState(pin, 0)).toBe('STATUS_SUCCESS');
  });

  test('a pin under AVStream takes data, and has a clock only where its description says so', () => {
    const client = clientOf({ pins: [streamPin('in', bytes, { clock: true }), streamPin('in', bytes)] });
    const filter = client.openFilter();
    const [timed, untimed] = [client.openPin(filter, 0), client.openPin(filter, 1)];
    expect(client.setState(timed, RUN)).toBe('STATUS_SUCCESS');
    const { headers } = client.stream([{ extent: 16, used: 16 }]);
    expect(client.streamNow(timed, true, headers)).toEqual({ status: 'STATUS_SUCCESS', information: 16 });
    expect(client.openChild(timed, 'KSSTRING_Clock', ulongs(0)).status).toBe('STATUS_SUCCESS');
    expect(client.openChild(untimed, 'KSSTRING_Clock', ulongs(0)).status).toBe('STATUS_NOT_SUPPORTED');
  });
});

describe('properties', () => {
  const long = { Set: 'KSPROPTYPESETID_General', Id: 3 };
  const stepped = (SteppingDelta: number, SignedMinimum: number, SignedMaximum: number) => ({
    PropTypeSet: long,
    MembersLists: [{ MembersHeader: { MembersFlags: 2 }, Members: [{ SteppingDelta, Bounds: { SignedMinimum, SignedMaximum } }] }],
  });
  const items = [
    { id: 1, access: ['get', 'set'], type: 'LONG', description: stepped(5, -10, 10), value: 5 },
    { id: 2, access: ['get', 'set'], type: 'LONG', description: stepped(1, 0, 3), clamps: true, value: 0 },
    { id: 3, access: ['get'], status: 'STATUS_DEVICE_NOT_READY' },
    { id: 4, access: ['get'], type: 'ULONG', answers: [{ pin: 0, value: 7 }, { pin: 1, status: 'STATUS_NOT_FOUND' }] },
    { id: 5, access: ['get', 'set'], type: 'ULONG', legal: [3, 51], value: 3 },
  ];
  const channels = [
    { channel: 0, value: 1 },
    { channel: 1, value: 2 },
  ];
  const volume = { id: 9, access: ['get', 'set'], request: 'KSNODEPROPERTY_AUDIO_CHANNEL', type: 'LONG', answers: channels };
  const filter = {
    pins: [streamPin('in', pcm), streamPin('out', pcm)],
    nodes: [{ type: 'KSNODETYPE_VOLUME', properties: [{ set: audio, items: [volume] }] }],
    properties: [{ set: audio, items }],
  };

  test.each(['avstream', 'portcls'])('answer, take and refuse what the description says, under %s', (classDriver) => {
    const client = clientOf({ ...filter, classDriver, port: 'WaveRT' });
    const handle = client.openFilter();
    const get = (id: number, instance?: Uint8Array) => {
      const { status, out } = client.property(handle, audio, id, GET, 4, instance);
      return status === 'STATUS_SUCCESS' ? u32(out) | 0 : status;
    };
    const set = (id: number, value: number) => client.property(handle, audio, id, SET, ulongs(value)).status;
    expect([get(1), set(1, -8), get(1), set(1, 11), get(1)]).toEqual([5, 'STATUS_SUCCESS', -10, 'STATUS_INVALID_PARAMETER', -10]);
    expect([set(2, 9), get(2)]).toEqual(['STATUS_SUCCESS', 3]);
    expect(get(3)).toBe('STATUS_DEVICE_NOT_READY');
    expect([get(4, ulongs(0, 0)), get(4, ulongs(1, 0)), get(4, ulongs(9, 0))]).toEqual([7, 'STATUS_NOT_FOUND', 'STATUS_INVALID_PARAMETER']);
    expect([set(5, 51), get(5), set(5, 4), get(5)]).toEqual(['STATUS_SUCCESS', 51, 'STATUS_INVALID_PARAMETER', 51]);
  });

  test.each(['avstream', 'portcls'])('of channels are kept apart, and set together for all, under %s', (classDriver) => {
    const client = clientOf({ ...filter, classDriver, port: 'WaveRT' });
    const handle: Handle = client.openFilter();
    const channel = (n: number) => concat(nodeId(0), ulongs(n, 0));
    const get = (n: number) => u32(client.property(handle, audio, 9, GET | TOPOLOGY, 4, channel(n)).out);
    const set = (n: number, value: number) => client.property(handle, audio, 9, SET | TOPOLOGY, ulongs(value), channel(n)).status;
    expect([get(0), get(1)]).toEqual([1, 2]);
    expect([set(1, 5), get(0), get(1)]).toEqual(['STATUS_SUCCESS', 1, 5]);
    expect([set(-1, 6), get(0), get(1)]).toEqual(['STATUS_SUCCESS', 6, 6]);
    expect(client.property(handle, audio, 9, GET | TOPOLOGY, 4, channel(2)).status).toBe('STATUS_INVALID_PARAMETER');
  });

  test.each(['avstream', 'portcls'])('of a node raise its event of change, for that node alone, under %s', (classDriver) => {
    const events = [{ set: 'KSEVENTSETID_AudioControlChange', items: [{ id: 'KSEVENT_CONTROL_CHANGE' }] }];
    const mute = { id: 1, access: ['get', 'set'], type: 'BOOL', value: 0 };
    const node = { type: 'KSNODETYPE_MUTE', properties: [{ set: audio, items: [mute] }], events };
    const client = clientOf({ classDriver, port: 'WaveRT', pins: [streamPin('in', pcm)], nodes: [node, node] });
    const handle = client.openFilter();
    const told = [0, 1].map((id) => {
      const signal = client.target.createSignal('auto-reset');
      const enabled = client.enable(handle, 'KSEVENTSETID_AudioControlChange', 0, 1 | TOPOLOGY, client.eventData(1, signal), nodeId(id));
      expect(enabled).toBe('STATUS_SUCCESS');
      return signal;
    });
    expect(client.property(handle, audio, 1, SET | TOPOLOGY, ulongs(1), nodeId(1)).status).toBe('STATUS_SUCCESS');
    expect(told.map((signal) => client.target.takeSignals(signal, 0n))).toEqual([0, 1]);
  });

  test('whose struct travels both ways repeat the request', () => {
    const set = 'PROPSETID_VIDCAP_VIDEOPROCAMP';
    const type = 'KSPROPERTY_VIDEOPROCAMP_S';
    const brightness = { id: 0, access: ['get', 'set'], request: type, type, description: stepped(1, 0, 9), value: { Value: 4, Flags: 2 } };
    const client = clientOf({ pins: [], properties: [{ set, items: [brightness] }] });
    const handle = client.openFilter();
    const { out } = client.property(handle, set, 0, GET, 40, ulongs(0, 0, 0, 0));
    expect([...out.subarray(0, 24)]).toEqual([...header(set, 0, GET)]);
    expect([u32(out, 24), u32(out, 28)]).toEqual([4, 2]);
    const asked = (value: number) => client.property(handle, set, 0, SET, concat(header(set, 0, SET), ulongs(value, 1, 0, 0)), ulongs(value, 1, 0, 0)).status;
    expect([asked(9), asked(10)]).toEqual(['STATUS_SUCCESS', 'STATUS_INVALID_PARAMETER']);
  });
});

test('names that are written are registered, and no others', () => {
  const client = clientOf({ pins: [{ ...streamPin('in', bytes), name: 'Front door' }, streamPin('in', bytes)] });
  const filter = client.openFilter();
  expect(Buffer.from(client.pinProperty(filter, 12, 0, 22).out).toString('utf16le')).toBe('Front door\0');
  expect(client.pinProperty(filter, 12, 1, 22).status).toBe('STATUS_OBJECT_NAME_NOT_FOUND');
});

describe('which class driver', () => {
  const filter = (more: object): FilterDescription =>
    ({ name: 'a', friendlyName: 'a', categories: [], pins: [], ...more }) as unknown as FilterDescription;
  const withSet = (set: string) => filter({ pins: [streamPin('in', pcm, { properties: [{ set, items: [] }] })] });
  const music = { MajorFormat: 'KSDATAFORMAT_TYPE_MUSIC' };
  test.each<[string, FilterDescription, string, string]>([
    ['told', filter({ classDriver: 'portcls', port: 'WavePci' }), 'portcls', 'WavePci'],
    ['of real-time audio', withSet('KSPROPSETID_RtAudio'), 'portcls', 'WaveRT'],
    ['of a topology without streams', filter({ categories: ['KSCATEGORY_TOPOLOGY'] }), 'portcls', 'Topology'],
    ['told, with music', filter({ classDriver: 'portcls', pins: [streamPin('in', music)] }), 'portcls', 'Midi'],
    ['of no simulated class', filter({ classDriver: 'stream', pins: [streamPin('in', pcm)] }), 'avstream', 'WaveCyclic'],
  ])('%s', (_, described, classDriver, port) => {
    expect([classDriverOf(described), portOf(described)]).toEqual([classDriver, port]);
  });
});
