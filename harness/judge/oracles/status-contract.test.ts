import { expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { causeBreach, finalBreach, statusBreach, statusSet } from './status-contract.ts';

const unknownSet = { name: 'the set is unknown', statuses: statusSet(STATUS.STATUS_PROPSET_NOT_FOUND), rule: 'PROP-010' };
const shortIn = { name: 'In is short', statuses: statusSet(STATUS.STATUS_INVALID_BUFFER_SIZE, STATUS.STATUS_INVALID_PARAMETER) };

test('a status is held against a set', () => {
  expect(statusBreach('get', STATUS.STATUS_NOT_FOUND, statusSet(STATUS.STATUS_NOT_FOUND))).toBeNull();
  expect(statusBreach('get', 0, statusSet(STATUS.STATUS_NOT_FOUND), 'PROP-011')).toEqual({
    oracle: 'O2',
    message: 'get: status is STATUS_SUCCESS',
    expected: 'status STATUS_NOT_FOUND',
    rule: 'PROP-011',
  });
});

test('one cause has its status, of several causes any may come first', () => {
  expect(causeBreach('get', STATUS.STATUS_PROPSET_NOT_FOUND, [unknownSet])).toBeNull();
  expect(causeBreach('get', STATUS.STATUS_INVALID_PARAMETER, [unknownSet])).toMatchObject({ rule: 'PROP-010' });
  expect(causeBreach('get', STATUS.STATUS_INVALID_PARAMETER, [unknownSet, shortIn])).toBeNull();
  expect(causeBreach('get', STATUS.STATUS_SUCCESS, [unknownSet, shortIn])?.expected).toBe(
    'STATUS_PROPSET_NOT_FOUND: the set is unknown, or STATUS_INVALID_BUFFER_SIZE or STATUS_INVALID_PARAMETER: In is short',
  );
});

test('without a cause a request succeeds', () => {
  expect(causeBreach('get', 0, [])).toBeNull();
  expect(causeBreach('get', STATUS.STATUS_UNSUCCESSFUL, [])?.message).toBe('get: status is STATUS_UNSUCCESSFUL');
});

test('STATUS_PENDING is not final', () => {
  expect(finalBreach(STATUS.STATUS_PENDING)?.oracle).toBe('O2');
  expect(finalBreach(STATUS.STATUS_CANCELLED)).toBeNull();
});
