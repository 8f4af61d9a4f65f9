import { expect, test } from 'vitest';
import { byteLength } from '../../abi/byte-length.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import { TargetMisuse, type Processes, type Target } from '../../target/target.ts';
import { PIN } from '../minidrivers/testcap/testcap.ts';
import { TESTCAP_EVENTS, TESTCAP_PROPERTIES as OWN } from '../minidrivers/testcap/sets.ts';
import { Client, GET, SET, ulongs } from '../testing/client.ts';

function scene() {
  const client = new Client('testcap');
  const target: Target = client.target;
  const processes = target.processes as Processes;
  return { client, target, processes, filter: client.openFilter(), child: processes.start() };
}

test('a process sees its own handles only', () => {
  const { client, target, processes, filter, child } = scene();
  expect(() => processes.within(child, () => client.property(filter, OWN, 0, GET, 4))).toThrow(TargetMisuse);
  const duplicate = processes.duplicate(filter, child);
  expect(() => target.close(duplicate)).toThrow(TargetMisuse);
  expect(processes.within(child, () => client.property(duplicate, OWN, 0, SET, ulongs(50))).status).toBe('STATUS_SUCCESS');
  expect(client.property(filter, OWN, 0, GET, 4).out).toEqual(ulongs(50));
});

test('a process sees its own memory only', () => {
  const { client, target, processes, filter, child } = scene();
  const region = target.allocate(64);
  const duplicate = processes.duplicate(filter, child);
  const out = { region, offset: 0, length: byteLength(4) };
  const input = new Uint8Array(24);
  client.property(filter, OWN, 0, GET, 4);
  const ask = (handle: typeof filter) => target.ioctl(handle, 0x2f_0003, input, out).status;
  expect([ask(filter), processes.within(child, () => ask(duplicate))]).toEqual([STATUS.STATUS_PROPSET_NOT_FOUND, STATUS.STATUS_ACCESS_VIOLATION]);
});

test('a request that is completed by the doing of another process writes to the memory of its own', () => {
  const { client, target, processes, filter, child } = scene();
  const pin = client.openPin(filter, PIN.AUDIO);
  client.setState(pin, 2);
  const { headers } = client.stream([{ extent: 64 }]);
  const reading = client.submitStream(pin, false, headers);
  const duplicate = processes.duplicate(pin, child);
  processes.within(child, () => client.setState(duplicate, 3));
  processes.within(child, () => { target.sleep(200_000n); });
  expect(target.wait(reading, 0n)?.status).toBe(STATUS.STATUS_SUCCESS);
  expect(client.headerField(headers, 'dataUsed')).toBe(64);
});

test('the last handle cleans up, whose process ever has it', () => {
  const { client, target, processes, filter, child } = scene();
  const signal = target.createSignal('semaphore', 9);
  client.enable(filter, TESTCAP_EVENTS, 0, 1, client.eventData(2, signal));
  const duplicate = processes.duplicate(filter, child);
  target.close(filter);
  expect(target.census().eventEnables).toBe(1);
  processes.within(child, () => client.property(duplicate, OWN, 0, SET, ulongs(10)));
  expect(target.takeSignals(signal, 0n)).toBe(1);
  processes.within(child, () => target.close(duplicate));
  expect(target.census().eventEnables).toBe(0);
});

test('a process that ends leaves nothing: its requests are cancelled, its handles closed', () => {
  const { client, target, processes, filter, child } = scene();
  const before = target.census();
  processes.within(child, () => {
    const own = client.openFilter();
    const pin = client.openPin(own, PIN.AUDIO);
    client.setState(pin, 2);
    client.submitStream(pin, false, client.stream([{ extent: 64 }]).headers);
    target.createSignal('auto-reset');
  });
  expect(target.census()).toMatchObject({ handles: 4, pendingRequests: 1 });
  processes.end(child);
  expect(target.census()).toEqual(before);
  expect(client.property(filter, OWN, 0, GET, 4).status).toBe('STATUS_SUCCESS');
  expect(() => { processes.end(child); }).toThrow(TargetMisuse);
  expect(() => processes.duplicate(filter, child)).toThrow(TargetMisuse);
});
