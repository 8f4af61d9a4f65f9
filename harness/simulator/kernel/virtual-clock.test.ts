import { expect, test } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

test('timers call back in order of their time, then of their setting, and see their own time', () => {
  const clock = new VirtualClock(1000);
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name}@${clock.now}`);
  clock.setTimer(1030, note('c'));
  clock.setTimer(1010, note('a'));
  clock.setTimer(1010, note('b'));
  clock.setTimer(1100, note('never'));
  clock.advance(1050);
  expect(seen).toEqual(['a@1010', 'b@1010', 'c@1030']);
  expect(clock.now).toBe(1050);
});

test('a cancelled timer does not call back', () => {
  const clock = new VirtualClock(0);
  let calls = 0;
  const timer = clock.setTimer(10, () => calls++);
  timer.cancel();
  clock.advance(20);
  expect(calls).toBe(0);
});

test('a periodic timer does not drift and stops when cancelled from within', () => {
  const clock = new VirtualClock(5);
  const times: number[] = [];
  const timer = clock.setPeriodic(333, () => {
    times.push(clock.now);
    if (times.length === 4) timer.cancel();
  });
  clock.advance(10_000);
  expect(times).toEqual([338, 671, 1004, 1337]);
});

test('advance stops as soon as its condition holds, at the time of the timer that made it true', () => {
  const clock = new VirtualClock(0);
  let done = false;
  clock.setTimer(7, () => (done = true));
  clock.setTimer(8, () => {
    throw new Error('too far');
  });
  expect(clock.advance(100, () => done)).toBe(true);
  expect(clock.now).toBe(7);
});

test('a period that would stop the clock is refused', () => {
  expect(() => new VirtualClock(0).setPeriodic(0, () => {})).toThrow(RangeError);
});

test('a thousand timers set in any order come out sorted', () => {
  const clock = new VirtualClock(0);
  const out: number[] = [];
  for (let i = 0; i < 1000; i++) {
    const due = (i * 7919) % 1009;
    clock.setTimer(due, () => out.push(due));
  }
  clock.advance(2000);
  expect(out).toEqual([...out].sort((a, b) => a - b));
  expect(out).toHaveLength(1000);
});
