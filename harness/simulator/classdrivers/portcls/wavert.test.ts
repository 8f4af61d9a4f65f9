import { describe, expect, it } from 'vitest';
import { AudioClient, RTAUDIO } from '../../testing/audio.ts';
import { BASICSUPPORT, concat, GET, i64, SET, u32, ulongs } from '../../testing/client.ts';

const [STOP, ACQUIRE, PAUSE, RUN] = [0, 1, 2, 3];
const [RENDER, CAPTURE] = [0, 2];

/** A client with an open pin at 48 kHz, 16 bits, stereo: 192 bytes a millisecond. */
function open(pin: number, notifications = 0, arch: 'x64' | 'x86' = 'x64') {
  const client = new AudioClient({ arch });
  const filter = client.openNamed('wave');
  const handle = client.openPin(filter, pin);
  const buffer = notifications < 0 ? null : client.allocate(handle, 3840, notifications);
  return { client, filter, pin: handle, buffer };
}

describe('WaveRT', () => {
  it('PCLS-082: gives a buffer of at least the size that was asked for, in whole blocks and bursts', () => {
    const { client, pin } = open(RENDER, -1);
    const { status, size, address } = client.allocate(pin, 1000);
    expect(status).toBe('STATUS_SUCCESS');
    expect(size).toBe(1024);
    expect(address).not.toBe(0n);
  });

  it.each(['x64', 'x86'] as const)('PCLS-084: divides the buffer by its notifications (%s)', (arch) => {
    const { buffer } = open(RENDER, 2, arch);
    expect(buffer?.status).toBe('STATUS_SUCCESS');
    expect(buffer?.size).toBe(3840);
    expect(buffer?.information).toBe(arch === 'x64' ? 16 : 12);
  });

  it('PCLS-083: gives a pin one buffer only', () => {
    const { client, pin } = open(RENDER);
    expect(client.allocate(pin, 3840).status).toBe('STATUS_INVALID_DEVICE_REQUEST');
    expect(client.allocate(pin, 3840, 2).status).toBe('STATUS_INVALID_DEVICE_REQUEST');
  });

  it('PCLS-081: refuses what it cannot allocate, and allocates nothing for a request that is too short', () => {
    const { client, pin } = open(RENDER, -1);
    expect(client.allocate(pin, 0).status).toBe('STATUS_UNSUCCESSFUL');
    expect(client.allocate(pin, 0x7fff_ffff).status).toBe('STATUS_INSUFFICIENT_RESOURCES');
    const instance = concat(ulongs(0x1000, 0), ulongs(3840, 0));
    expect(client.rt(pin, RTAUDIO.BUFFER, GET, 16, instance).status).toBe('STATUS_UNSUCCESSFUL');
    const query = client.rt(pin, RTAUDIO.BUFFER, GET, 0, concat(ulongs(0, 0), ulongs(3840, 0)));
    expect(query).toMatchObject({ status: 'STATUS_BUFFER_OVERFLOW', information: 16 });
    expect(client.allocate(pin, 3840, 3).status).toBe('STATUS_INVALID_PARAMETER');
    expect(client.allocate(pin, 3840).status).toBe('STATUS_SUCCESS');
  });

  it('PCLS-080: moves no data through streaming requests', () => {
    const { client, pin } = open(RENDER);
    const { headers } = client.stream([{ extent: 64, used: 64 }]);
    expect(client.streamNow(pin, true, headers)?.status).toBe('STATUS_INVALID_DEVICE_REQUEST');
  });

  it('PCLS-068, CONN-025: the position is 0 at rest, advances in RUN, wraps, freezes in PAUSE, and is 0 after STOP', () => {
    const { client, pin } = open(RENDER);
    expect(client.position(pin)).toBe(0);
    client.setState(pin, RUN);
    client.pass(10);
    expect(client.position(pin)).toBe(1920);
    client.pass(15);
    expect(client.position(pin)).toBe((25 * 192) % 3840);
    client.setState(pin, PAUSE);
    client.pass(100);
    expect(client.position(pin)).toBe(960);
    client.setState(pin, RUN);
    client.pass(1);
    expect(client.position(pin)).toBe(1152);
    client.setState(pin, STOP);
    expect(client.position(pin)).toBe(0);
  });

  it('PCLS-114: does not drift in ten minutes', () => {
    const { client, pin } = open(RENDER, 2);
    client.setState(pin, RUN);
    client.pass(600_000);
    expect(client.packets(pin)).toBe(60_000);
  });

  it.each([
    [1, 5],
    [2, 10],
  ])('PCLS-086: %i notifications a cycle fire %i times in five cycles, in RUN only', (count, times) => {
    const { client, pin } = open(RENDER, count);
    const event = client.target.createSignal('auto-reset');
    expect(client.rt(pin, RTAUDIO.REGISTER, SET, 0, client.pointer(event)).status).toBe('STATUS_SUCCESS');
    client.setState(pin, PAUSE);
    expect(client.target.takeSignals(event, 1_000_000n)).toBe(0);
    client.setState(pin, RUN);
    let fired = 0;
    for (let i = 0; i < 100; i++) {
      client.pass(1);
      fired += client.target.takeSignals(event, 0n);
    }
    expect(fired).toBe(times);
    client.setState(pin, STOP);
    expect(client.target.takeSignals(event, 1_000_000n)).toBe(0);
    expect(client.rt(pin, RTAUDIO.UNREGISTER, SET, 0, client.pointer(event)).status).toBe('STATUS_SUCCESS');
    expect(client.rt(pin, RTAUDIO.UNREGISTER, SET, 0, client.pointer(event)).status).toBe('STATUS_NOT_FOUND');
  });

  it('PCLS-085: registers events only after BUFFER_WITH_NOTIFICATION, and lets them go when the pin closes', () => {
    const { client, pin, filter } = open(RENDER);
    const event = client.target.createSignal('auto-reset');
    expect(client.rt(pin, RTAUDIO.REGISTER, SET, 0, client.pointer(event)).status).toBe('STATUS_DEVICE_NOT_READY');
    client.closed(pin);
    const before = client.target.census();
    const second = client.openPin(filter, RENDER);
    client.allocate(second, 3840, 2);
    expect(client.rt(second, RTAUDIO.REGISTER, GET, 0, client.pointer(event)).status).toBe('STATUS_SUCCESS');
    expect(client.rt(second, RTAUDIO.REGISTER, GET, 0, client.pointer(0x7ff0)).status).toBe('STATUS_INVALID_HANDLE');
    expect(client.rt(second, RTAUDIO.REGISTER, GET, 0, client.pointer(filter)).status).toBe(
      'STATUS_OBJECT_TYPE_MISMATCH',
    );
    client.setState(second, RUN);
    client.closed(second);
    client.pass(100);
    expect(client.target.census()).toEqual(before);
  });

  it('PCLS-088: tells its latency once there is a buffer', () => {
    const { client, pin } = open(RENDER, -1);
    expect(client.rt(pin, RTAUDIO.HWLATENCY, GET, 12).status).toBe('STATUS_DEVICE_NOT_READY');
    client.allocate(pin, 3840);
    expect(client.rt(pin, RTAUDIO.HWLATENCY, GET, 12)).toMatchObject({ status: 'STATUS_SUCCESS', information: 12 });
  });

  it('PCLS-087: maps a register once for each pin, and the register follows the position', () => {
    const { client, pin } = open(RENDER, 2);
    const map = () => client.rt(pin, RTAUDIO.POSITIONREGISTER, GET, 40, new Uint8Array(8));
    const { status, information, out } = map();
    expect([status, information, u32(out, 8)]).toEqual(['STATUS_SUCCESS', 40, 32]);
    expect(i64(out)).not.toBe(0n);
    expect(map().status).toBe('STATUS_INVALID_DEVICE_REQUEST');
    expect(u32(client.rt(pin, RTAUDIO.POSITIONREGISTER, BASICSUPPORT, 4).out) & (GET | SET)).toBe(GET);
    const before = client.target.census();
    client.closed(pin);
    expect(client.target.census()).not.toEqual(before);
  });

  it('PCLS-089: counts packets that are through, and starts again after STOP', () => {
    const { client, pin } = open(RENDER, 2);
    expect(client.packets(pin)).toBe(0);
    client.setState(pin, RUN);
    client.pass(9);
    expect(client.packets(pin)).toBe(0);
    client.pass(1);
    expect(client.packets(pin)).toBe(1);
    client.pass(35);
    expect(client.packets(pin)).toBe(4);
    client.setState(pin, STOP);
    expect(client.packets(pin)).toBe(0);
  });

  it('PCLS-091, PCLS-111: judges the packets that are written', () => {
    const { client, pin } = open(RENDER, 2);
    expect(client.write(pin, 2)).toBe('STATUS_DATA_OVERRUN');
    expect(client.write(pin, 0, 2)).toBe('STATUS_INVALID_PARAMETER');
    expect(client.write(pin, 0)).toBe('STATUS_SUCCESS');
    expect(client.write(pin, 1)).toBe('STATUS_SUCCESS');
    client.setState(pin, RUN);
    client.pass(25);
    expect(client.write(pin, 2)).toBe('STATUS_DATA_LATE_ERROR');
    expect(client.write(pin, 4)).toBe('STATUS_DATA_OVERRUN');
    expect(client.write(pin, 3, 1, 1921)).toBe('STATUS_INVALID_PARAMETER');
    expect(client.write(pin, 3, 1, 0)).toBe('STATUS_SUCCESS');
    expect(client.write(pin, 3)).toBe('STATUS_INVALID_DEVICE_STATE');
    client.setState(pin, STOP);
    expect(client.write(pin, 0, 0, 99_999)).toBe('STATUS_SUCCESS');
  });

  it('PCLS-112: counts blocks that were presented', () => {
    const { client, pin } = open(RENDER, 2);
    client.setState(pin, RUN);
    client.pass(30);
    const { out } = client.rt(pin, RTAUDIO.PRESENTATION_POSITION, GET, 16);
    expect(i64(out)).toBe(1440n);
    expect(i64(out, 8)).toBe(client.target.now());
  });

  it('PCLS-090, PCLS-110: gives captured packets once, and skips those that were lost', () => {
    const { client, pin, buffer } = open(CAPTURE, 2);
    const read = () => {
      const { status, out } = client.rt(pin, RTAUDIO.GETREADPACKET, GET, 24);
      return { status, packet: u32(out), flags: u32(out, 4), counter: i64(out, 8), more: u32(out, 16) };
    };
    expect(read().status).toBe('STATUS_DEVICE_NOT_READY');
    client.setState(pin, RUN);
    const start = client.target.now();
    client.pass(11);
    expect(read()).toEqual({ status: 'STATUS_SUCCESS', packet: 0, flags: 0, counter: start, more: 0 });
    expect(read().status).toBe('STATUS_DEVICE_NOT_READY');
    client.pass(40);
    expect(read()).toMatchObject({ packet: 4, counter: start + 400_000n });
    expect(buffer?.status).toBe('STATUS_SUCCESS');
    client.setState(pin, STOP);
    expect(read().status).toBe('STATUS_DEVICE_NOT_READY');
    client.setState(pin, RUN);
    client.pass(10);
    expect(read()).toMatchObject({ status: 'STATUS_SUCCESS', packet: 0 });
  });

  it('PROP-058: a direction offers only its own packets', () => {
    const verbs = (pin: number, id: number): number => {
      const { client, pin: handle } = open(pin);
      return u32(client.rt(handle, id, BASICSUPPORT, 4).out) & (GET | SET);
    };
    expect(verbs(RENDER, RTAUDIO.SETWRITEPACKET)).toBe(SET);
    expect(verbs(RENDER, RTAUDIO.GETREADPACKET)).toBe(0);
    expect(verbs(CAPTURE, RTAUDIO.SETWRITEPACKET)).toBe(0);
    expect(verbs(CAPTURE, RTAUDIO.GETREADPACKET)).toBe(GET);
  });

  it('PCLS-115: brackets a position by the counter', () => {
    const { client, pin } = open(RENDER);
    client.setState(pin, RUN);
    client.pass(5);
    const { out, information } = client.property(pin, 'KSPROPSETID_Audio', 50, GET, 40);
    expect(information).toBe(40);
    expect(i64(out)).toBe(10_000_000n);
    expect(i64(out, 8)).toBeLessThanOrEqual(i64(out, 32));
    expect(i64(out, 16)).toBe(960n);
  });

  it('CONN-005, CONN-014: every jump of states succeeds', () => {
    const { client, pin } = open(RENDER);
    for (const from of [STOP, ACQUIRE, PAUSE, RUN]) {
      for (const to of [STOP, ACQUIRE, PAUSE, RUN]) {
        expect(client.setState(pin, from ?? 0)).toBe('STATUS_SUCCESS');
        expect(client.property(pin, 'KSPROPSETID_Connection', 0, SET, ulongs(to ?? 0)).information).toBe(4);
        expect(client.state(pin)).toBe(to);
      }
    }
    expect(client.setState(pin, 4)).toBe('STATUS_INVALID_PARAMETER');
  });

  it('CONN-043, CONN-046, CONN-047: the format changes at rest, to one that a range holds', () => {
    const { client, pin, filter } = open(RENDER);
    const present = client.format(filter, RENDER);
    const set = (format: Uint8Array) => client.property(pin, 'KSPROPSETID_Connection', 2, SET, format.slice());
    const at44 = present.slice();
    new DataView(at44.buffer).setUint32(68, 44_100, true);
    new DataView(at44.buffer).setUint32(72, 176_400, true);
    expect(set(present)).toMatchObject({ status: 'STATUS_SUCCESS', information: present.length });
    expect(set(at44).status).toBe('STATUS_SUCCESS');
    client.setState(pin, RUN);
    client.pass(1000);
    expect(client.position(pin)).toBe(176_400 % 3840);
    expect(set(present).status).toBe('STATUS_INVALID_PARAMETER');
    expect(set(at44).status).toBe('STATUS_SUCCESS');
    client.setState(pin, STOP);
    const at8 = at44.slice();
    new DataView(at8.buffer).setUint32(68, 8000, true);
    expect(set(at8).status).toBe('STATUS_INVALID_PARAMETER');
    expect(client.property(pin, 'KSPROPSETID_Connection', 2, GET, 200).out.slice(0, 82)).toEqual(at44);
  });
});
