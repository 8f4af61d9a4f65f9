import { describe, expect, test } from 'vitest';
import { Client, concat, GET, pinId, SET, TOPOLOGY, u32, ulongs } from '../../testing/client.ts';
import { cardMedium } from './bdatuner.ts';

const STATISTICS = 'KSPROPSETID_BdaSignalStats';
const FREQUENCY = 'KSPROPSETID_BdaFrequencyFilter';
const CHANGES = 'KSMETHODSETID_BdaChangeSync';
const [STOP, RUN] = [0, 3] as const;

/** A tuner or capture filter with its first pin open. */
class Scene {
  readonly client: Client;
  readonly path: string;
  readonly filter;
  readonly pin;

  constructor(name: string, client = new Client('bda')) {
    this.client = client;
    this.path = client.target.discover().find((filter) => filter.name === name)?.path ?? '';
    this.filter = client.opened(client.target.open(this.path, 3));
    this.pin = this.openPin(0, name === 'capture' ? cardMedium : undefined);
  }

  openPin(id: number, medium?: string) {
    const { client, filter } = this;
    if (medium === undefined) return client.openPin(filter, id);
    const connect = client.connect(id, client.format(filter, id), { medium: { set: medium } });
    const { status, handle } = client.openChild(filter, 'KSSTRING_Pin', connect);
    expect(status).toBe('STATUS_SUCCESS');
    return handle;
  }

  set(set: string, id: number, value: Uint8Array, node = 0, pin = this.pin) {
    return this.client.property(pin, set, id, SET | TOPOLOGY, value, pinId(node)).status;
  }
  get(set: string, id: number, length = 4, node = 0, pin = this.pin) {
    return this.client.property(pin, set, id, GET | TOPOLOGY, length, pinId(node)).out;
  }
  tune(frequency: number, multiplier?: number) {
    this.client.method(this.filter, CHANGES, 0, 0, 0);
    this.set(FREQUENCY, 0, ulongs(frequency));
    if (multiplier !== undefined) this.set(FREQUENCY, 5, ulongs(multiplier));
    return this.client.method(this.filter, CHANGES, 2, 0, 0).status;
  }
  /** Strength, quality, present, locked. */
  signal(node = 0, pin = this.pin) {
    return [0, 1, 2, 3].map((id) => u32(this.get(STATISTICS, id, 4, node, pin)) | 0);
  }
}

describe('tuning', () => {
  test('the tuner receives what is committed, and only while it is not stopped', () => {
    const scene = new Scene('dvbt');
    scene.tune(474_000);
    expect(scene.signal()).toEqual([60_000, 0, 0, 0]);
    scene.client.setState(scene.pin, RUN);
    expect(scene.signal()).toEqual([1500, 100, 1, 1]);
    scene.set(FREQUENCY, 0, ulongs(800_000));
    expect(scene.signal()[2]).toBe(1);
    scene.tune(800_000);
    expect(scene.signal()[2]).toBe(0);
  });

  test('frequencies are in kHz unless a multiplier says otherwise', () => {
    const scene = new Scene('dvbt');
    scene.client.setState(scene.pin, RUN);
    const present = (frequency: number, multiplier: number) => {
      scene.tune(frequency, multiplier);
      return scene.signal()[2];
    };
    expect([present(474_000, 0xffff_ffff), present(474_000, 0), present(474, 1_000_000), present(474, 1000)]).toEqual([1, 1, 1, 0]);
  });

  test('a weak signal locks the tuner and not the demodulator', () => {
    const scene = new Scene('dvbt');
    const output = scene.openPin(1, cardMedium);
    scene.client.setState(scene.pin, RUN);
    scene.tune(690_000);
    expect(scene.signal()).toEqual([48_000, 10, 1, 1]);
    expect(scene.signal(1, output)).toEqual([48_000, 10, 1, 0]);
  });

  test('one filter at a time has the receiver', () => {
    const first = new Scene('dvbt');
    const second = new Scene('dvbt', first.client);
    expect(first.client.setState(first.pin, RUN)).toBe('STATUS_SUCCESS');
    expect(first.client.setState(second.pin, RUN)).toBe('STATUS_INSUFFICIENT_RESOURCES');
    first.client.setState(first.pin, STOP);
    expect(first.client.setState(second.pin, RUN)).toBe('STATUS_SUCCESS');
  });

  test('a scan goes on to the next transmitter and raises its event there', () => {
    const scene = new Scene('dvbt');
    const signal = scene.client.target.createSignal('auto-reset');
    const data = scene.client.eventData(1, signal, { extra: ulongs(470_000, 600_000, 0, 0) });
    expect(scene.client.enable(scene.pin, 'KSEVENTSETID_BdaTunerEvent', 0, 1 | TOPOLOGY, data, pinId(0))).toBe('STATUS_SUCCESS');
    const status = () => [0, 1, 2, 3].map((i) => u32(scene.client.property(scene.pin, FREQUENCY, 7, GET | TOPOLOGY, 48, new Uint8Array(24)).out, 32 + 4 * i));
    expect(status()).toEqual([470_000, 470_000, 600_000, 260]);
    expect(scene.client.target.takeSignals(signal, 50_000n)).toBe(0);
    expect(scene.client.target.takeSignals(signal, 50_000n)).toBe(1);
    expect(status()).toEqual([474_000, 470_000, 600_000, 0]);
  });

  test('a DiSEqC message is answered to its sender', () => {
    const scene = new Scene('dvbs');
    const DISEQC = 'KSPROPSETID_BdaDiseqCommand';
    const message = concat(ulongs(7, 3), Uint8Array.of(0xe0, 0x10, 0x5a, 0, 0, 0, 0, 0));
    expect(scene.set(DISEQC, 4, message)).toBe('STATUS_INVALID_DEVICE_STATE');
    scene.set(DISEQC, 0, ulongs(1));
    expect(scene.set(DISEQC, 4, message)).toBe('STATUS_SUCCESS');
    scene.client.target.sleep(1_000_000n);
    expect([...scene.get(DISEQC, 5, 16)].slice(0, 9)).toEqual([7, 0, 0, 0, 1, 0, 0, 0, 0xe4]);
  });
});

describe('the capture filter', () => {
  const PIDS = 'KSPROPSETID_BdaPIDFilter';

  test('merges PIDs that are mapped, and ignores those to unmap that do not pass', () => {
    const scene = new Scene('capture');
    scene.set(PIDS, 0, ulongs(0, 2, 0x100, 0x101));
    scene.set(PIDS, 0, ulongs(2, 2, 0x101, 0x102));
    expect([...new Uint32Array(scene.get(PIDS, 2, 12).buffer)]).toEqual([0x100, 0x101, 0x102]);
    expect([...new Uint32Array(scene.get(PIDS, 0, 16).buffer)]).toEqual([2, 2, 0x101, 0x102]);
    expect(scene.set(PIDS, 1, ulongs(2, 0x101, 0x1000))).toBe('STATUS_SUCCESS');
    expect([...new Uint32Array(scene.get(PIDS, 2, 8).buffer)]).toEqual([0x100, 0x102]);
    expect(scene.set(PIDS, 0, ulongs(0, 2, 0x100))).toBe('STATUS_INVALID_PARAMETER');
  });

  test('delivers packets of what is mapped, in order', () => {
    const scene = new Scene('capture');
    scene.set(PIDS, 0, ulongs(0, 1, 0x100));
    const pin = scene.client.openPin(scene.filter, 1);
    scene.client.setState(pin, RUN);
    const { headers, frames } = scene.client.stream([{ extent: 188 * 40 }]);
    expect(scene.client.streamNow(pin, false, headers)?.status).toBe('STATUS_SUCCESS');
    const packets = frames[0]?.bytes ?? new Uint8Array(0);
    expect([...packets.slice(0, 4), ...packets.slice(188, 192)]).toEqual([0x47, 1, 0, 0x10, 0x47, 1, 0, 0x11]);
  });

  test('keeps lists of multicast addresses', () => {
    const scene = new Scene('capture');
    const pin = scene.client.openPin(scene.filter, 3);
    const LIST = 'KSPROPSETID_BdaEthernetFilter';
    const addresses = concat(ulongs(2), Uint8Array.of(1, 0, 0x5e, 0, 0, 1, 1, 0, 0x5e, 0, 0, 2));
    expect(scene.set(LIST, 1, addresses, 2, pin)).toBe('STATUS_SUCCESS');
    expect(u32(scene.get(LIST, 0, 4, 2, pin))).toBe(2);
    expect(scene.get(LIST, 1, 16, 2, pin)).toEqual(addresses);
    expect(scene.set(LIST, 1, ulongs(9), 2, pin)).toBe('STATUS_INVALID_PARAMETER');
  });
});
