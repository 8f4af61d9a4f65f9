import { describe, expect, it } from 'vitest';
import type { Handle } from '../../../target/target.ts';
import { Client, concat, GET, nodeId, TOPOLOGY, u32, ulongs } from '../../testing/client.ts';
import { blocksOf, eventFrame, MusicClient, musicFrame } from '../../testing/music.ts';
import { DMUS_PIN } from './dmus.ts';
import { MIDI_PIN } from './midi.ts';

const [STOP, PAUSE, RUN] = [0, 2, 3];
const success = 0;
const note = [0x90, 60, 100] as const;

/** A filter with both of its streams open and running, and the cable between them. */
function open(name: 'midi' | 'dmus', state = RUN) {
  const client = new MusicClient('midiuart');
  const filter = client.openNamed(name);
  const [out, into] = name === 'midi' ? [MIDI_PIN.RENDER, MIDI_PIN.CAPTURE] : [DMUS_PIN.RENDER, DMUS_PIN.CAPTURE];
  const render = client.openPin(filter, out);
  const capture = client.openPin(filter, into);
  client.setState(render, state);
  client.setState(capture, state);
  const status = (request: ReturnType<typeof client.write>) => client.target.wait(request, 0n)?.status;
  return { client, filter, render, capture, status };
}

/** What comes in while time passes, message by message, with the times of their frames. */
function messages(client: MusicClient, capture: Handle, milliseconds: number, directMusic: boolean) {
  const found: { at: number; data: readonly number[] }[] = [];
  let read = client.read(capture);
  for (let i = 0; i < milliseconds; i++) {
    client.pass(1);
    while (client.target.wait(read.request, 0n) !== null) {
      const { time, frame } = read;
      for (const { data } of blocksOf(frame(), directMusic)) found.push({ at: time(), data });
      read = client.read(capture);
    }
  }
  client.target.cancel(read.request);
  return found;
}

describe('the MIDI port', () => {
  it('MUS-002: plays each block when it is due, and completes the write when all are played', () => {
    const { client, render, capture, status } = open('midi');
    const write = client.write(render, musicFrame({ time: 10, data: note }, { time: 20, data: [0x80, 60, 0] }));
    const heard = messages(client, capture, 25, false);
    expect(heard.map(({ data }) => data)).toEqual([[0x90, 60, 100]]);
    expect(status(write)).toBeUndefined();
    expect(messages(client, capture, 20, false).map(({ data }) => data)).toEqual([[0x80, 60, 0]]);
    expect(status(write)).toBe(success);
  });

  it('MUS-002: plays what is late at once, and requests one after the other', () => {
    const { client, render, capture } = open('midi');
    client.pass(50);
    client.write(render, musicFrame({ time: 60, data: note }));
    client.write(render, musicFrame({ time: 0, data: [0xc0, 5] }));
    expect(messages(client, capture, 5, false)).toEqual([]);
    expect(messages(client, capture, 20, false).map(({ data }) => data)).toEqual([[0x90, 60, 100], [0xc0, 5]]);
  });

  it('MUS-006: the presentation time stands in PAUSE and begins anew after STOP', () => {
    const { client, render, capture } = open('midi');
    client.write(render, musicFrame({ time: 20, data: note }));
    client.pass(10);
    client.setState(render, PAUSE);
    client.pass(100);
    client.setState(render, RUN);
    expect(messages(client, capture, 5, false)).toEqual([]);
    const [first] = messages(client, capture, 20, false);
    expect(first?.at).toBeGreaterThan(1_190_000);
    client.setState(capture, STOP);
    client.setState(capture, RUN);
    client.write(render, musicFrame({ time: 0, data: note }));
    expect(messages(client, capture, 5, false)[0]?.at).toBeLessThan(20_000);
  });

  it('MUS-005: gives whole messages, whatever bytes they came as', () => {
    const { client, render, capture } = open('midi');
    // Running status, a real-time message within another, and a long message.
    client.write(render, musicFrame({ time: 0, data: [0x90, 60, 100, 62, 0xf8, 101, 0xf0, 1, 2, 3, 0xf7, 1] }));
    expect(messages(client, capture, 10, false).map(({ data }) => data)).toEqual([
      [0x90, 60, 100],
      [0xf8],
      [0x90, 62, 101],
      [0xf0, 1, 2, 3, 0xf7],
    ]);
  });

  it('takes more than the transmitter holds', () => {
    const { client, render, capture, status } = open('midi');
    const data = [0xf0, ...Array.from({ length: 200 }, (_, i) => i & 0x7f), 0xf7];
    const write = client.write(render, musicFrame({ time: 0, data }));
    expect(messages(client, capture, 80, false).map((each) => each.data)).toEqual([data]);
    expect(status(write)).toBe(success);
  });

  it('stops at a block that says it is longer than its frame', () => {
    const { client, render, capture, status } = open('midi');
    const write = client.write(render, concat(musicFrame({ time: 0, data: note }), ulongs(0, 0xffff_ffff)));
    expect(messages(client, capture, 10, false)).toHaveLength(1);
    expect(status(write)).toBe(success);
  });

  it('continues a message in the next frame, and refuses frames that hold none', () => {
    const { client, render, capture } = open('midi');
    const small = client.read(capture, 11);
    expect(client.target.wait(small.request, 0n)?.status).toBe(0xc000_0023);
    const reads = [client.read(capture, 12), client.read(capture, 12)];
    client.write(render, musicFrame({ time: 0, data: [0xf0, 1, 2, 3, 4, 0xf7] }));
    client.pass(10);
    expect(reads.map(({ frame }) => blocksOf(frame(), false)[0]?.data)).toEqual([[0xf0, 1, 2, 3], [4, 0xf7]]);
  });

  it('CONN-019: what waits is cancelled in STOP, and nothing of it is left', () => {
    const { client, render, capture, status } = open('midi');
    const before = client.target.census().allocations;
    const write = client.write(render, musicFrame({ time: 1000, data: note }));
    const read = client.read(capture);
    client.setState(render, STOP);
    client.setState(capture, STOP);
    expect([status(write), status(read.request)]).toEqual([0xc000_0120, 0xc000_0120]);
    expect(client.target.census().allocations).toBe(before);
  });
});

describe('the DirectMusic port', () => {
  it('MUS-004: sorts events by their times on the master clock', () => {
    const { client, filter, render, capture, status } = open('dmus');
    const now = client.masterClock(filter);
    const write = client.write(render, eventFrame({ time: 200_000, data: note }), now);
    client.write(render, eventFrame({ time: 100_000, data: [0xb0, 7, 100] }), now);
    expect(status(write)).toBe(success);
    const heard = messages(client, capture, 40, true);
    expect(heard.map(({ data }) => data)).toEqual([[0xb0, 7, 100], [0x90, 60, 100]]);
    const [first, second] = heard.map(({ at }) => at - now);
    expect(first).toBeGreaterThanOrEqual(100_000);
    expect(first).toBeLessThan(130_000);
    expect(second).toBeGreaterThanOrEqual(200_000);
    expect(second).toBeLessThan(230_000);
  });

  it('keeps events outside of RUN', () => {
    const { client, render, capture } = open('dmus', PAUSE);
    client.write(render, eventFrame({ time: 0, data: note }));
    expect(messages(client, capture, 20, true)).toEqual([]);
    client.setState(render, RUN);
    expect(messages(client, capture, 5, true)).toHaveLength(1);
  });

  it('PCLS-121: settles the parameters of a port', () => {
    const { client, filter, render } = open('dmus');
    const ask = (handle: Handle, ...asked: number[]) =>
      client.property(handle, 'KSPROPSETID_Synth', 3, GET | TOPOLOGY, 28, concat(nodeId(0), ulongs(...asked)));
    expect(ask(render, 2, 0, 1, 0, 0, 0, 0).status).toBe('STATUS_SUCCESS');
    const changed = ask(render, 2, 0, 5, 0, 0, 0, 0);
    expect([changed.status, u32(changed.out, 8)]).toEqual(['STATUS_NOT_ALL_ASSIGNED', 1]);
    expect(ask(filter, 2, 0, 1, 0, 0, 0, 0).status).toBe('STATUS_INVALID_DEVICE_REQUEST');
  });

  it('says that the synthesizer is at the other end of a cable', () => {
    const { client, render } = open('dmus');
    const { out } = client.property(render, 'KSPROPSETID_Synth', 2, GET | TOPOLOGY, 296, nodeId(0));
    expect([16, 20, 24, 28].map((at) => u32(out, at))).toEqual([2, 0, 1, 0xffff_ffff]);
  });
});

it('a midiuart is a device of the simulator', () => {
  expect(new Client('midiuart').target.discover().map(({ name }) => name)).toEqual(['midi', 'dmus']);
});
