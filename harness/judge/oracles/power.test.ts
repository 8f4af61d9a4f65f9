import { expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { asleepBreach, flowBreach, goneBreach, resumeBreach, returnBreach } from './power.ts';

const level = (value: string, time = '0') => new Map([['level', value], ['time', time]]);

test('what slept is what it was', () => {
  expect(resumeBreach('sleep', level('5'), level('5'))).toBeNull();
  expect(resumeBreach('sleep', level('5'), level('5', '9'), new Set(['time']))).toBeNull();
  expect(resumeBreach('sleep', level('5'), level('0'))?.message).toBe('after sleep, level is 0 and was 5');
});

test('nothing comes while it sleeps, and something after', () => {
  expect(asleepBreach(0, 'frames')).toBeNull();
  expect(asleepBreach(2, 'frames')?.message).toBe('2 frames came while the device slept');
  expect(flowBreach('sleep', 1, 'frames')).toBeNull();
  expect(flowBreach('sleep', 0, 'frames')?.oracle).toBe('O18');
});

test('what is gone refuses, what is back is new', () => {
  expect(goneBreach('get', STATUS.STATUS_DEVICE_REMOVED)).toBeNull();
  expect(goneBreach('get', 0)?.message).toBe('get ends with STATUS_SUCCESS after the device was taken away');
  expect(returnBreach(level('0'), level('0'))).toBeNull();
  expect(returnBreach(level('0'), level('5'))?.message).toBe('back again, level is 5 and was 0');
});
