import { describe, expect, test } from 'vitest';
import { MustWait, type SwitchPoint } from '../../target/target.ts';
import { Client, GET, SET, u32, ulongs } from '../testing/client.ts';
import { PROPERTY, TESTCAP_PROPERTIES } from '../minidrivers/testcap/sets.ts';
import { Mutex, Schedule } from './schedule.ts';

describe('points', () => {
  test('nothing is called without a switcher, and each call is one level up', () => {
    const schedule = new Schedule();
    schedule.point('probe');
    const levels: number[] = [];
    schedule.setSwitcher(() => {
      levels.push(schedule.level);
      if (levels.length === 1) schedule.point('probe');
    });
    schedule.point('probe');
    expect(levels).toEqual([1, 2]);
    expect(schedule.level).toBe(0);
  });

  test('a mutex is waited for by levels above the one that holds it, not by its own', () => {
    const schedule = new Schedule();
    const mutex = new Mutex(schedule, 'the mutex');
    const above: unknown[] = [];
    schedule.setSwitcher(() => {
      above.push(mutex.taken);
      expect(() => {
        mutex.acquire();
      }).toThrow(new MustWait('the mutex'));
    });
    mutex.acquire();
    mutex.acquire();
    schedule.point('state');
    mutex.release();
    mutex.release();
    schedule.setSwitcher(() => above.push(mutex.taken));
    schedule.point('state');
    expect(above).toEqual([true, false]);
  });
});

describe('a request of the simulator', () => {
  const points = (ask: (client: Client) => void): SwitchPoint[] => {
    const client = new Client();
    const seen: SwitchPoint[] = [];
    const prepared = client.openFilter();
    client.target.scheduling?.setSwitcher((at) => seen.push(at));
    ask(client);
    client.target.scheduling?.setSwitcher(null);
    client.target.close(prepared);
    return seen;
  };

  test('has the same points each time', () => {
    const ask = (client: Client): void => {
      client.property(client.openFilter(), TESTCAP_PROPERTIES, PROPERTY.LEVEL, GET, 4);
    };
    expect(points(ask)).toEqual(['dispatch', 'probe', 'probe', 'return', 'complete']);
    expect(points(ask)).toEqual(points(ask));
  });

  test('inside it memory can change, and requests that need its lock or time must wait and change nothing', () => {
    const client = new Client();
    const { target } = client;
    const filter = client.openFilter();
    const pin = client.openPin(filter, 0);
    const seen: unknown[] = [];
    const wait = (body: () => unknown): unknown => {
      try {
        return body();
      } catch (error) {
        return error instanceof MustWait ? error.message : error;
      }
    };
    const before = target.census();
    target.scheduling?.setSwitcher((at) => {
      if (at !== 'probe' || seen.length > 0) return;
      seen.push(wait(() => client.property(filter, TESTCAP_PROPERTIES, PROPERTY.LEVEL, SET, ulongs(3)).status));
      seen.push(wait(() => client.setState(pin, 2)));
      seen.push(wait(() => {
        target.sleep(1n);
      }));
      seen.push(wait(() => target.takeSignals(target.createSignal('auto-reset'), 0n)));
    });
    const level = client.property(filter, TESTCAP_PROPERTIES, PROPERTY.LEVEL, GET, 4);
    target.scheduling?.setSwitcher(null);
    expect(seen).toEqual([
      'must wait for the filter control mutex',
      'must wait for the filter control mutex',
      'must wait for time to pass',
      0,
    ]);
    expect([level.status, u32(level.out)]).toEqual(['STATUS_SUCCESS', 0]);
    expect(client.state(pin)).toBe(0);
    expect(target.census()).toEqual({ ...before, handles: before.handles + 1, references: before.references + 1 });
  });

  test('a handle that is closed inside a request closes when the request is over', () => {
    const client = new Client();
    const pin = client.openPin(client.openFilter(), 0);
    let closed = false;
    client.target.scheduling?.setSwitcher((at) => {
      if (at === 'dispatch' && !closed) closed = client.target.close(pin) === 0;
    });
    expect(client.state(pin)).toBe(0);
    client.target.scheduling?.setSwitcher(null);
    expect(closed).toBe(true);
    expect(client.target.census().handles).toBe(1);
  });
});
