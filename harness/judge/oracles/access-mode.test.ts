import { expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { addressClassBreach, modeBreach } from './access-mode.ts';

test('handlers of a user are told so', () => {
  expect(modeBreach('set', [])).toBeNull();
  expect(modeBreach('set', ['user', 'user'])).toBeNull();
  expect(modeBreach('set', ['kernel'])?.message).toBe('set: its handler is told that the kernel asks');
  expect(modeBreach('set', ['user', 'kernel'])?.message).toContain('handler 2 of 2');
});

test.each([
  ['normal', 'writes', false],
  ['read-only', 'reads', false],
  ['read-only', 'writes', true],
  ['kernel', 'reads', true],
  ['no-access', 'reads', true],
  ['freed', 'writes', true],
] as const)('%s memory that the driver %s', (kind, direction, gains) => {
  expect(addressClassBreach('read', kind, direction, 0) !== null).toBe(gains);
  expect(addressClassBreach('read', kind, direction, STATUS.STATUS_ACCESS_VIOLATION)).toBeNull();
});
