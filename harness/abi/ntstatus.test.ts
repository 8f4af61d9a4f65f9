import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { statusTable, win32Errors } from './ntstatus-table.ts';
import { isError, isSuccess, isWarning, STATUS, statusByName, statusName, statusNames, win32ErrorOf } from './ntstatus.ts';

describe('statusName', () => {
  test('names a known status, signed or not', () => {
    expect(statusName(0)).toBe('STATUS_SUCCESS');
    expect(statusName(0x80000005)).toBe('STATUS_BUFFER_OVERFLOW');
    expect(statusName(0x80000005 | 0)).toBe('STATUS_BUFFER_OVERFLOW');
  });
  test('shows an unknown one in hex', () => {
    expect(statusName(0xc0001234)).toBe('0xC0001234');
    expect(statusName(1)).toBe('0x00000001');
  });
});

describe('statusByName', () => {
  test('takes the name with or without its prefix', () => {
    expect(statusByName('STATUS_NOT_FOUND')).toBe(0xc0000225);
    expect(statusByName('NOT_FOUND')).toBe(0xc0000225);
    expect(STATUS.STATUS_NOT_FOUND).toBe(0xc0000225);
  });
  test('knows no other', () => {
    expect(statusByName('STATUS_OF_MIND')).toBeUndefined();
    expect(statusByName('toString')).toBeUndefined();
  });
});

test.each([
  [0x00000000, 'success'],
  [0x00000103, 'success'],
  [0x40000000, 'success'],
  [0x7fffffff, 'success'],
  [0x80000005, 'warning'],
  [0xbfffffff, 'warning'],
  [0xc0000001, 'error'],
  [0xffffffff, 'error'],
  [0xc0000001 | 0, 'error'],
])('severity of %i is %s', (code, severity) => {
  expect([isSuccess(code), isWarning(code), isError(code)]).toEqual(['success', 'warning', 'error'].map((each) => each === severity));
});

describe('win32ErrorOf', () => {
  test.each([
    [STATUS.STATUS_SUCCESS, 0, 'ERROR_SUCCESS'],
    [STATUS.STATUS_BUFFER_OVERFLOW, 234, 'ERROR_MORE_DATA'],
    [STATUS.STATUS_BUFFER_TOO_SMALL, 122, 'ERROR_INSUFFICIENT_BUFFER'],
    [STATUS.STATUS_INVALID_DEVICE_STATE, 22, 'ERROR_BAD_COMMAND'],
    [STATUS.STATUS_PROPSET_NOT_FOUND, 1170, 'ERROR_SET_NOT_FOUND'],
    [STATUS.STATUS_NO_MATCH, 1169, 'ERROR_NO_MATCH'],
    [STATUS.STATUS_DEVICE_REMOVED, 1617, 'ERROR_DEVICE_REMOVED'],
    // Facility NTWIN32 carries the error itself.
    [0xc0070005, 5, 'ERROR_ACCESS_DENIED'],
    [0xc0079999, 0x9999, '39321'],
    // The customer bit: passed through.
    [0xe0001234, 0xe0001234, '0xE0001234'],
    [0xc0001234, 317, 'ERROR_MR_MID_NOT_FOUND'],
  ])('%i', (status, code, name) => {
    expect(win32ErrorOf(status)).toEqual({ code, name });
  });
});

test('names and numbers are unique', () => {
  expect(new Set(statusNames()).size).toBe(statusTable.length);
  expect(new Set(statusTable.map(([, code]) => code)).size).toBe(statusTable.length);
});

const include = '/usr/share/mingw-w64/include';
const headers = existsSync(`${include}/ntstatus.h`);
describe.skipIf(!headers)(`numbers and mingw-w64's headers${headers ? '' : ' (skipped: they are not installed)'}`, () => {
  const numbers = (file: string): Map<string, number> => {
    const lines = readFileSync(`${include}/${file}`, 'utf8').matchAll(/^#define\s+(\w+)\s+\(?(?:\(NTSTATUS\)|__MSABI_LONG\()?\(?(0x[0-9a-f]+|\d+)/gim);
    return new Map([...lines].map(([, name, value]) => [name as string, Number(value)]));
  };

  test('statuses agree with ntstatus.h', () => {
    const theirs = numbers('ntstatus.h');
    expect(statusTable.map(([name]) => [name, theirs.get(name)])).toEqual(statusTable.map(([name, code]) => [name, code]));
  });

  test('errors agree with winerror.h', () => {
    const theirs = numbers('winerror.h');
    // Newer than the headers, which have their numbers from before 2010.
    const absent = ['ERROR_DRIVER_CANCEL_TIMEOUT', 'ERROR_NOINTERFACE'];
    const names = (Object.keys(win32Errors) as (keyof typeof win32Errors)[]).filter((name) => !absent.includes(name));
    expect(names.map((name) => [name, theirs.get(name)])).toEqual(names.map((name) => [name, win32Errors[name]]));
  });
});
