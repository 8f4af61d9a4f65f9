import { describe, expect, test } from 'vitest';
import { byteLength } from '../../abi/byte-length.ts';
import { TargetMisuse } from '../../target/target.ts';
import { AddressSpace } from './address-space.ts';
import { Pool } from './pool.ts';
import { ACCESS_VIOLATION } from './status-exception.ts';

const pool = new Pool();
const wild = (address: bigint, length: number) => ({ address, length: byteLength(length) });

describe.each(['x64', 'x86'] as const)('%s', (arch) => {
  test('a region is zeroed, aligned to 16 unless misaligned, and readable through its address', () => {
    const space = new AddressSpace(arch);
    const region = space.allocate(10, 'normal', 0);
    expect(region.address % 16n).toBe(0n);
    expect([...region.bytes]).toEqual(new Array(10).fill(0));
    region.bytes.set([1, 2, 3], 4);
    const copy = pool.allocate('test', 3);
    space.copyIn(wild(region.address + 4n, 3), 3, copy);
    expect([...copy.slice()]).toEqual([1, 2, 3]);
    expect(space.allocate(10, 'normal', 3).address % 16n).toBe(3n);
  });

  test('touching a byte outside a region, before or behind, raises an access violation', () => {
    const space = new AddressSpace(arch);
    const { address } = space.allocate(8, 'normal', 0);
    expect(() => space.lock(Number(address), 9, false)).toThrow(ACCESS_VIOLATION);
    expect(() => space.lock(Number(address) - 1, 1, false)).toThrow(ACCESS_VIOLATION);
    expect(() => space.lock(0, 1, false)).toThrow(ACCESS_VIOLATION);
    expect(space.lock(Number(address) + 7, 1, true)).toMatchObject({ offset: 7, length: 1 });
  });

  test('kinds of memory allow what their name says', () => {
    const space = new AddressSpace(arch);
    const touch = (kind: 'read-only' | 'no-access' | 'freed' | 'kernel', write: boolean) => () =>
      space.lock(Number(space.allocate(8, kind, 0).address), 8, write);
    expect(touch('read-only', false)).not.toThrow();
    expect(touch('read-only', true)).toThrow(ACCESS_VIOLATION);
    for (const kind of ['no-access', 'freed', 'kernel'] as const) {
      expect(touch(kind, false)).toThrow(ACCESS_VIOLATION);
      expect(space.allocate(8, kind, 0).bytes).toHaveLength(0);
    }
  });

  test('a span is held to what its region is', () => {
    const space = new AddressSpace(arch);
    const region = space.allocate(8, 'read-only', 0);
    const span = { region, offset: 2, length: byteLength(6) };
    expect(space.lengthOf(span)).toBe(6);
    expect(() => {
      space.probe(span, 6, true);
    }).toThrow(ACCESS_VIOLATION);
    expect(() => space.lengthOf({ region, offset: 4, length: byteLength(5) })).toThrow(TargetMisuse);
  });

  test('released memory faults, keeps its address, and must not be named again', () => {
    const space = new AddressSpace(arch);
    const region = space.allocate(8, 'normal', 0);
    space.release(region);
    expect(region.kind).toBe('freed');
    expect(region.bytes).toHaveLength(0);
    expect(() => space.lock(Number(region.address), 1, false)).toThrow(ACCESS_VIOLATION);
    expect(() => space.lengthOf({ region, offset: 0, length: byteLength(8) })).toThrow(TargetMisuse);
    expect(() => {
      space.release(region);
    }).toThrow(TargetMisuse);
    expect(space.allocate(8, 'normal', 0).address).not.toBe(region.address);
  });

  test('kernel addresses are in the kernel half, caller addresses are not', () => {
    const space = new AddressSpace(arch);
    const half = arch === 'x64' ? 0x8000_0000_0000n : 0x8000_0000n;
    expect(space.allocate(8, 'kernel', 0).address >= half).toBe(true);
    expect(space.allocate(8, 'normal', 0).address < half).toBe(true);
  });

  test('pages that a driver locked stay what they are after the caller gave them back', () => {
    const space = new AddressSpace(arch);
    const region = space.allocate(8, 'normal', 0);
    const pages = space.lock(Number(region.address), 8, true);
    space.release(region);
    pages.bytes[pages.offset] = 7;
    expect(pages.bytes[0]).toBe(7);
  });
});

test('x86 addresses are used again only after all others, and never overlap', () => {
  const space = new AddressSpace('x86');
  const kept = space.allocate(1 << 24, 'normal', 0);
  for (let i = 0; i < 200; i++) {
    const region = space.allocate(1 << 24, 'no-access', 0);
    const apart = region.address >= kept.address + BigInt(kept.length) || region.address + BigInt(region.length) <= kept.address;
    expect(apart).toBe(true);
    space.release(region);
  }
  expect(space.live).toBe(1);
});

test('a byte array has another address each time it is passed', () => {
  const space = new AddressSpace('x64');
  const bytes = new Uint8Array(32);
  expect(space.addressOf(bytes)).not.toBe(space.addressOf(bytes));
  expect(space.addressOf(null)).toBe(0);
});
