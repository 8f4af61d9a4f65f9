import { expect, test } from 'vitest';
import { BugCheck } from './bugcheck.ts';
import { Pool } from './pool.ts';

test('what a new buffer contains differs from one allocation to the next', () => {
  const pool = new Pool();
  for (const size of [4, 64, 100, 70_000]) {
    const first = pool.allocate('a', size);
    const before = [...first.slice()];
    pool.free(first);
    expect([...pool.allocate('b', size).slice()]).not.toEqual(before);
  }
});

test('accesses outside a buffer are bug checks that name it', () => {
  const buffer = new Pool().allocate('value of X', 6);
  for (const access of [
    () => buffer.u32(3),
    () => buffer.u8(6),
    () => buffer.u8(-1),
    () => buffer.u8(NaN),
    () => buffer.slice(2, 5),
    () => {
      buffer.setI64(0, 0n);
    },
    () => {
      buffer.write(4, new Uint8Array(3));
    },
  ]) {
    expect(access).toThrow(BugCheck);
    expect(access).toThrow(/0x000000D6 DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION: value of X/);
  }
});

test('use after free and double free are bug checks', () => {
  const pool = new Pool();
  const buffer = pool.allocate('gone', 8);
  pool.free(buffer);
  expect(() => buffer.u8(0)).toThrow(/0x000000D5 .*gone/);
  expect(() => {
    pool.free(buffer);
  }).toThrow(/0x000000C2 BAD_POOL_CALLER: gone/);
});

test('live buffers are counted; empty ones are not allocated', () => {
  const pool = new Pool();
  const buffers = [pool.allocate('a', 8), pool.copy('b', Uint8Array.of(1, 2)), pool.allocate('c', 0)];
  expect(pool.live).toBe(2);
  for (const buffer of buffers) pool.free(buffer);
  expect(pool.live).toBe(0);
});

test('accessors are little-endian and keep signs and 64-bit numbers', () => {
  const buffer = new Pool().allocate('a', 16);
  buffer.setU32(0, -2);
  expect([buffer.u32(0), buffer.i32(0)]).toEqual([0xffff_fffe, -2]);
  buffer.setI64Number(8, -123_456_789_012);
  expect(buffer.i64(8)).toBe(-123_456_789_012n);
  buffer.setPointer(8, 8, 0x1d0_0000_1230);
  expect([buffer.pointer(8, 8), buffer.pointer(8, 4)]).toEqual([0x1d0_0000_1230, 0x1230]);
  buffer.setGuid(0, '{00112233-4455-6677-8899-AABBCCDDEEFF}');
  expect([...buffer.slice(0, 8)]).toEqual([0x33, 0x22, 0x11, 0, 0x55, 0x44, 0x77, 0x66]);
  expect(buffer.guid(0)).toBe('{00112233-4455-6677-8899-AABBCCDDEEFF}');
});

test('a buffer knows how many leading bytes were written, in whatever order', () => {
  const buffer = new Pool().allocate('value', 16);
  expect(buffer.defined).toBe(0);
  buffer.setU32(8, 1);
  expect(buffer.defined).toBe(0);
  buffer.setU32(0, 1);
  expect(buffer.defined).toBe(4);
  buffer.write(4, new Uint8Array(4));
  expect(buffer.defined).toBe(12);
  buffer.zero(12);
  expect(buffer.defined).toBe(16);
  expect(new Pool().copy('copy', Uint8Array.of(1, 2)).defined).toBe(2);
});
