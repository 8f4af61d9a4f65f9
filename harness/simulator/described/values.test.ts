import { describe, expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import type { PropertyDescription } from '../../description/format.ts';
import { DescribedValue } from './values.ts';

/** Values information of a type, with one list of members. */
const description = (id: number, flags: number, ...members: (object | number)[]) => ({
  PropTypeSet: { Set: 'KSPROPTYPESETID_General', Id: id, Flags: 0 },
  MembersLists: [{ MembersHeader: { MembersFlags: flags }, Members: members }],
});
const [I4, I8, BOOL] = [3, 20, 11];
const [ranges, stepped, values] = [1, 2, 3];

const item = (type: string, told: object | undefined, value: unknown, clamps = false) =>
  ({ id: 'X', type, access: ['get', 'set'], ...(told && { description: told }), value, clamps }) as unknown as PropertyDescription;
/** What a request names that is about neither. */
const anywhere = { pin: 0, channel: 0 };
const long = (value: number) => { const bytes = new Uint8Array(4); new DataView(bytes.buffer).setInt32(0, value, true); return bytes; };
const wide = (value: bigint) => { const bytes = new Uint8Array(8); new DataView(bytes.buffer).setBigInt64(0, value, true); return bytes; };
const { STATUS_SUCCESS, STATUS_INVALID_PARAMETER } = STATUS;

/** The status of a set, and the value behind it. */
function set(described: DescribedValue, bytes: Uint8Array) {
  const status = described.write(anywhere, bytes);
  const held = described.read(anywhere);
  return [status, typeof held === 'number' ? held : [...held]];
}

describe('a number with steps', () => {
  const steps = description(I4, stepped, { Bounds: { SignedMinimum: -10, SignedMaximum: 10 }, SteppingDelta: 5 });
  test('takes those on a step, the others are moved to one', () => {
    const described = new DescribedValue(item('LONG', steps, 0), 'x64');
    expect(set(described, long(5))).toEqual([STATUS_SUCCESS, [...long(5)]]);
    expect(set(described, long(-7))).toEqual([STATUS_SUCCESS, [...long(-10)]]);
    expect(described.changed).toBe(true);
    expect(set(described, long(11))).toEqual([STATUS_INVALID_PARAMETER, [...long(-10)]]);
  });
  test('comes to the nearest bound where the device clamps', () => {
    const described = new DescribedValue(item('LONG', steps, 0, true), 'x64');
    expect(set(described, long(99))).toEqual([STATUS_SUCCESS, [...long(10)]]);
    expect(set(described, long(-99))).toEqual([STATUS_SUCCESS, [...long(-10)]]);
  });
});

test('a wide number', () => {
  const described = new DescribedValue(item('LONGLONG', description(I8, stepped, { Bounds: { SignedMinimum: -8n, SignedMaximum: 80n }, SteppingDelta: 8n }), 0, true), 'x64');
  expect(set(described, wide(15n))).toEqual([STATUS_SUCCESS, [...wide(8n)]]);
  expect(set(described, wide(-100n))).toEqual([STATUS_SUCCESS, [...wide(-8n)]]);
});

test('one of several values: the nearest, where the device clamps', () => {
  const some = description(I4, values, -20, 0, 20);
  const strict = new DescribedValue(item('LONG', some, 0), 'x64');
  expect(set(strict, long(20))).toEqual([STATUS_SUCCESS, [...long(20)]]);
  expect(set(strict, long(19))).toEqual([STATUS_INVALID_PARAMETER, [...long(20)]]);
  const clamping = new DescribedValue(item('LONG', some, 0, true), 'x64');
  expect(set(clamping, long(13))).toEqual([STATUS_SUCCESS, [...long(20)]]);
  expect(set(clamping, long(-99))).toEqual([STATUS_SUCCESS, [...long(-20)]]);
});

test('every truth but 0 is 1', () => {
  const described = new DescribedValue(item('BOOL', description(BOOL, ranges, { UnsignedMinimum: 0, UnsignedMaximum: 1 }), 0), 'x64');
  expect(set(described, long(7))).toEqual([STATUS_SUCCESS, [...long(1)]]);
  expect(set(described, long(0))).toEqual([STATUS_SUCCESS, [...long(0)]]);
});

test('a value that is refused is refused after a set, too', () => {
  const refused = { ...item('LONG', undefined, undefined), status: 'STATUS_DEVICE_NOT_READY' } as unknown as PropertyDescription;
  const described = new DescribedValue(refused, 'x64');
  expect(described.refuses).toBe(true);
  expect(set(described, long(1))).toEqual([STATUS_SUCCESS, STATUS.STATUS_DEVICE_NOT_READY]);
  expect(described.changed).toBe(false);
});
