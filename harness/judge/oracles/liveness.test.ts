import { expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { cancelBreach, completionBreach, limits, timeBreach } from './liveness.ts';

test('what ends in time is in order', () => {
  expect(timeBreach('closing', 10n, 10n + limits.close, limits.close)).toBeNull();
  expect(timeBreach('closing', 10n, 11n + limits.close, limits.close)).toMatchObject({ oracle: 'O11', expected: 'at most 500 ms' });
});

test('what did not complete, also when cancelled', () => {
  const answer = { status: STATUS.STATUS_CANCELLED, information: 0 };
  expect(completionBreach('get', answer)).toBeNull();
  expect(completionBreach('get', { ...answer, timedOut: true })?.message).toBe('get did not complete');
  expect(cancelBreach('read', answer)).toBeNull();
  expect(cancelBreach('read', null)?.message).toBe('read was cancelled, and did not complete');
});
