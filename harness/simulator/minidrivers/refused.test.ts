/** What the drivers of the bundled devices refuse besides what their classes do, and that they keep what they had. */
import { expect, it } from 'vitest';
import { writeGuid } from '../../abi/guid.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import { ksItem } from '../classdrivers/ks/identifiers.ts';
import { RESULT } from '../classdrivers/bda/services/service.ts';
import { sampleMemory } from '../hardware/synth/sample-memory.ts';
import { Client, concat, GET, nodeId, SET, TOPOLOGY, u32, ulongs } from '../testing/client.ts';

const [OK, INVALID, STATE, SHORT, UNSUPPORTED, UNSUCCESSFUL, REQUEST, MEMORY, MISSING] = [
  'STATUS_SUCCESS',
  'STATUS_INVALID_PARAMETER',
  'STATUS_INVALID_DEVICE_STATE',
  'STATUS_BUFFER_TOO_SMALL',
  'STATUS_NOT_SUPPORTED',
  'STATUS_UNSUCCESSFUL',
  'STATUS_INVALID_DEVICE_REQUEST',
  'STATUS_NO_MEMORY',
  'STATUS_NOT_FOUND',
];
const PAUSE = 2;
/** BDA_DIGITAL_STANDARD. */
const DVB_T = 1;
const noBytes = new Uint8Array(0);

/** Where an item is asked: the device, its filter, a pin of that, a node. */
interface Place {
  readonly device: string;
  readonly filter?: string;
  readonly pin?: number;
  readonly node?: number;
}

/** A place that is open. */
function at({ device, filter, pin, node }: Place) {
  const client = new Client(device);
  const path = client.target.discover().find(({ name }) => filter === undefined || name === filter)?.path ?? '';
  const opened = client.opened(client.target.open(path, 0xc000_0000));
  const handle = pin === undefined ? opened : client.openPin(opened, pin);
  const ask = (name: string, flags: number, out: Uint8Array | number, instance: Uint8Array = noBytes) => {
    const { set, id } = ksItem(name);
    return client.property(handle, set, id, flags | (node === undefined ? 0 : TOPOLOGY), out, node === undefined ? instance : concat(nodeId(node), instance));
  };
  return { client, filter: opened, handle, ask };
}

/** A GUID in 16 bytes. */
function guid(name: string): Uint8Array {
  const bytes = new Uint8Array(16);
  writeGuid(bytes, 0, name.startsWith('{') ? name : ksGuid(name));
  return bytes;
}

const float = (value: number): Uint8Array => new Uint8Array(Float32Array.of(value).buffer);
const node = (...values: readonly number[]): Uint8Array => concat(new Uint8Array(32), ulongs(...values));

/** Sets in their order: what is set, with instance data if the item has some, and the status. */
type Sets = readonly (readonly [value: Uint8Array, status: string | undefined, instance?: Uint8Array])[];

const cyclic: Place = { device: 'soundcard', filter: 'cyclic', pin: 0 };
const stream3d: Place = { device: 'soundcard', filter: 'pci', pin: 0, node: 3 };
const render: Place = { device: 'testcap', pin: 3 };
const dmus: Place = { device: 'synth', filter: 'dmus', pin: 1 };
const spatial: Place = { device: 'synth', filter: 'spatial', pin: 0, node: 0 };
const dvbs: Place = { device: 'bda', filter: 'dvbs', pin: 0, node: 0 };
const microphone: Place = { device: 'audiodsp', filter: 'microphone' };
const engine: Place = { device: 'audiodsp', filter: 'speaker', pin: 1, node: 0 };

it.each<[what: string, item: string, place: Place, sets: Sets]>([
  ['a buffer that is not the codec’s own', 'KSPROPERTY_WAVE_BUFFER', cyclic, [
    [ulongs(0, 19_200, 0), SHORT],
    [ulongs(1, 19_200, 0, 0), INVALID],
    [ulongs(0, 19_201, 0, 0), INVALID],
    [ulongs(0, 19_200, 0, 1), INVALID],
    [ulongs(0, 19_200, 0, 0), OK],
  ]],
  ['a rate beyond what the codec can', 'KSPROPERTY_WAVE_FREQUENCY', cyclic, [[ulongs(1), INVALID], [ulongs(1_000_000), INVALID]]],
  ['a volume outside of a cone that is louder than inside', 'KSPROPERTY_DIRECTSOUND3DBUFFER_CONEOUTSIDEVOLUME', stream3d, [
    [ulongs(1), INVALID],
    [ulongs(-10_001 >>> 0), INVALID],
    [ulongs(-10_000 >>> 0), OK],
  ]],
  ['a distance that is no number', 'KSPROPERTY_DIRECTSOUND3DBUFFER_MINDISTANCE', stream3d, [[float(NaN), INVALID], [float(-1), INVALID], [float(2), OK]]],
  ['a volume that a synthesizer does not reach', 'KSPROPERTY_SYNTH_VOLUME', dmus, [
    [ulongs(2001), UNSUCCESSFUL],
    [ulongs(-20_001 >>> 0), UNSUCCESSFUL],
    [ulongs(2000), OK],
  ]],
  ['a sample that is greater than the memory', 'KSPROPERTY_WAVETABLE_LOAD_SAMPLE', dmus, [[new Uint8Array(sampleMemory + 1), MEMORY], [new Uint8Array(64), OK]]],
  ['no samples to unload', 'KSPROPERTY_WAVETABLE_UNLOAD_SAMPLE', dmus, [[noBytes, UNSUCCESSFUL]]],
  ['a message of another size, or with more than it says', 'KSPROPERTY_HRTF3D_INITIALIZE', spatial, [
    [ulongs(31, 0, 0, 0, 0, 0, 0, 0), INVALID],
    [ulongs(32, 0, 0, 0, 0, 0, 0, 1), INVALID],
    [ulongs(32, 0, 0, 0, 0, 0, 0, 0), OK],
  ]],
  ['times that are no ratio', 'KSPROPERTY_STREAM_PRESENTATIONTIME', render, [
    [ulongs(0, 0, 0, 1), INVALID],
    [ulongs(0, 0, 1, 0), INVALID],
    [ulongs(7, 0, 1, 1), OK],
  ]],
  ['lists of degradations that are at odds with themselves, and foreign ones', 'KSPROPERTY_STREAM_DEGRADATION', render, [
    [ulongs(8), INVALID],
    [ulongs(9, 0, 0), INVALID],
    [ulongs(32, 1), INVALID],
    [concat(ulongs(32, 1), guid('KSDEGRADESETID_Standard'), ulongs(0, 0)), OK],
    [concat(ulongs(32, 1), guid('KSPROPSETID_Stream'), ulongs(0, 0)), UNSUPPORTED],
  ]],
  ['the standard of another tuner', 'KSPROPERTY_BDA_RF_TUNER_STANDARD', { device: 'bda', filter: 'dvbt', pin: 0, node: 0 }, [
    [node(1, DVB_T), INVALID, ulongs(0, 0)],
    [node(2, 0), INVALID, ulongs(0, 0)],
    [node(2, DVB_T), OK, ulongs(0, 0)],
  ]],
  ['an input that the switch does not have', 'KSPROPERTY_BDA_DISEQC_LNB_SOURCE', dvbs, [[ulongs(5), INVALID], [ulongs(4), OK], [ulongs(0xffff_ffff), OK]]],
  ['to measure for no time', 'KSPROPERTY_BDA_SAMPLE_TIME', dvbs, [[ulongs(0), INVALID], [ulongs(-1 >>> 0), INVALID], [ulongs(100), OK]]],
  ['PIDs as nothing that there is, and no PIDs at all', 'KSPROPERTY_BDA_PIDFILTER_MAP_PIDS', { device: 'bda', filter: 'capture', node: 0 }, [
    [ulongs(4, 1, 0x100), INVALID],
    [ulongs(0), INVALID],
    [ulongs(0, 1, 0x2000), INVALID],
    [ulongs(3, 1, 0x100), OK],
  ]],
  ['a program that is not descrambled', 'KSPROPERTY_BDA_CA_REMOVE_PROGRAM', { device: 'bda', filter: 'capture', node: 1 }, [[ulongs(5), MISSING]]],
  ['a mode of multicast that there is not', 'KSPROPERTY_BDA_ETHERNET_FILTER_MULTICAST_MODE', { device: 'bda', filter: 'capture', node: 2 }, [[ulongs(3), INVALID], [ulongs(2), OK]]],
  ['patterns that are cut off', 'KSPROPERTY_SOUNDDETECTOR_PATTERNS', microphone, [
    [ulongs(27, 1, 24, 0, 0, 0, 0), INVALID],
    [ulongs(16, 1, 0, 0), INVALID],
    [ulongs(28, 1, 19, 0, 0, 0, 0), INVALID],
    [ulongs(28, 1, 24, 0, 0, 0, 0), INVALID],
    [ulongs(28, 1, 20, 0, 0, 0, 0), OK],
  ]],
  ['to be neither armed nor not', 'KSPROPERTY_SOUNDDETECTOR_ARMED', microphone, [[ulongs(2), INVALID], [ulongs(1), OK]]],
  ['a reset that is neither TRUE nor FALSE', 'KSPROPERTY_SOUNDDETECTOR_RESET', microphone, [[ulongs(2), INVALID], [ulongs(0), OK], [ulongs(1), OK]]],
  ['the level of a channel that there is not', 'KSPROPERTY_AUDIOENGINE_VOLUMELEVEL', engine, [
    [ulongs(0, 0, 0, 0), INVALID, ulongs(2, 0)],
    [ulongs(0, 0, 0, 0), OK, ulongs(-1 >>> 0, 0)],
  ]],
  ['a format that the engine does not mix', 'KSPROPERTY_AUDIOENGINE_DEVICEFORMAT', engine, [[new Uint8Array(82), INVALID]]],
  ['the level of a stream where there is none', 'KSPROPERTY_AUDIOENGINE_VOLUMELEVEL', { device: 'audiodsp', filter: 'speaker', node: 0 }, [
    [ulongs(0, 0, 0, 0), REQUEST, ulongs(0, 0)],
  ]],
  ['tones of a channel that there is not', 'KSPROPERTY_AUDIO_EQ_LEVEL', { device: 'soundcard', filter: 'mixer', node: 1 }, [[new Uint8Array(64), INVALID, ulongs(2, 0)]]],
  ['a table of levels where there is no stream', 'KSPROPERTY_AUDIO_MIX_LEVEL_TABLE', { device: 'soundcard', filter: 'pci', node: 4 }, [[new Uint8Array(256), REQUEST]]],
  ['a limit of another pin, and one that is neither on nor off', 'KSPROPERTY_AUDIO_VOLUMELIMIT_ENGAGED', { device: 'hdaudio', filter: 'topology' }, [
    [ulongs(1), INVALID, ulongs(99, 0)],
    [ulongs(2), INVALID, ulongs(0, 0)],
  ]],
  ['a state that copy protection does not have', 'KSPROPERTY_DVDCOPY_SET_COPY_STATE', { device: 'dvddecoder', pin: 0 }, [[ulongs(99), INVALID], [ulongs(0), OK]]],
])('refuse %s', (_what, item, place, sets) => {
  const { ask } = at(place);
  expect(sets.map(([value, , instance]) => ask(item, SET, value, instance).status)).toEqual(sets.map(([, status]) => status));
});

it.each<[item: string, place: Place, instance: Uint8Array, status: string | undefined]>([
  ['KSPROPERTY_AUDIOENGINE_VOLUMELEVEL', engine, ulongs(2, 0), INVALID],
  ['KSPROPERTY_AUDIO_PEAKMETER', engine, ulongs(2, 0), INVALID],
  ['KSPROPERTY_AUDIO_PEAKMETER2', { device: 'hdaudio', filter: 'topology', node: 7 }, ulongs(2, 0), INVALID],
  ['KSPROPERTY_JACK_DESCRIPTION', { device: 'hdaudio', filter: 'topology' }, ulongs(99, 0), INVALID],
  ['KSPROPERTY_AUDIOSIGNALPROCESSING_MODES', { device: 'hdaudio', filter: 'wave' }, ulongs(99, 0), INVALID],
  ['KSPROPERTY_AUDIO_MIX_LEVEL_TABLE', { device: 'soundcard', filter: 'pci', node: 4 }, noBytes, REQUEST],
])('%s answers nothing of what there is not: %o, %o', (item, place, instance, status) => {
  const { ask } = at(place);
  expect(ask(item, GET, 256, instance).status).toBe(status);
});

it('CONN-019, SSET: a render pin takes rates up to four times while it streams', () => {
  const { client, handle, ask } = at(render);
  const rate = (value: number) => concat(new Uint8Array(40), ulongs(value, 0));
  const capability = (value: number) => ask('KSPROPERTY_STREAM_RATECAPABILITY', GET, 48, rate(value));
  const set = (value: number) => ask('KSPROPERTY_STREAM_RATE', SET, rate(value)).status;
  expect([capability(1000).status, set(1000)]).toEqual([STATE, STATE]);
  client.setState(handle, 1);
  client.setState(handle, PAUSE);
  expect([0, 4001, -1, 4000].map((value) => set(value >>> 0))).toEqual([UNSUPPORTED, UNSUPPORTED, UNSUPPORTED, OK]);
  expect(capability(0).status).toBe(UNSUPPORTED);
  expect([1000, 8000].map((value) => u32(capability(value).out, 40))).toEqual([1000, 2000]);
});

it('SEEK-004…009: a clip is moved within itself, and converts times of the formats that it has', () => {
  const { ask } = at({ device: 'testcap' });
  const [none, absolute, relative, incremental] = [0, 1, 2, 3];
  const get = (name: string) => u32(ask(`KSPROPERTY_MEDIASEEKING_${name}`, GET, 8).out);
  const move = (current: number, stop: number, flags: number, stopFlags: number) => {
    const { status } = ask('KSPROPERTY_MEDIASEEKING_POSITIONS', SET, ulongs(current, 0, stop, 0, flags, stopFlags));
    return [status, get('POSITION'), get('STOPPOSITION')];
  };
  expect(move(1000, 5000, absolute, absolute)).toEqual([OK, 1000, 5000]);
  expect(move(200, 9, relative, none)).toEqual([OK, 1200, 5000]);
  expect(move(9, 300, none, incremental)).toEqual([OK, 1200, 1500]);
  expect(move(9, 300, none, relative)).toEqual([OK, 1200, 1800]);
  expect(move(2000, 0, absolute, none)).toEqual([INVALID, 1200, 1800]);
  const convert = (from: string, to: string) =>
    ask('KSPROPERTY_MEDIASEEKING_CONVERTTIMEFORMAT', GET, 8, concat(guid(from), guid(to), ulongs(3, 0)));
  const current = '{00000000-0000-0000-0000-000000000000}';
  expect(convert('KSTIME_FORMAT_BYTE', current).status).toBe(INVALID);
  expect(u32(convert(current, 'KSTIME_FORMAT_MEDIA_TIME').out)).toBe(3);
  expect(u32(convert('KSTIME_FORMAT_FRAME', current).out)).toBe(1_200_000);
});

it('MUS-040: a synthesizer downloads nothing without a header, into no room, or where there is no stream', () => {
  const { client, ask } = at({ ...dmus, node: 0 });
  const download = (length: number, out = 16, request = ask) => {
    const { address } = client.target.allocate(64);
    const instance = ulongs(length, 0, Number(address & 0xffff_ffffn), Number(address >> 32n));
    return request('KSPROPERTY_SYNTH_DLS_DOWNLOAD', GET, out, instance).status;
  };
  expect([download(15), download(16, 15), download(16, 0)]).toEqual([UNSUCCESSFUL, SHORT, 'STATUS_BUFFER_OVERFLOW']);
  expect(ask('KSPROPERTY_SYNTH_DLS_DOWNLOAD', GET, 16, ulongs(16)).status).toBe(INVALID);
  expect(ask('KSPROPERTY_SYNTH_DLS_UNLOAD', SET, 7).status).toBe(SHORT);
  expect(ask('KSPROPERTY_SYNTH_DLS_COMPACT', SET, 0).status).toBe(OK);
  const { ask: askFilter } = at({ device: 'synth', filter: 'dmus', node: 0 });
  expect(['UNLOAD', 'COMPACT'].map((name) => askFilter(`KSPROPERTY_SYNTH_DLS_${name}`, SET, 8).status)).toEqual([REQUEST, REQUEST]);
});

it('gives back samples in the order that they were loaded in, the last one first', () => {
  const { ask } = at(dmus);
  const load = (size: number) => ask('KSPROPERTY_WAVETABLE_LOAD_SAMPLE', SET, new Uint8Array(size)).status;
  const unload = () => ask('KSPROPERTY_WAVETABLE_UNLOAD_SAMPLE', SET, 0).status;
  const half = sampleMemory / 2 - 1024;
  expect([load(half), load(half), load(half), unload(), load(half)]).toEqual([OK, OK, MEMORY, OK, OK]);
  expect([unload(), unload(), unload()]).toEqual([OK, OK, UNSUCCESSFUL]);
});

it('BDA: a scan from above to below is no scan', () => {
  const { client, handle } = at({ device: 'bda', filter: 'dvbt', pin: 0 });
  const enable = (from: number, to: number) => {
    const data = client.eventData(1, client.target.createSignal('auto-reset'), { extra: ulongs(from, to, 0, 0) });
    return client.enable(handle, 'KSEVENTSETID_BdaTunerEvent', 0, 1 | TOPOLOGY, data, nodeId(0));
  };
  expect([enable(600_000, 470_000), enable(470_000, 470_000)]).toEqual([INVALID, OK]);
});

it('services tell in their result that bytes are not there, or that they have nothing of that name', () => {
  const client = new Client('pbda');
  const path = client.target.discover()[0]?.path ?? '';
  const filter = client.opened(client.target.open(path, 3));
  const result = (set: string, id: number, out: number, instance: Uint8Array) => {
    const reply = client.method(filter, set, id, 0, out, instance);
    return [reply.status, u32(reply.out)];
  };
  const NAMES = 'KSMETHODSETID_BdaNameValue';
  const beyond = [OK, RESULT.OUT_OF_BOUNDS];
  expect(result(NAMES, 0, 8, ulongs(1000, 0, 0, 0, 0, 0))).toEqual(beyond);
  expect(result(NAMES, 1, 4, ulongs(0, 0, 0, 0, 1000, 0, 0, 0))).toEqual(beyond);
  expect(result(NAMES, 1, 4, ulongs(0, 0, 0, 0, 0, 1000, 0, 0))).toEqual(beyond);
  expect(result(NAMES, 2, 8, ulongs(7, 0))).toEqual(beyond);
});

it('CONN-081: a pin starts at the mark of a clock, from PAUSE only', () => {
  const { client, filter, handle, ask } = at({ device: 'splitter', pin: 1 });
  const clock = client.openClock(client.openPin(filter, 0));
  const relative = (change: { size?: number; flags?: number; event?: string; id?: number; clock?: number } = {}) => {
    const { size = 88, flags = 1, event = 'KSEVENTSETID_Clock', id = 1 } = change;
    return concat(ulongs(size, flags, change.clock ?? clock, 0, 0, 0), guid(event), ulongs(id, 1), new Uint8Array(32), ulongs(0, 0));
  };
  const start = (bytes: Uint8Array) => ask('KSPROPERTY_CONNECTION_STARTAT', SET, bytes).status;
  expect(start(relative())).toBe(STATE);
  client.setState(handle, 1);
  client.setState(handle, PAUSE);
  expect(start(relative({ flags: 2 }))).toBe(INVALID);
  expect(start(relative({ size: 87 }))).toBe(INVALID);
  expect(start(relative({ event: 'KSEVENTSETID_Connection' }))).toBe(UNSUPPORTED);
  expect(start(relative({ id: 0 }))).toBe(UNSUPPORTED);
  expect(start(relative({ clock: 0 }))).toBe('STATUS_INVALID_HANDLE');
  expect(start(relative({ clock: 0x7777 }))).toBe('STATUS_INVALID_HANDLE');
  expect(start(relative().subarray(0, 80))).toBe(INVALID);
});
