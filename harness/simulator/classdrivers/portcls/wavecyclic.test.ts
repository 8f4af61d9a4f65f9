import { describe, expect, it } from 'vitest';
import { SOUND_PIN } from '../../minidrivers/soundcard/soundcard.ts';
import { Client, GET, i64 } from '../../testing/client.ts';

const [STOP, PAUSE, RUN] = [0, 2, 3];

/** A client with an open pin at 48 kHz, 16 bits, stereo: 192 bytes a millisecond, a DMA buffer of 19,200. */
function open(pin: number) {
  const client = new Client('soundcard');
  const filter = client.openFilter();
  const handle = client.openPin(filter, pin);
  const position = () => {
    const { out } = client.property(handle, 'KSPROPSETID_Audio', 5, GET, 16);
    return { play: Number(i64(out)), write: Number(i64(out, 8)) };
  };
  const frame = (size: number) => client.stream([{ extent: size, used: pin === SOUND_PIN.RENDER ? size : 0 }]);
  const pass = (milliseconds: number) => {
    client.target.sleep(BigInt(milliseconds) * 10_000n);
  };
  const send = (size: number) => {
    const { headers, frames } = frame(size);
    return { request: client.submitStream(handle, pin === SOUND_PIN.RENDER, headers), headers, frames };
  };
  return { client, pin: handle, position, pass, send };
}

describe('WaveCyclic', () => {
  it('PCLS-070: takes requests from PAUSE on, and completes them as the hardware makes room', () => {
    const { client, pin, pass, send } = open(SOUND_PIN.RENDER);
    expect(client.target.wait(send(100).request, 0n)?.status).toBe(0xc000_00a3);
    client.setState(pin, PAUSE);
    expect(client.target.wait(send(19_200).request, 0n)).toEqual({ status: 0, information: 19_200 });
    const { request } = send(19_200);
    pass(1000);
    expect(client.target.wait(request, 0n)).toBeNull();
    client.setState(pin, RUN);
    pass(90);
    expect(client.target.wait(request, 0n)).toBeNull();
    pass(10);
    expect(client.target.wait(request, 0n)).toEqual({ status: 0, information: 19_200 });
  });

  it('PCLS-068: counts bytes that were played, no more than were written', () => {
    const { client, pin, position, pass, send } = open(SOUND_PIN.RENDER);
    client.setState(pin, PAUSE);
    send(3840);
    expect(position()).toEqual({ play: 0, write: 3840 });
    client.setState(pin, RUN);
    pass(10);
    expect(position()).toEqual({ play: 1920, write: 3840 });
    pass(90);
    expect(position()).toEqual({ play: 3840, write: 3840 });
    send(1920);
    pass(5);
    expect(position()).toEqual({ play: 4800, write: 5760 });
    client.setState(pin, PAUSE);
    pass(50);
    expect(position().play).toBe(4800);
    client.setState(pin, STOP);
    expect(position()).toEqual({ play: 0, write: 0 });
  });

  it('CONN-019, IOC-053: STOP, reset and close cancel what is queued', () => {
    const { client, pin, send } = open(SOUND_PIN.CAPTURE);
    const cancelled = 0xc000_0120;
    client.setState(pin, PAUSE);
    const first = send(192);
    client.setState(pin, STOP);
    expect(client.target.wait(first.request, 0n)?.status).toBe(cancelled);
    client.setState(pin, PAUSE);
    const second = send(192);
    expect(client.reset(pin, 0)).toBe('STATUS_SUCCESS');
    expect(client.target.wait(second.request, 0n)?.status).toBe(cancelled);
    expect(client.target.wait(send(192).request, 0n)?.status).toBe(0xc000_00a3);
    expect(client.reset(pin, 1)).toBe('STATUS_SUCCESS');
    const third = send(192);
    client.target.close(pin);
    expect(client.target.wait(third.request, 0n)?.status).toBe(cancelled);
    expect(client.target.census().pendingRequests).toBe(0);
  });

  it('STRM-030: fills frames with what was recorded, in order', () => {
    const { client, pin, pass, send, position } = open(SOUND_PIN.CAPTURE);
    client.setState(pin, RUN);
    const parts = [send(1000), send(920)];
    pass(10);
    for (const { request, headers } of parts) {
      expect(client.target.wait(request, 0n)).toEqual({ status: 0, information: headers.length });
    }
    expect(parts.map(({ headers }) => client.headerField(headers, 'dataUsed'))).toEqual([1000, 920]);
    const bytes = parts.flatMap(({ frames }) => [...(frames[0]?.bytes ?? [])]);
    expect(bytes).toEqual(Array.from({ length: 1920 }, (_, i) => i & 0xff));
    pass(5);
    expect(position()).toEqual({ play: 2880, write: 1920 });
  });

  it('goes on after what was lost when nobody read', () => {
    const { client, pin, pass, send, position } = open(SOUND_PIN.CAPTURE);
    client.setState(pin, RUN);
    pass(250);
    const { play, write } = position();
    expect(play - write).toBe(19_200);
    expect(client.target.wait(send(19_200).request, 0n)?.status).toBe(0);
    expect(position().play).toBe(position().write);
  });
});
