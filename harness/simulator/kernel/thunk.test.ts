import { expect, test } from 'vitest';
import { byteLength } from '../../abi/byte-length.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import { MustWait } from '../../target/target.ts';
import { PIN } from '../minidrivers/testcap/testcap.ts';
import { Client } from '../testing/client.ts';

const x86 = (...faults: string[]): Client => new Client('testcap', { arch: 'x86', faults });

test('lengths that leave 32 bits are refused, and nothing is allocated', () => {
  const client = x86();
  const filter = client.openFilter();
  const before = client.target.census();
  const { address } = client.target.allocate(64);
  const ask = () => client.target.ioctl(filter, IOCTL.IOCTL_KS_PROPERTY, { address, length: byteLength(0xffff_ffff) }, { address, length: byteLength(64) });
  expect(ask().status).toBe(STATUS.STATUS_INVALID_BUFFER_SIZE);
  expect(client.target.census()).toEqual(before);
});

test('a request that is larger than the pool ends with a status, and nothing is allocated', () => {
  const client = x86();
  const filter = client.openFilter();
  const before = client.target.census();
  // In and Out are the same memory: it is asked for twice, more than the pool has.
  const region = client.target.allocate(0x0800_0010);
  const all = { region, offset: 0, length: region.length };
  expect(client.target.ioctl(filter, IOCTL.IOCTL_KS_PROPERTY, all, all).status).toBe(STATUS.STATUS_INSUFFICIENT_RESOURCES);
  expect(client.target.census()).toEqual(before);
});

test('a temporary lives as long as its request, and no longer', () => {
  const client = x86();
  const pin = client.openPin(client.openFilter(), PIN.CAPTURE);
  client.setState(pin, 2);
  const before = client.target.census().allocations;
  const { headers } = client.stream([{ extent: 8 }]);
  const id = client.target.submit(pin, IOCTL.IOCTL_KS_READ_STREAM, null, { region: headers, offset: 0, length: headers.length });
  expect(client.target.census().allocations).toBeGreaterThan(before);
  client.target.cancel(id);
  expect(client.target.wait(id, 0n)?.status).toBe(STATUS.STATUS_CANCELLED);
  expect(client.target.census().allocations).toBe(before);
});

test('a request that must wait leaves no temporary behind', () => {
  const client = x86();
  const { target } = client;
  const pin = client.openPin(client.openFilter(), PIN.CAPTURE);
  const before = target.census().allocations;
  let waited = 0;
  target.scheduling?.setSwitcher((at) => {
    if (at !== 'state') return;
    // The pin is changing its state: another thread waits for its control mutex.
    expect(() => client.setState(pin, 0)).toThrow(MustWait);
    waited++;
  });
  expect(client.setState(pin, 2)).toBe('STATUS_SUCCESS');
  target.scheduling?.setSwitcher(null);
  expect(waited).toBeGreaterThan(0);
  expect(target.census().allocations).toBe(before);
});

test('a temporary that is freed too early is used after it was freed', () => {
  const client = x86('thunk.freed-while-pending');
  const pin = client.openPin(client.openFilter(), PIN.CAPTURE);
  client.setState(pin, 2);
  const { headers } = client.stream([{ extent: 8 }]);
  const id = client.target.submit(pin, IOCTL.IOCTL_KS_READ_STREAM, null, { region: headers, offset: 0, length: headers.length });
  expect(() => {
    client.target.cancel(id);
  }).toThrow(/DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL: temporary of the thunk/);
});
