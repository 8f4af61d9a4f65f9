import { describe, expect, it } from 'vitest';
import { Client, concat, GET, i64, nodeId, pinId, SET, TOPOLOGY, u32, ulongs } from '../../testing/client.ts';
import { MICROPHONE_PIN } from './microphone.ts';
import { SPEAKER_PIN } from './speaker.ts';

const ENGINE = 'KSPROPSETID_AudioEngine';
const DETECTOR = 'KSPROPSETID_SoundDetector';
const CALLS = 'KSPROPSETID_TelephonyControl';
const RUN = 3;

function open(name: string) {
  const client = new Client('audiodsp');
  const path = client.target.discover().find((filter) => filter.name === name)?.path ?? '';
  return { client, filter: client.opened(client.target.open(path, 0xc000_0000)) };
}

describe('audiodsp', () => {
  it('PCLS-165, PCLS-118: the engine names its pins, and mixes in a format that offloaded streams can have', () => {
    const { client, filter } = open('speaker');
    const engine = (id: number, out: number) => client.property(filter, ENGINE, id, GET | TOPOLOGY, out, nodeId(0));
    const pins = engine(6, 12).out;
    expect([u32(pins), u32(pins, 4), u32(pins, 8)]).toEqual([SPEAKER_PIN.HOST, SPEAKER_PIN.OFFLOAD, SPEAKER_PIN.LOOPBACK]);
    const { out } = engine(2, 82);
    expect(client.pinProperty(filter, 14, SPEAKER_PIN.OFFLOAD, out, SET).status).toBe('STATUS_SUCCESS');
  });

  it('PCLS-116: the level of an offloaded stream is its own, and clamped', () => {
    const { client, filter } = open('speaker');
    const pin = client.openPin(filter, SPEAKER_PIN.OFFLOAD);
    const level = (flags: number, out: Uint8Array | number, channel = 0) =>
      client.property(pin, ENGINE, 9, flags | TOPOLOGY, out, concat(nodeId(0), ulongs(channel, 0)));
    expect(level(SET, ulongs(0x8000_0000, 1, 0, 0)).status).toBe('STATUS_SUCCESS');
    expect(u32(level(GET, 4).out) | 0).toBe(-96 * 65_536);
    expect(u32(level(GET, 4, 1).out)).toBe(0);
    expect(level(SET, ulongs(0)).status).toBe('STATUS_BUFFER_TOO_SMALL');
  });

  it('PCLS-168: presents 2 ms later than it fetches', () => {
    const { client, filter } = open('speaker');
    const pin = client.openPin(filter, SPEAKER_PIN.OFFLOAD);
    client.property(pin, 'KSPROPSETID_RtAudio', 1, GET, 16, concat(ulongs(0, 0, 65_536, 0)));
    client.setState(pin, RUN);
    client.target.sleep(100_000n);
    const audio = (id: number, size: number) =>
      i64(client.property(pin, 'KSPROPSETID_Audio', id, GET | TOPOLOGY, size, nodeId(0)).out);
    const block = BigInt(client.format(filter, SPEAKER_PIN.OFFLOAD)[76] ?? 1);
    expect(audio(52, 16) * block).toBeLessThan(audio(54, 8));
  });

  it('PCLS-162: listens for patterns only, hears the keyword, and is disarmed by it', () => {
    const { client, filter } = open('microphone');
    const detector = (id: number, flags: number, out: Uint8Array | number) => client.property(filter, DETECTOR, id, flags, out);
    const armed = () => u32(detector(3, GET, 4).out);
    detector(3, SET, ulongs(1));
    expect(armed()).toBe(0);
    const pattern = concat(ulongs(32, 1, 24), new Uint8Array(20));
    expect(detector(2, SET, pattern.subarray(0, 28)).status).toBe('STATUS_INVALID_PARAMETER');
    expect(detector(2, SET, pattern).status).toBe('STATUS_SUCCESS');
    expect(detector(4, GET, 100).status).toBe('STATUS_INVALID_DEVICE_STATE');
    detector(3, SET, ulongs(1));
    expect(armed()).toBe(1);
    client.target.sleep(3_000_000n);
    expect(armed()).toBe(0);
    expect(detector(4, GET, 100)).toMatchObject({ status: 'STATUS_SUCCESS', information: 24 });
  });

  it('PCLS-157…159: a call has a state, and its endpoint is there while it lasts', () => {
    const { client, filter } = open('cellular');
    const state = () => u32(client.property(filter, CALLS, 1, GET, 8).out, 4);
    const set = (id: number, ...values: number[]) => client.property(filter, CALLS, id, SET, ulongs(...values)).status;
    expect([set(4, 1), state()]).toEqual(['STATUS_INVALID_PARAMETER', 0]);
    expect([set(2, 1, 1), state()]).toEqual(['STATUS_SUCCESS', 1]);
    expect([set(4, 1), state()]).toEqual(['STATUS_SUCCESS', 2]);
    expect([set(3, 0, 1), state()]).toEqual(['STATUS_SUCCESS', 3]);
    expect([set(3, 0, 2), state()]).toEqual(['STATUS_SUCCESS', 2]);
    expect([set(2, 0, 0), state()]).toEqual(['STATUS_SUCCESS', 0]);
  });

  it('PCLS-104: tells of the microphones of one pin only', () => {
    const { client, filter } = open('microphone');
    const geometry = (pin: number) => client.property(filter, 'KSPROPSETID_Audio', 51, GET, 100, pinId(pin));
    expect(geometry(MICROPHONE_PIN.CAPTURE)).toMatchObject({ status: 'STATUS_SUCCESS', information: 42 });
    expect(geometry(MICROPHONE_PIN.KEYWORD).status).toBe('STATUS_NOT_SUPPORTED');
    expect(geometry(9).status).toBe('STATUS_INVALID_PARAMETER');
  });
});
