import { describe, expect, test } from 'vitest';
import { statusName } from '../../abi/ntstatus.ts';
import { Access, TargetMisuse, type PlugAndPlay } from '../../target/target.ts';
import { PROPERTY, TESTCAP_PROPERTIES as OWN } from '../minidrivers/testcap/sets.ts';
import { PIN } from '../minidrivers/testcap/testcap.ts';
import { AudioClient } from '../testing/audio.ts';
import { Client, GET, SET, u32, ulongs } from '../testing/client.ts';

function manager(client: Client): PlugAndPlay {
  const { plugAndPlay } = client.target;
  if (plugAndPlay === undefined) throw new Error('the simulator has no plug and play');
  return plugAndPlay;
}

describe('power', () => {
  test('PWR-001: a stream that runs is paused for sleep, and runs again; one that does not stays as it is', () => {
    for (const state of [0, 1, 2, 3]) {
      const client = new Client();
      const pin = client.openPin(client.openFilter(), PIN.CAPTURE);
      client.setState(pin, state);
      manager(client).setPower('D3');
      expect(client.state(pin)).toBe(Math.min(state, 2));
      manager(client).setPower('D0');
      expect(client.state(pin)).toBe(state);
    }
  });

  test('CONN-025: the position of a WaveRT stream stands still during sleep', () => {
    const client = new AudioClient();
    const pin = client.openPin(client.openNamed('wave'), 0);
    client.allocate(pin, 65_536);
    client.setState(pin, 3);
    client.pass(10);
    manager(client).setPower('D3');
    const before = client.position(pin);
    client.pass(100);
    expect(client.position(pin)).toBe(before);
    manager(client).setPower('D0');
    client.pass(10);
    expect(client.position(pin)).toBeGreaterThan(before);
  });

  test('a client may stop what was paused for sleep', () => {
    const client = new Client();
    const pin = client.openPin(client.openFilter(), PIN.CAPTURE);
    client.setState(pin, 3);
    manager(client).setPower('D2');
    client.setState(pin, 0);
    manager(client).setPower('D0');
    expect(client.state(pin)).toBe(0);
  });
});

describe('removal', () => {
  test('OBJ-144, PNP-001…004: what is pending fails, then everything but close; the interface is gone', () => {
    const client = new Client();
    const { target } = client;
    const before = target.census();
    const [found] = target.discover();
    const filter = client.openFilter();
    const pin = client.openPin(filter, PIN.CAPTURE);
    client.setState(pin, 2);
    const { headers } = client.stream([{ extent: 64 }]);
    const read = target.submit(pin, 0x002f_4017, null, { region: headers, offset: 0, length: headers.length });
    manager(client).unplug();
    expect(statusName(target.wait(read, 0n)?.status ?? 0)).toBe('STATUS_CANCELLED');
    expect(client.property(filter, OWN, PROPERTY.LEVEL, GET, 4).status).toBe('STATUS_DEVICE_REMOVED');
    expect(client.openChild(filter, 'KSSTRING_Pin', new Uint8Array(100)).status).toBe('STATUS_DEVICE_REMOVED');
    expect(target.discover()).toEqual([]);
    expect(statusName(target.open(found?.path ?? '', Access.read).status)).toBe('STATUS_OBJECT_NAME_NOT_FOUND');
    expect([target.close(filter), target.close(pin)]).toEqual([0, 0]);
    expect(target.census()).toEqual(before);
  });

  test('PNP-005, PNP-006: it comes back at the same path, as new, and old handles stay dead', () => {
    const client = new Client();
    const { target } = client;
    const before = target.discover();
    const old = client.openFilter();
    client.property(old, OWN, PROPERTY.LEVEL, SET, ulongs(10));
    manager(client).unplug();
    manager(client).plug();
    expect(target.discover()).toEqual(before);
    const filter = client.openFilter();
    expect(u32(client.property(filter, OWN, PROPERTY.LEVEL, GET, 4).out)).toBe(0);
    expect(client.property(old, OWN, PROPERTY.LEVEL, GET, 4).status).toBe('STATUS_DEVICE_REMOVED');
    expect([target.close(old), target.close(filter)]).toEqual([0, 0]);
  });

  test('what is there cannot be plugged in', () => {
    const client = new Client();
    expect(() => {
      manager(client).plug();
    }).toThrow(TargetMisuse);
  });
});
