import { describe, expect, it } from 'vitest';
import { SOUND_PIN } from '../../minidrivers/soundcard/soundcard.ts';
import { Client, GET, i64 } from '../../testing/client.ts';

const [STOP, PAUSE, RUN] = [0, 2, 3];
const cancelled = 0xc000_0120;

/** A client with an open pin at 48 kHz, 16 bits, stereo: 192 bytes a millisecond. */
function open(pin: number) {
  const client = new Client('soundcard');
  const path = client.target.discover().find(({ name }) => name === 'pci')?.path ?? '';
  const handle = client.openPin(client.opened(client.target.open(path, 0xc000_0000)), pin);
  return {
    client,
    pin: handle,
    position: () => {
      const { out } = client.property(handle, 'KSPROPSETID_Audio', 5, GET, 16);
      return { play: Number(i64(out)), write: Number(i64(out, 8)) };
    },
    pass: (milliseconds: number) => {
      client.target.sleep(BigInt(milliseconds) * 10_000n);
    },
    send: (...sizes: number[]) => {
      const stream = client.stream(sizes.map((size) => ({ extent: size, used: pin === SOUND_PIN.RENDER ? size : 0 })));
      return { request: client.submitStream(handle, pin === SOUND_PIN.RENDER, stream.headers), ...stream };
    },
  };
}

describe('WavePci', () => {
  it('PCLS-070: a request completes when the hardware is through with its mappings', () => {
    const { client, pin, pass, send } = open(SOUND_PIN.RENDER);
    client.setState(pin, PAUSE);
    const [first, second] = [send(9600, 960), send(1920)];
    client.setState(pin, RUN);
    pass(54);
    expect(client.target.wait(first.request, 0n)).toBeNull();
    pass(1);
    expect(client.target.wait(first.request, 0n)).toEqual({ status: 0, information: 10_560 });
    expect(client.target.wait(second.request, 0n)).toBeNull();
    pass(10);
    expect(client.target.wait(second.request, 0n)).toEqual({ status: 0, information: 1920 });
  });

  it('PCLS-068: the position counts what was played, stands in PAUSE, and is 0 after STOP', () => {
    const { client, pin, position, pass, send } = open(SOUND_PIN.RENDER);
    client.setState(pin, PAUSE);
    send(9600);
    client.setState(pin, RUN);
    pass(10);
    expect(position().play).toBe(1920);
    client.setState(pin, PAUSE);
    pass(10);
    client.setState(pin, RUN);
    pass(30);
    expect(position()).toEqual({ play: 7680, write: 8192 });
    pass(100);
    expect(position()).toEqual({ play: 9600, write: 9600 });
    client.setState(pin, STOP);
    expect(position()).toEqual({ play: 0, write: 0 });
  });

  it('CONN-019: mappings that the hardware works on are revoked', () => {
    const { client, pin, pass, send, position } = open(SOUND_PIN.RENDER);
    client.setState(pin, PAUSE);
    const [first, second] = [send(9600), send(1920)];
    client.setState(pin, RUN);
    pass(1);
    client.target.cancel(first.request);
    expect(client.target.wait(first.request, 0n)?.status).toBe(cancelled);
    pass(10);
    expect(client.target.wait(second.request, 0n)).toEqual({ status: 0, information: 1920 });
    expect(position().play).toBe(2112);
    const third = send(9600);
    client.setState(pin, STOP);
    expect(client.target.wait(third.request, 0n)?.status).toBe(cancelled);
    pass(100);
    expect(client.target.census().pendingRequests).toBe(0);
  });

  it('STRM-030: fills frames with what was recorded, in order', () => {
    const { client, pin, pass, send } = open(SOUND_PIN.CAPTURE);
    client.setState(pin, RUN);
    const { request, headers, frames } = send(1000, 920);
    pass(10);
    expect(client.target.wait(request, 0n)).toEqual({ status: 0, information: headers.length });
    expect([0, 1].map((i) => client.headerField(headers, 'dataUsed', i))).toEqual([1000, 920]);
    expect(frames.flatMap(({ bytes }) => [...bytes])).toEqual(Array.from({ length: 1920 }, (_, i) => i & 0xff));
  });
});
