import { describe, expect, test } from 'vitest';
import { PIN } from '../../minidrivers/testcap/testcap.ts';
import { BASICSUPPORT, Client, concat, GET, i64, SET, u32, ulongs } from '../../testing/client.ts';

const SETID = 'KSPROPSETID_Clock';
const EVENTS = 'KSEVENTSETID_Clock';
const ENABLE = 1;
const ONESHOT = 2;
const millisecond = 10_000n;
const [STOP, ACQUIRE, PAUSE, RUN] = [0, 1, 2, 3] as const;

const longlongs = (...values: readonly (bigint | number)[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * 8);
  values.forEach((value, i) => {
    new DataView(bytes.buffer).setBigInt64(i * 8, BigInt(value), true);
  });
  return bytes;
};

describe.each(['x64', 'x86'] as const)('%s', (arch) => {
  function setup() {
    const client = new Client('testcap', { arch });
    const filter = client.openFilter();
    const pin = client.openPin(filter, PIN.RENDER);
    const clock = client.openClock(pin);
    const get = (id: number, out: number) => client.property(clock, SETID, id, GET, out);
    return {
      client,
      filter,
      pin,
      clock,
      target: client.target,
      get,
      time: () => i64(get(0, 8).out),
      run: () => client.setState(pin, RUN),
      signals: (kind: 'auto-reset' | 'semaphore' = 'semaphore') => client.target.createSignal(kind),
      mark: (signal: number, at: bigint, flags = ENABLE) => {
        const data = client.eventData(2, signal, { extra: longlongs(at) });
        return { data, status: client.enable(clock, EVENTS, 1, flags, data) };
      },
      interval: (signal: number, base: bigint, period: bigint) => {
        const data = client.eventData(2, signal, { extra: longlongs(base, period) });
        return client.enable(clock, EVENTS, 0, ENABLE, data);
      },
    };
  }

  test('OBJ-080…082: creating clocks', () => {
    const { client, filter, pin } = setup();
    const open = (parent: typeof pin, blob: Uint8Array) => client.openChild(parent, 'KSSTRING_Clock', blob).status;
    expect(open(pin, ulongs(1))).toBe('STATUS_INVALID_PARAMETER');
    expect(open(pin, new Uint8Array(3))).toBe('STATUS_INVALID_PARAMETER');
    expect(open(client.openPin(filter, PIN.STILL), ulongs(0))).toBe('STATUS_NOT_SUPPORTED');
  });

  test('CLK-020, CLK-022, CLK-009: time is 0 at first and advances in RUN only; STATE follows the pin', () => {
    const { client, pin, target, get, time } = setup();
    const shown = () => [u32(get(5, 4).out), time()];
    expect(shown()).toEqual([STOP, 0n]);
    for (const state of [ACQUIRE, PAUSE]) {
      client.setState(pin, state);
      target.sleep(millisecond);
      expect(shown()).toEqual([state, 0n]);
    }
    client.setState(pin, RUN);
    target.sleep(5n * millisecond);
    expect(shown()).toEqual([RUN, 50_000n]);
    client.setState(pin, PAUSE);
    target.sleep(7n * millisecond);
    expect(shown()).toEqual([PAUSE, 50_000n]);
    client.setState(pin, RUN);
    target.sleep(millisecond);
    expect(shown()).toEqual([RUN, 60_000n]);
    client.setState(pin, STOP);
    expect(shown()).toEqual([STOP, 0n]);
  });

  test('CLK-003: physical time never stops', () => {
    const { target, get } = setup();
    const first = i64(get(1, 8).out);
    target.sleep(3n * millisecond);
    expect(i64(get(1, 8).out) - first).toBe(30_000n);
  });

  test('CLK-004…006, CLK-013: correlated times are sampled together', () => {
    const { target, get, run } = setup();
    run();
    target.sleep(2n * millisecond);
    for (const [id, expected] of [
      [2, 20_000n],
      [3, target.now()],
    ] as const) {
      const { information, out } = get(id, 16);
      expect([information, i64(out), i64(out, 8)]).toEqual([16, expected, target.now()]);
    }
  });

  test('CLK-007, CLK-008: resolution, and time in steps of the granularity', () => {
    const { target, get, run, time } = setup();
    const { out } = get(4, 16);
    expect([i64(out), i64(out, 8)]).toEqual([100n, 0n]);
    run();
    target.sleep(12_345n);
    expect(time()).toBe(12_300n);
  });

  test('CLK-012, CLK-011, PROP-058: GET only; the function table is not for users and is not advertised', () => {
    const { client, clock, get } = setup();
    for (let id = 0; id < 6; id++) expect(client.property(clock, SETID, id, SET, new Uint8Array(16)).status).toBe('STATUS_NOT_FOUND');
    expect(get(6, 100)).toMatchObject({ status: 'STATUS_INVALID_DEVICE_REQUEST', information: 0 });
    expect(u32(client.property(clock, SETID, 6, BASICSUPPORT, 4).out) & 3).toBe(0);
  });

  test('OBJ-083, CLK-030: all clocks of a pin show the same', () => {
    const { client, pin, target, run, time } = setup();
    const other = client.openClock(pin);
    run();
    target.sleep(millisecond);
    expect(i64(client.property(other, SETID, 0, GET, 8).out)).toBe(time());
  });

  test('CLK-040, CLK-044, CLK-042: a mark fires once when its time is reached, not while the clock stands', () => {
    const { client, pin, target, run, signals, mark } = setup();
    const signal = signals();
    mark(signal, 50_000n);
    target.sleep(100n * millisecond);
    expect(target.takeSignals(signal, 0n)).toBe(0);
    run();
    target.sleep(49_999n);
    expect(target.takeSignals(signal, 0n)).toBe(0);
    target.sleep(1n);
    expect(target.takeSignals(signal, 0n)).toBe(1);
    target.sleep(50n * millisecond);
    expect(target.takeSignals(signal, 0n)).toBe(0);
    client.setState(pin, STOP);
    client.setState(pin, RUN);
    target.sleep(50_000n);
    expect(target.takeSignals(signal, 0n)).toBe(1);
  });

  test('CLK-043: a mark in the past fires at once in RUN', () => {
    const { client, pin, target, run, signals, mark } = setup();
    const signal = signals();
    run();
    target.sleep(50n * millisecond);
    mark(signal, 10_000n);
    expect(target.takeSignals(signal, 0n)).toBe(1);
    client.setState(pin, PAUSE);
    mark(signal, 20_000n);
    expect(target.takeSignals(signal, millisecond)).toBe(0);
    client.setState(pin, RUN);
    expect(target.takeSignals(signal, 0n)).toBe(1);
  });

  test('CLK-041: an interval fires at its base and then every period', () => {
    const { target, run, signals, interval } = setup();
    const signal = signals();
    interval(signal, 20_000n, 10_000n);
    run();
    target.sleep(19_999n);
    expect(target.takeSignals(signal, 0n)).toBe(0);
    target.sleep(1n);
    expect(target.takeSignals(signal, 0n)).toBe(1);
    target.sleep(100n * millisecond);
    expect(target.takeSignals(signal, 0n)).toBe(100);
    expect(target.takeSignals(signal, 1_000_000n)).toBe(1);
  });

  test('CLK-041: an interval whose base is past goes on in its raster', () => {
    const { target, run, signals, interval } = setup();
    const signal = signals();
    run();
    target.sleep(25_000n);
    interval(signal, 0n, 10_000n);
    const start = target.now();
    expect(target.takeSignals(signal, millisecond)).toBe(1);
    expect(target.now() - start).toBe(5_000n);
  });

  test('CLK-045: an interval must be positive', () => {
    const { signals, interval } = setup();
    expect([interval(signals(), 0n, 0n), interval(signals(), 0n, -1n)]).toEqual([
      'STATUS_INVALID_PARAMETER',
      'STATUS_INVALID_PARAMETER',
    ]);
  });

  test('CLK-007: intervals below the resolution come at the granularity, and do not flood', () => {
    const { target, run, signals, interval } = setup();
    const signal = signals();
    interval(signal, 0n, 1n);
    run();
    target.takeSignals(signal, 0n);
    target.sleep(10_000n);
    expect(target.takeSignals(signal, 0n)).toBe(100);
  });

  test('EVT-024, EVT-044: one-shot marks and disabling', () => {
    const { client, clock, target, run, signals, mark } = setup();
    const signal = signals();
    const { data } = mark(signal, 10_000n, ONESHOT);
    const lasting = mark(signal, 30_000n).data;
    run();
    target.sleep(20_000n);
    expect([target.takeSignals(signal, 0n), client.disable(clock, data)]).toEqual([1, 'STATUS_UNSUCCESSFUL']);
    expect(client.disable(clock, lasting)).toBe('STATUS_SUCCESS');
    target.sleep(20_000n);
    expect(target.takeSignals(signal, 0n)).toBe(0);
  });

  test('EVT-080: closing a clock ends its enables, not those of another clock of the pin', () => {
    const { client, clock, pin, target, run, signals, mark } = setup();
    const other = client.openClock(pin);
    const [mine, theirs] = [signals(), signals()];
    mark(mine, 10_000n);
    client.enable(other, EVENTS, 1, ENABLE, client.eventData(2, theirs, { extra: longlongs(10_000n) }));
    target.close(clock);
    run();
    target.sleep(20_000n);
    expect([target.takeSignals(mine, 0n), target.takeSignals(theirs, 0n)]).toEqual([0, 1]);
  });

  test('OBJ-138: the clock goes on after the pin handle is closed', () => {
    const { clock, pin, target, run, get } = setup();
    run();
    target.close(pin);
    target.sleep(millisecond);
    expect(get(0, 8).status).toBe('STATUS_SUCCESS');
    target.close(clock);
    expect(target.census().handles).toBe(1);
  });
});

describe('the master clock', () => {
  function setup() {
    const client = new Client();
    const filter = client.openFilter();
    const pin = client.openPin(filter, PIN.RENDER);
    const set = (handle: number) =>
      client.property(pin, 'KSPROPSETID_Stream', 3, SET, concat(ulongs(handle), ulongs(0))).status;
    return { client, filter, pin, set, target: client.target };
  }

  test('CLK-060: GET answers a NULL handle', () => {
    const { client, pin } = setup();
    expect(client.property(pin, 'KSPROPSETID_Stream', 3, GET, 8)).toMatchObject({
      status: 'STATUS_SUCCESS',
      information: 8,
      out: new Uint8Array(8),
    });
  });

  test('CLK-061…064: which handles, and when', () => {
    const { client, filter, pin, set, target } = setup();
    const clock = client.openClock(client.openPin(filter, PIN.AUDIO));
    expect(set(clock)).toBe('STATUS_SUCCESS');
    expect(set(0x7777_0000)).toBe('STATUS_INVALID_HANDLE');
    expect(set(target.createSignal('auto-reset'))).toBe('STATUS_OBJECT_TYPE_MISMATCH');
    expect(set(filter)).toBe('STATUS_PROPSET_NOT_FOUND');
    expect(set(0)).toBe('STATUS_SUCCESS');
    for (const state of [ACQUIRE, PAUSE, RUN]) {
      client.setState(pin, state);
      expect(set(clock)).toBe('STATUS_INVALID_DEVICE_STATE');
    }
  });

  test('CLK-065, OBJ-140: the pin has a reference of its own, and lets it go', () => {
    const { client, filter, pin, set, target } = setup();
    const own = client.openClock(pin);
    expect(set(own)).toBe('STATUS_SUCCESS');
    target.close(own);
    expect(target.census().references).toBeGreaterThan(2);
    target.close(pin);
    target.close(filter);
    expect(target.census()).toEqual({ handles: 0, pendingRequests: 0, eventEnables: 0, allocations: 0, references: 0, poolBytes: 0 });
  });
});
