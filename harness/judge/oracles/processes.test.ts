import { expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { duplicateBreach, exitBreach, survivorBreach } from './processes.ts';

const outcome = (status: number, byte = 0, level = '5') => ({ status, information: 1, bytes: Uint8Array.of(byte), after: new Map([['level', level]]) });
const refused = { status: STATUS.STATUS_ACCESS_DENIED, information: 0 };

test('a duplicate does the same, or is refused without an effect', () => {
  expect(duplicateBreach('get', outcome(0), outcome(0))).toBeNull();
  expect(duplicateBreach('get', outcome(0), refused)).toBeNull();
  expect(duplicateBreach('set', outcome(0), { ...refused, after: new Map([['level', '0']]) }, new Map([['level', '0']]))).toBeNull();
  expect(duplicateBreach('set', outcome(0), { ...refused, after: new Map([['level', '5']]) }, new Map([['level', '0']]))?.message).toBe(
    'set is refused in another process, and level is 5 and was 0',
  );
  expect(duplicateBreach('get', outcome(0), outcome(0, 9))?.message).toBe('get: 00, and in another process 09');
  expect(duplicateBreach('set', outcome(0), outcome(0, 0, '7'))?.message).toContain('level is 7 and was 5');
  expect(duplicateBreach('get', refused, outcome(0))?.message).toContain('STATUS_ACCESS_DENIED, and in another process STATUS_SUCCESS');
  expect(duplicateBreach('get', outcome(0), { ...outcome(0), information: 2 })?.oracle).toBe('O20');
});

test('who is left goes on', () => {
  expect(survivorBreach('a read', { status: STATUS.STATUS_PENDING, information: 0 }, { status: STATUS.STATUS_PENDING, information: 0 })).toBeNull();
  expect(survivorBreach('a read', { status: STATUS.STATUS_PENDING, information: 0 }, { status: STATUS.STATUS_CANCELLED, information: 0 })?.message).toBe(
    'a read is STATUS_CANCELLED after another process ended, and was STATUS_PENDING',
  );
  expect(survivorBreach('LEVEL', outcome(0), outcome(0, 0, '9'))?.message).toContain('level is 9 and was 5');
});

test('a process that ends leaves nothing', () => {
  const none = { handles: 0, pendingRequests: 0, eventEnables: 0, allocations: 0, references: 0 };
  expect(exitBreach(none, none)).toBeNull();
  expect(exitBreach(none, { ...none, pendingRequests: 1 })).toMatchObject({ oracle: 'O20', message: '1 pending requests are left after a process ended' });
});
