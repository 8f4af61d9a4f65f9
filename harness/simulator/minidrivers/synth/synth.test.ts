import { describe, expect, it } from 'vitest';
import type { Handle } from '../../../target/target.ts';
import { concat, GET, i64, nodeId, SET, TOPOLOGY, u32, ulongs } from '../../testing/client.ts';
import { eventFrame, MusicClient, musicFrame } from '../../testing/music.ts';
import { sampleMemory } from '../../hardware/synth/sample-memory.ts';
import { SPATIAL_PIN } from './spatial-miniport.ts';
import { SYNTH_PIN } from './synth-miniport.ts';

const [STOP, RUN] = [0, 3];
const SYNTH = { VOLUME: 0, VOLUMEBOOST: 1, CAPS: 2, PORTPARAMETERS: 3, CHANNELGROUPS: 4, VOICEPRIORITY: 5, LATENCYCLOCK: 6, RUNNINGSTATS: 7 } as const;
const DLS = { DOWNLOAD: 0, UNLOAD: 1, COMPACT: 2, APPEND: 3, WAVEFORMAT: 4 } as const;
/** Members of SYNTH_STATS. */
const STATS = { VOICES: 4, LOST: 16, FREE: 20, PEAK: 24 } as const;

/** A filter of the device, and how its node is asked through a pin. */
function open(name: 'dmus' | 'spatial', pin: number) {
  const client = new MusicClient('synth');
  const filter = client.openNamed(name);
  const handle = client.openPin(filter, pin);
  const node = (set: string, id: number, flags: number, out: Uint8Array | number, ...instance: number[]) =>
    client.property(handle, set, id, flags | TOPOLOGY, out, concat(nodeId(0), ulongs(...instance)));
  const stats = (at: number) => u32(node('KSPROPSETID_Synth', SYNTH.RUNNINGSTATS, GET, 28).out, at) | 0;
  return { client, filter, pin: handle, node, stats };
}

/** What the wave pin gives in a while: 16-bit samples. */
function listen(client: MusicClient, wave: Handle, milliseconds: number): number[] {
  const { headers, frames } = client.stream([{ extent: milliseconds * 192 }]);
  client.submitStream(wave, false, headers);
  client.pass(milliseconds + 20);
  const bytes = frames[0]?.bytes ?? new Uint8Array(0);
  return [...new Int16Array(bytes.slice().buffer)];
}

describe('the synthesizer', () => {
  it('MUS-007: is heard on its wave pin from when a note is due', () => {
    const { client, filter, pin } = open('dmus', SYNTH_PIN.DIRECTMUSIC);
    const wave = client.openPin(filter, SYNTH_PIN.WAVE);
    client.setState(pin, RUN);
    client.setState(wave, RUN);
    client.write(pin, eventFrame({ time: 600_000, data: [0x90, 69, 127] }), client.masterClock(filter));
    expect(listen(client, wave, 40).every((sample) => sample === 0)).toBe(true);
    expect(listen(client, wave, 40).some((sample) => sample !== 0)).toBe(true);
    client.write(pin, eventFrame({ time: 0, data: [0x80, 69, 0] }), client.masterClock(filter));
    client.pass(200);
    expect(listen(client, wave, 40).every((sample) => sample === 0)).toBe(true);
  });

  it('MUS-028, MUS-029: counts voices and lost notes, anew in every RUN', () => {
    const { client, pin, node, stats } = open('dmus', SYNTH_PIN.MIDI);
    const parameters = node('KSPROPSETID_Synth', SYNTH.PORTPARAMETERS, GET, 28, 1, 2, 0, 0, 0, 0, 0);
    expect(parameters.status).toBe('STATUS_SUCCESS');
    client.setState(pin, RUN);
    client.write(pin, musicFrame({ time: 0, data: [0x90, 60, 127, 62, 127, 64, 127] }));
    client.pass(20);
    expect([stats(STATS.VOICES), stats(STATS.LOST), stats(STATS.PEAK)]).toEqual([2, 1, 0]);
    client.setState(pin, STOP);
    expect([stats(STATS.VOICES), stats(STATS.LOST)]).toEqual([0, 1]);
    client.setState(pin, RUN);
    expect([stats(STATS.LOST), stats(STATS.PEAK)]).toEqual([0, -9600]);
  });

  it('MUS-024, PCLS-121: settles parameters within what it can', () => {
    const { node } = open('dmus', SYNTH_PIN.DIRECTMUSIC);
    const all = 0x6f;
    const exact = node('KSPROPSETID_Synth', SYNTH.PORTPARAMETERS, GET, 28, all, 16, 2, 1, 44_100, 2, 1);
    expect([exact.status, u32(exact.out, 16)]).toEqual(['STATUS_SUCCESS', 44_100]);
    const changed = node('KSPROPSETID_Synth', SYNTH.PORTPARAMETERS, GET, 28, all, 1000, 99, 9, 40_000, 7, 0);
    expect(changed.status).toBe('STATUS_NOT_ALL_ASSIGNED');
    expect([4, 8, 12, 16, 20].map((at) => u32(changed.out, at))).toEqual([64, 8, 2, 44_100, 3]);
    expect(u32(node('KSPROPSETID_Synth', SYNTH.CHANNELGROUPS, GET, 4).out)).toBe(8);
    expect(u32(node('KSPROPSETID_Synth_Dls', DLS.WAVEFORMAT, GET, 18).out, 4)).toBe(44_100);
  });

  it('MUS-026: percussion comes first', () => {
    const { node } = open('dmus', SYNTH_PIN.DIRECTMUSIC);
    const priority = (channel: number) => u32(node('KSPROPSETID_Synth', SYNTH.VOICEPRIORITY, GET, 4, 0, channel).out);
    const order = Array.from({ length: 16 }, (_, channel) => channel).sort((a, b) => priority(b) - priority(a));
    expect(order).toEqual([9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15]);
    expect(node('KSPROPSETID_Synth', SYNTH.VOICEPRIORITY, GET, 4, 0, 16).status).toBe('STATUS_INVALID_PARAMETER');
  });

  it('MUS-027: the latency clock is ahead of the master clock', () => {
    const { client, filter, node } = open('dmus', SYNTH_PIN.DIRECTMUSIC);
    const latency = Number(i64(node('KSPROPSETID_Synth', SYNTH.LATENCYCLOCK, GET, 8).out));
    expect(latency - client.masterClock(filter)).toBe(300_000);
  });

  it('MUS-040…043: takes downloads, and gives their memory back', () => {
    const { client, pin, node, stats } = open('dmus', SYNTH_PIN.DIRECTMUSIC);
    const chunk = (size: number, type = 2) => concat(ulongs(type, 1, 1, size, 20), new Uint8Array(size - 20));
    const download = (bytes: Uint8Array, size = bytes.length) => {
      const region = client.target.allocate(bytes.length);
      region.bytes.set(bytes);
      const { address } = region;
      return node('KSPROPSETID_Synth_Dls', DLS.DOWNLOAD, GET, 16, size, 0, Number(address & 0xffff_ffffn), Number(address >> 32n));
    };
    expect(stats(STATS.FREE)).toBe(sampleMemory);
    const [first, second] = [download(chunk(1000)), download(chunk(1000))];
    expect([first.status, u32(first.out, 8)]).toEqual(['STATUS_SUCCESS', 1]);
    expect(u32(second.out)).not.toBe(u32(first.out));
    expect(stats(STATS.FREE)).toBe(sampleMemory - 2016);
    const unload = () => node('KSPROPSETID_Synth_Dls', DLS.UNLOAD, SET, first.out.slice(0, 8)).status;
    expect([unload(), unload()]).toEqual(['STATUS_SUCCESS', 'STATUS_UNSUCCESSFUL']);
    expect(download(chunk(1000, 9)).status).toBe('STATUS_UNSUCCESSFUL');
    expect(download(chunk(1000), 999).status).toBe('STATUS_UNSUCCESSFUL');
    expect(download(chunk(sampleMemory)).status).toBe('STATUS_NO_MEMORY');
    expect(node('KSPROPSETID_Synth_Dls', DLS.DOWNLOAD, GET, 16, 1000, 0, 64, 0).status).toBe('STATUS_ACCESS_VIOLATION');
    client.target.close(pin);
    const filter = client.openNamed('dmus');
    const again = client.openPin(filter, SYNTH_PIN.MIDI);
    const { out } = client.property(again, 'KSPROPSETID_Synth', SYNTH.RUNNINGSTATS, GET | TOPOLOGY, 28, nodeId(0));
    expect(u32(out, STATS.FREE)).toBe(sampleMemory);
  });

  it('PCLS-031: a filter has no stream to ask', () => {
    const { client, filter } = open('dmus', SYNTH_PIN.DIRECTMUSIC);
    const { status } = client.property(filter, 'KSPROPSETID_Synth', SYNTH.CAPS, GET | TOPOLOGY, 296, nodeId(0));
    expect(status).toBe('STATUS_INVALID_DEVICE_REQUEST');
  });
});

describe('the 3D node', () => {
  const LISTENER = 'KSPROPSETID_DirectSound3DListener';
  const BUFFER = 'KSPROPSETID_DirectSound3DBuffer';
  const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
  const ITEM = { ALL: 0, POSITION: 1, ROLLOFF: 5, BATCH: 7 } as const;

  it('PCLS-169, SPA-003: a listener holds its members together, within their ranges', () => {
    const { node } = open('spatial', SPATIAL_PIN.SOURCE);
    expect(node(LISTENER, ITEM.POSITION, SET, floats(1, 2, 3)).status).toBe('STATUS_SUCCESS');
    expect(node(LISTENER, ITEM.ROLLOFF, SET, floats(11)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(node(LISTENER, ITEM.ROLLOFF, SET, floats(NaN)).status).toBe('STATUS_INVALID_PARAMETER');
    const { out } = node(LISTENER, ITEM.ALL, GET, 60);
    expect([...new Float32Array(out.slice(0, 12).buffer), ...new Float32Array(out.slice(48).buffer)]).toEqual([1, 2, 3, 1, 1, 1]);
  });

  it('PCLS-172, SPA-012: what is put off takes effect together; sources are of their own', () => {
    const { client, filter, node } = open('spatial', SPATIAL_PIN.SOURCE);
    const other = client.openPin(filter, SPATIAL_PIN.SOURCE);
    const x = (set: string) => new Float32Array(node(set, ITEM.POSITION, GET, 12).out.buffer)[0];
    node(LISTENER, ITEM.BATCH, SET, ulongs(1));
    node(LISTENER, ITEM.POSITION, SET, floats(7, 0, 0));
    node(BUFFER, ITEM.POSITION, SET, floats(8, 0, 0));
    expect([x(LISTENER), x(BUFFER)]).toEqual([0, 0]);
    node(LISTENER, ITEM.BATCH, SET, ulongs(0));
    expect([x(LISTENER), x(BUFFER)]).toEqual([7, 8]);
    const { out } = client.property(other, BUFFER, ITEM.POSITION, GET | TOPOLOGY, 12, nodeId(0));
    expect(new Float32Array(out.buffer)[0]).toBe(0);
  });

  it('SPA-010, SPA-011: messages to the algorithms say how long they are, and which ear is which', () => {
    const { node } = open('spatial', SPATIAL_PIN.SOURCE);
    const params = (size: number, filter: number) => node('KSPROPSETID_Hrtf3d', 0, SET, ulongs(size, 1, 0, 0, 0, filter)).status;
    expect([params(24, 0), params(24, 4), params(23, 0)]).toEqual([
      'STATUS_SUCCESS',
      'STATUS_INVALID_PARAMETER',
      'STATUS_INVALID_PARAMETER',
    ]);
    const itd = (right: number) => node('KSPROPSETID_Itd3d', 0, SET, ulongs(1, 0, 0, 0, 0, 0, 0, right, 0, 0, 0, 0, 0, 0)).status;
    expect([itd(1), itd(0)]).toEqual(['STATUS_SUCCESS', 'STATUS_INVALID_PARAMETER']);
  });
});
