/** Caller memory at this end: an address that is asked for in time, and bytes that are as new as they need be. */
import { expect, test } from 'vitest';
import { TargetMisuse } from '../target.ts';
import { DeviceTime } from './device-time.ts';
import { RemoteRegion } from './regions.ts';

/** A region whose owner counts how often it was asked, and may know the address then. */
function region(kind: 'normal' | 'no-access' | 'freed', address?: bigint) {
  const asked = { settle: 0, refresh: 0 };
  const made: RemoteRegion = new RemoteRegion(
    {
      settle: () => {
        asked.settle++;
        if (address !== undefined) made.setAddress(address);
      },
      refresh: () => { asked.refresh++; },
    },
    1,
    8,
    kind,
  );
  return { region: made, asked };
}

test('an address is waited for once, by who looks at it', () => {
  const { region: made, asked } = region('normal', 0x1000n);
  expect(asked.settle).toBe(0);
  expect([made.address, made.address, asked.settle]).toEqual([0x1000n, 0x1000n, 1]);
  const { region: none } = region('normal');
  expect(() => none.address).toThrow(TargetMisuse);
});

test('bytes are refreshed where there are some, and gone where they were freed', () => {
  const { region: made, asked } = region('normal');
  made.receive([{ offset: 2, bytes: Uint8Array.of(7) }]);
  expect([...made.bytes]).toEqual([0, 0, 7, 0, 0, 0, 0, 0]);
  expect(asked.refresh).toBe(1);
  // What came from there is not sent back; what the caller writes is, once.
  expect(made.unsent()).toEqual([]);
  made.seen[5] = 1;
  expect(made.unsent()).toEqual([{ offset: 5, bytes: Uint8Array.of(1) }]);
  expect(made.unsent()).toEqual([]);
  made.kind = 'freed';
  expect([made.bytes.length, made.seen.length, asked.refresh]).toEqual([0, 8, 1]);
  const { region: hidden, asked: never } = region('no-access');
  expect([hidden.bytes.length, never.refresh]).toEqual([0, 0]);
});

test('the time at the device goes on without being asked for, and never back', async () => {
  const real = new DeviceTime(false);
  expect([real.told, typeof real.now()]).toEqual([null, 'bigint']);
  real.forget();
  real.tell(5_000_000_000n);
  const first = real.now();
  expect(first).toBeGreaterThanOrEqual(5_000_000_000n);
  await new Promise((resolve) => setTimeout(resolve, 5));
  const later = real.now();
  expect(later).toBeGreaterThan(first);
  real.tell(1n);
  expect([real.told, real.now()]).toEqual([1n, later]);

  const virtual = new DeviceTime(true);
  virtual.tell(7n);
  const back = virtual.mark();
  virtual.tell(9n);
  expect([virtual.now(), virtual.told]).toEqual([9n, 9n]);
  back();
  expect([virtual.now(), virtual.told]).toEqual([7n, 7n]);
  // Of a device that is dead nothing is known.
  virtual.tell(null);
  expect([virtual.now(), virtual.told]).toEqual([7n, null]);
});
