import { expect, test } from 'vitest';
import { IOCTL } from '../../abi/ioctl.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import { kindBreach, parameterBreach, setBreach } from './kind-matrix.ts';

const { IOCTL_KS_PROPERTY, IOCTL_KS_READ_STREAM, IOCTL_KS_HANDSHAKE } = IOCTL;
const { STATUS_INVALID_DEVICE_REQUEST } = STATUS;
const matrix = { filter: new Set<number>([IOCTL_KS_PROPERTY]), pin: new Set<number>([IOCTL_KS_PROPERTY, IOCTL_KS_READ_STREAM]) };

test('only the diagonal succeeds', () => {
  expect(kindBreach(matrix, 'pin', IOCTL_KS_READ_STREAM, 0)).toBeNull();
  expect(kindBreach(matrix, 'filter', IOCTL_KS_READ_STREAM, STATUS_INVALID_DEVICE_REQUEST)).toBeNull();
  expect(kindBreach(matrix, 'filter', IOCTL_KS_READ_STREAM, 0)).toMatchObject({
    oracle: 'O17',
    message: 'a filter answers IOCTL_KS_READ_STREAM with STATUS_SUCCESS',
    expected: 'an error: it is for a pin',
  });
  expect(kindBreach(matrix, 'pin', IOCTL_KS_HANDSHAKE, STATUS.STATUS_PENDING)?.expected).toBe('an error: no object takes it');
  expect(() => kindBreach(matrix, 'clock', IOCTL_KS_PROPERTY, 0)).toThrow(RangeError);
});

test('sets of other kinds, handles of other kinds', () => {
  expect(setBreach('filter', 'the connection set', ['pin'], STATUS.STATUS_PROPSET_NOT_FOUND)).toBeNull();
  expect(setBreach('filter', 'the connection set', ['pin'], 0)?.expected).toBe('an error: the set is one of a pin');
  expect(parameterBreach('open', 'pin', 'pin', 0)).toBeNull();
  expect(parameterBreach('open', 'pin', undefined, STATUS.STATUS_INVALID_HANDLE)).toBeNull();
  expect(parameterBreach('open', 'pin', 'filter', 0)?.message).toBe('open: a handle of a filter is taken for a pin');
});
