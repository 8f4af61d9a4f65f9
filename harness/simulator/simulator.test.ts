import { describe, expect, test } from 'vitest';
import { byteLength } from '../abi/byte-length.ts';
import { UserError } from '../base/errors.ts';
import { STATUS } from '../abi/ntstatus.ts';
import { Access, TargetDied, TargetMisuse, type Handle } from '../target/target.ts';
import { Client, SET, ulongs } from './testing/client.ts';
import { Machine, plainPin } from './testing/machine.ts';
import { createSimulator, simulatedDevices } from './simulator.ts';

test('devices are found by name, and the closest is suggested', () => {
  expect(simulatedDevices).toContain('testcap');
  expect(() => createSimulator('testcab')).toThrow(UserError);
  expect(() => createSimulator('testcab')).toThrow(/did you mean "testcap"/);
  expect(() => createSimulator('testcap', { faults: ['no.such'] })).toThrow(UserError);
});

describe.each(['x64', 'x86'] as const)('%s', (arch) => {
  test('what can be discovered can be opened', () => {
    const target = createSimulator('testcap', { arch });
    expect([target.name, target.arch]).toEqual(['simulator:testcap', arch]);
    for (const { path, name, categories } of target.discover()) {
      expect(name).not.toMatch(/[/@:]/);
      expect(categories.length).toBeGreaterThan(0);
      expect(target.open(path, Access.read).status).toBe(0);
    }
    expect(target.open('\\\\?\\nowhere', Access.read).status).toBe(STATUS.STATUS_OBJECT_NAME_NOT_FOUND);
  });

  test('everything opened and closed leaves the census as it was', () => {
    const client = new Client('testcap', { arch });
    const { target } = client;
    const before = target.census();
    const filter = client.openFilter();
    const pin = client.openPin(filter, 3);
    const handles: Handle[] = [client.openClock(pin), pin, target.createSignal('semaphore', 3), filter];
    client.enable(filter, '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900003}', 0, 1, client.eventData(2, handles[2] as number));
    expect(target.census()).toMatchObject({ handles: 4, eventEnables: 1 });
    for (const handle of handles) target.close(handle);
    expect(target.census()).toEqual(before);
  });
});

describe('death', () => {
  function dying() {
    const machine = new Machine([
      plainPin({
        automation: {
          properties: [
            {
              set: '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA9000FF}',
              items: [{ id: 0, minData: 4, set: ({ value }) => value.u32(value.u32(0)) }],
            },
          ],
        },
      }),
    ]);
    const { client } = machine;
    const pin = client.openPin(client.openFilter(), 0);
    return { client, kill: () => client.property(pin, '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA9000FF}', 0, SET, ulongs(1)) };
  }

  test('a handler that leaves its buffer kills the target; it stays dead until reset', () => {
    const { client, kill } = dying();
    const { target } = client;
    expect(target.probe()).toEqual({ alive: true });
    expect(kill).toThrow(TargetDied);
    expect(target.probe()).toMatchObject({ alive: false, detail: expect.stringContaining('0x000000D6') as string });
    for (const use of [
      () => target.discover(),
      () => target.census(),
      () => target.allocate(8),
      () => {
        target.sleep(1n);
      },
      kill,
    ]) {
      expect(use).toThrow(TargetDied);
    }
    target.reset();
    expect(target.probe()).toEqual({ alive: true });
    expect(target.census().handles).toBe(0);
    expect(client.openFilter()).toBeGreaterThan(0);
  });
});

describe('misuse by the harness is not the device’s fault', () => {
  test('handles, requests and regions that are not there', () => {
    const client = new Client();
    const { target } = client;
    const filter = client.openFilter();
    const signal = target.createSignal('auto-reset');
    target.close(filter);
    const region = target.allocate(4);
    target.release(region);
    const uses = [
      () => target.ioctl(filter, 0, null, null),
      () => target.ioctl(4711 as Handle, 0, null, null),
      () => target.close(filter),
      () => target.openChild(filter, new Uint8Array(0), 0),
      () => target.takeSignals(client.openFilter(), 0n),
      () => target.wait(99 as never, 0n),
      () => {
        target.release(region);
      },
      () => target.ioctl(client.openFilter(), 0, { region, offset: 0, length: byteLength(4) }, null),
    ];
    for (const use of uses) expect(use).toThrow(TargetMisuse);
    expect(target.ioctl(signal, 0x002f_0003, null, null).status).toBe(STATUS.STATUS_OBJECT_TYPE_MISMATCH);
    target.dispose();
    expect(() => target.discover()).toThrow(TargetMisuse);
  });
});

test('signals: waiting lets time pass only as far as needed', () => {
  const client = new Client();
  const { target } = client;
  const event = target.createSignal('manual-reset');
  const start = target.now();
  expect(target.takeSignals(event, 500n)).toBe(0);
  expect(target.now() - start).toBe(500n);
});

test('two simulators with the same requests give the same answers at the same times', () => {
  const story = () => {
    const client = new Client();
    const pin = client.openPin(client.openFilter(), 0);
    client.setState(pin, 3);
    const { headers, frames } = client.stream([{ extent: 100 }, { extent: 100 }]);
    client.streamNow(pin, false, headers);
    return [[...headers.bytes], frames.map(({ bytes }) => [...bytes]), client.target.now()];
  };
  expect(story()).toEqual(story());
});
