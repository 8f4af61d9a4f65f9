import { expect, test } from 'vitest';
import { Client } from '../testing/client.ts';
import { MachineTime } from './machine-time.ts';
import { VirtualClock } from './virtual-clock.ts';

const millisecond = 10_000;

test('timers call back in their order, none before its time, and the deadline is reached', () => {
  const clock = new VirtualClock(1000);
  const time = new MachineTime(clock);
  const seen: string[] = [];
  const at = (due: number, name: string) =>
    clock.setTimer(due, () => {
      seen.push(name);
      expect(clock.now).toBeGreaterThanOrEqual(due);
    });
  at(1000 + 3 * millisecond, 'later');
  at(1000 + millisecond, 'first');
  at(1000 + 3600 * 1000 * millisecond, 'in an hour');
  time.pass(1000 + 5 * millisecond, () => false);
  expect(seen).toEqual(['first', 'later']);
  expect(clock.now).toBeGreaterThanOrEqual(1000 + 5 * millisecond);
});

test('waiting ends when what is waited for has come', () => {
  const clock = new VirtualClock(0);
  let came = false;
  clock.setTimer(millisecond, () => (came = true));
  new MachineTime(clock).pass(3600 * 1000 * millisecond, () => came);
  expect(came).toBe(true);
});

test('time passes by itself', () => {
  const { target } = new Client('testcap', { realTime: true });
  expect(target.capabilities.has('virtual-time')).toBe(false);
  const before = target.now();
  while (target.now() === before);
  const slept = target.now() + 2n * BigInt(millisecond);
  target.sleep(2n * BigInt(millisecond));
  expect(target.now() >= slept).toBe(true);
});
