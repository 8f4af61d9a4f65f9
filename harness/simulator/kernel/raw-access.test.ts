import { describe, expect, test } from 'vitest';
import { byteLength } from '../../abi/byte-length.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import { Access, TargetDied, type Arch, type MemoryKind } from '../../target/target.ts';
import { createSimulator } from '../simulator.ts';
import { header, pinId } from '../testing/client.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import { AddressSpace } from './address-space.ts';
import { Pool } from './pool.ts';
import { IRQL, Processor } from './processor.ts';
import { ACCESS_VIOLATION } from './status-exception.ts';

const bad: readonly MemoryKind[] = ['no-access', 'freed'];

function machine(arch: Arch = 'x64') {
  const processor = new Processor();
  const space = new AddressSpace(arch, processor);
  const at = (kind: MemoryKind, length = 16): number => Number(space.allocate(length, kind, 0).address);
  return { processor, space, at };
}

describe.each(['x64', 'x86'] as const)('on %s an address that nobody probed', (arch) => {
  test.each(bad)('of %s memory is an exception within a frame, and a bug check without one', (kind) => {
    const { processor, space, at } = machine(arch);
    const address = at(kind);
    expect(() => processor.framed(() => space.read(address, 4))).toThrow(ACCESS_VIOLATION);
    expect(() => space.read(address, 4)).toThrow(/0x0000001E KMODE_EXCEPTION_NOT_HANDLED: address 0x/);
    processor.calls = 1;
    expect(() => space.read(address, 4)).toThrow(/0x0000003B SYSTEM_SERVICE_EXCEPTION: address 0x[0-9a-f]+: read without a probe/);
  });

  test('of nothing at all, of NULL, and behind the end of memory is the same', () => {
    const { processor, space, at } = machine(arch);
    for (const address of [0, 64, at('normal', 16) + 8]) {
      expect(() => space.read(address, 16)).toThrow(/KMODE_EXCEPTION_NOT_HANDLED/);
      expect(() => processor.framed(() => space.read(address, 16))).toThrow(ACCESS_VIOLATION);
    }
  });

  test('of read-only memory can be read, and not written', () => {
    const { processor, space, at } = machine(arch);
    const address = at('read-only');
    expect(space.read(address, 4)).toEqual(new Uint8Array(4));
    expect(() => processor.framed(() => { space.write(address, Uint8Array.of(1)); })).toThrow(ACCESS_VIOLATION);
    expect(() => { space.write(address, Uint8Array.of(1)); }).toThrow(/written without a probe/);
  });

  test('of memory that is there works: that is why such bugs live long', () => {
    const { space, at } = machine(arch);
    const address = at('normal');
    space.write(address, Uint8Array.of(1, 2, 3));
    expect([...space.read(address, 3)]).toEqual([1, 2, 3]);
  });

  test('of the kernel half gives kernel addresses away where memory is mapped', () => {
    const { space, at } = machine(arch);
    const address = at('kernel', 64);
    const given = new DataView(space.read(address, 8).buffer);
    const pointer = arch === 'x64' ? Number(given.getBigUint64(0, true)) : given.getUint32(0, true);
    expect(space.system.holds(pointer)).toBe(true);
  });

  test('of the kernel half stops the machine where nothing is mapped, frame or not', () => {
    const { processor, space, at } = machine(arch);
    const unmapped = at('kernel', 16) + 2 * 4096;
    for (const address of [unmapped, arch === 'x64' ? 0xffff_8000_0000_1000 : 0x8000_1000]) {
      expect(() => processor.framed(() => space.read(address, 4))).toThrow(/0x00000050 PAGE_FAULT_IN_NONPAGED_AREA: .*read, and nothing/);
      expect(() => processor.framed(() => { space.write(address, Uint8Array.of(1)); })).toThrow(/0x00000050 .*written, and nothing/);
    }
  });

  test('of code of the kernel can be read; a write stops the machine', () => {
    const { space } = machine(arch);
    expect(space.read(space.system.image, 8)).toHaveLength(8);
    expect(() => { space.write(space.system.image, Uint8Array.of(1)); }).toThrow(/0x000000BE ATTEMPTED_WRITE_TO_READONLY_MEMORY/);
  });

  test('of memory of the kernel can be written, and the kernel dies of it later', () => {
    const { space, at } = machine(arch);
    const address = at('kernel', 64);
    space.system.verify();
    space.write(address, Uint8Array.of(7));
    expect(() => { space.system.verify(); }).toThrow(/0x00000109 CRITICAL_STRUCTURE_CORRUPTION: address 0x/);
  });

  test('at DISPATCH stops the machine even if it is good, for it may be paged out', () => {
    const { processor, space, at } = machine(arch);
    const address = at('normal');
    expect(() => processor.raised(IRQL.DISPATCH, () => space.read(address, 4))).toThrow(/0x000000D1 DRIVER_IRQL_NOT_LESS_OR_EQUAL/);
    expect(() => processor.raised(IRQL.DISPATCH, () => space.lock(address, 4, false))).toThrow(/0x000000B8 .*MmProbeAndLockPages/);
  });

  test('is probed only for users, and locked for anybody only where memory is', () => {
    const { space, at } = machine(arch);
    const kernel = at('kernel', 16);
    expect(() => { space.probe({ address: BigInt(kernel), length: byteLength(8) }, 8, true); }).toThrow(ACCESS_VIOLATION);
    space.probe({ address: BigInt(kernel), length: byteLength(8) }, 8, true, 'kernel');
    expect(() => space.lock(kernel, 8, true)).toThrow(ACCESS_VIOLATION);
    expect(space.lock(kernel, 8, true, 'kernel').length).toBe(8);
    expect(() => space.lock(kernel + 2 * 4096, 8, true, 'kernel')).toThrow(ACCESS_VIOLATION);
    expect(() => space.lock(at('freed'), 8, true, 'kernel')).toThrow(ACCESS_VIOLATION);
  });
});

test('IRQL goes up only, and comes back', () => {
  const { processor } = machine();
  processor.raised(IRQL.DISPATCH, () => {
    expect(() => processor.raised(IRQL.APC, () => {})).toThrow(/0x00000009 IRQL_NOT_GREATER_OR_EQUAL/);
    processor.otherThread(() => {
      expect(processor.irql).toBe(IRQL.PASSIVE);
    });
    expect(processor.irql).toBe(IRQL.DISPATCH);
  });
  expect(processor.irql).toBe(IRQL.PASSIVE);
  expect(() => { processor.paged('code'); }).not.toThrow();
});

test('a copy without a probe reads what lies there, and only a frame saves it', () => {
  const { processor, space } = machine();
  const pool = new Pool();
  const copy = pool.allocate('copy', 8);
  const region = space.allocate(16, 'kernel', 0);
  space.copyIn({ region, offset: 0, length: byteLength(8) }, 8, copy);
  expect(space.system.holds(Number(copy.u64(0)))).toBe(true);
  expect(() => { space.copyIn(null, 8, copy); }).toThrow(/KMODE_EXCEPTION/);
  expect(() => processor.framed(() => { space.copyOut(copy, 8, { address: 0n, length: byteLength(8) }); })).toThrow(ACCESS_VIOLATION);
});

describe('a driver that forgets its probes', () => {
  const forgetful = (faults: readonly string[]) => {
    const target = createSimulator('testcap', { faults });
    const { handle } = target.open(target.discover()[0]?.path ?? '', Access.readWrite);
    const ask = (output: Parameters<typeof target.ioctl>[3]) =>
      target.ioctl(handle, IOCTL.IOCTL_KS_PROPERTY, header('KSPROPSETID_Pin', 2, 1, pinId(0)), output);
    return { target, handle, ask };
  };

  test('dies of an address where nothing is, and stays dead until it is reset', () => {
    const { target, handle, ask } = forgetful(['memory.out-not-probed']);
    const wild = { address: 0xffff_8000_0000_1000n, length: byteLength(4) };
    expect(() => ask(wild)).toThrow(/PAGE_FAULT_IN_NONPAGED_AREA/);
    expect(target.probe()).toMatchObject({ alive: false });
    expect(() => ask(new Uint8Array(4))).toThrow(TargetDied);
    expect(() => target.close(handle)).toThrow(TargetDied);
    expect(() => target.census()).toThrow(TargetDied);
    target.reset();
    expect(target.probe()).toEqual({ alive: true });
    expect(target.open(target.discover()[0]?.path ?? '', Access.readWrite).status).toBe(STATUS.STATUS_SUCCESS);
  });

  test('overwrites memory of the kernel and calls it a success', () => {
    const { target, handle, ask } = forgetful(['memory.out-not-probed']);
    const region = target.allocate(16, 'kernel');
    expect(ask({ region, offset: 0, length: byteLength(4) })).toMatchObject({ status: STATUS.STATUS_SUCCESS, information: 4 });
    expect(() => target.close(handle)).toThrow(/CRITICAL_STRUCTURE_CORRUPTION/);
  });

  test('and the careful one refuses both', () => {
    const { target, ask } = forgetful([]);
    const region = target.allocate(16, 'kernel');
    expect(ask({ region, offset: 0, length: byteLength(4) }).status).toBe(STATUS.STATUS_ACCESS_VIOLATION);
    expect(ask({ address: 0xffff_8000_0000_1000n, length: byteLength(4) }).status).toBe(STATUS.STATUS_ACCESS_VIOLATION);
  });
});
