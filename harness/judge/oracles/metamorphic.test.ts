import { expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { equivalenceBreach, relations } from './metamorphic.ts';

const { STATUS_SUCCESS, STATUS_INVALID_PARAMETER, STATUS_NOT_FOUND } = STATUS;
const outcome = (status: number, information = 0, bytes?: Uint8Array) => ({ status, information, ...(bytes && { bytes }) });
const after = (level: string) => ({ ...outcome(STATUS_SUCCESS), after: new Map([['level', level]]) });

test('fate is weaker than status', () => {
  const [one, other] = [outcome(STATUS_INVALID_PARAMETER), outcome(STATUS_NOT_FOUND)];
  expect(equivalenceBreach('set', relations.serialized, one, other)).toBeNull();
  expect(equivalenceBreach('set', relations.thunked, one, other)?.message).toBe(
    'set of a 64-bit and of a 32-bit caller: status STATUS_INVALID_PARAMETER, and STATUS_NOT_FOUND',
  );
  expect(equivalenceBreach('set', relations.serialized, one, outcome(STATUS_SUCCESS))?.oracle).toBe('O7');
});

test('Information and bytes count where the relation says so', () => {
  const [one, other] = [outcome(STATUS_SUCCESS, 4, Uint8Array.of(1)), outcome(STATUS_SUCCESS, 8, Uint8Array.of(1))];
  expect(equivalenceBreach('get', relations.neutralFlags, one, other)?.message).toContain('Information 4, and 8');
  expect(equivalenceBreach('get', relations.headers, one, other)).toBeNull();
  expect(equivalenceBreach('get', relations.headers, one, outcome(STATUS_SUCCESS, 4, Uint8Array.of(2)))?.message).toContain('01, and 02');
  expect(equivalenceBreach('get', relations.headers, one, outcome(STATUS_SUCCESS, 4))).toBeNull();
});

test('the effect always counts', () => {
  expect(equivalenceBreach('set', relations.serialized, after('5'), after('5'))).toBeNull();
  expect(equivalenceBreach('set', relations.serialized, after('5'), after('0'))?.message).toContain('level is 0 and was 5');
});
