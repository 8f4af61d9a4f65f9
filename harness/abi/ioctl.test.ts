import { expect, test } from 'vitest';
import { ioctlsTable } from './generated/ioctls.ts';
import { deviceTypeKs, IOCTL, IoctlAccess, ioctlName, ioctlParts } from './ioctl.ts';

test.each([
  ['IOCTL_KS_PROPERTY', 0x002f0003, 0, IoctlAccess.any],
  ['IOCTL_KS_ENABLE_EVENT', 0x002f0007, 1, IoctlAccess.any],
  ['IOCTL_KS_DISABLE_EVENT', 0x002f000b, 2, IoctlAccess.any],
  ['IOCTL_KS_METHOD', 0x002f000f, 3, IoctlAccess.any],
  ['IOCTL_KS_WRITE_STREAM', 0x002f8013, 4, IoctlAccess.write],
  ['IOCTL_KS_READ_STREAM', 0x002f4017, 5, IoctlAccess.read],
  ['IOCTL_KS_RESET_STATE', 0x002f001b, 6, IoctlAccess.any],
  ['IOCTL_KS_HANDSHAKE', 0x002f001f, 7, IoctlAccess.any],
] as const)('%s', (name, code, fn, access) => {
  expect(IOCTL[name]).toBe(code);
  expect(ioctlName(code)).toBe(name);
  expect(ioctlParts(code)).toEqual({ deviceType: deviceTypeKs, function: fn, method: 3, access });
});

test('the codes are all that the headers have', () => {
  expect(Object.keys(IOCTL)).toHaveLength(8);
  for (const [name, code, fn, access] of ioctlsTable) {
    expect([name, ioctlParts(code).function, ['ANY', 'READ', 'WRITE'][ioctlParts(code).access]]).toEqual([name, fn, access]);
  }
});

test('an unknown code is shown in hex', () => {
  expect(ioctlName(0x2f0023)).toBe('0x002F0023');
});
