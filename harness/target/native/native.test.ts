import { rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { byteLength } from '../../abi/byte-length.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import { UserError } from '../../base/errors.ts';
import type { Handle, Region, Target } from '../target.ts';
import { Access, TargetMisuse } from '../target.ts';
import { createNativeTarget } from './native.ts';
import { buildFolder, buildTime, cannotBuild, compile, makeExample } from './testing/build.ts';

vi.setConfig({ testTimeout: buildTime });
const folder = buildFolder();
afterAll(() => { rmSync(folder, { recursive: true }); });

/** Codes of testing/touch.c. */
const code = (what: string, offset = 0) => ((offset << 16) | what.charCodeAt(0)) >>> 0;

function problemOf(act: () => unknown): { code: string; message: string; hint: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return { hint: '', ...error.problems[0]! };
    throw error;
  }
  throw new Error('no error');
}

describe('a library that cannot be used is refused with what to do', () => {
  test('there is none', () => {
    const { code, message, hint } = problemOf(() => createNativeTarget(join(folder, 'absent.so')));
    expect([code, message]).toEqual(['KS402', expect.stringContaining('absent.so')]);
    expect(hint).toContain('docs/native-target.md');
  });

  test('it is no library', () => {
    const path = join(folder, 'text.so');
    writeFileSync(path, 'not ELF');
    expect(problemOf(() => createNativeTarget(path)).code).toBe('KS403');
  });

  test.skipIf(cannotBuild)('it lacks functions, or half of a group', () => {
    const bare = problemOf(() => createNativeTarget(compile(folder, 'bare')));
    expect([bare.code, bare.message]).toEqual(['KS405', expect.stringMatching(/does not export kscts_create, .*kscts_ioctl$/)]);
    const half = problemOf(() => createNativeTarget(compile(folder, 'half-group')));
    expect([half.code, half.message]).toEqual(['KS405', expect.stringContaining('exports kscts_wait but not kscts_cancel')]);
  });

  test.skipIf(cannotBuild)('it has another version', () => {
    const { code, message } = problemOf(() => createNativeTarget(compile(folder, 'future')));
    expect([code, message]).toEqual(['KS406', expect.stringContaining('has version 99 of the ABI, this kscts has 1')]);
  });

  test.skipIf(cannotBuild)('its device does not serve such callers', () => {
    const [camera = ''] = makeExample(folder, 'camera.so');
    const { code, message } = problemOf(() => createNativeTarget(camera, { arch: 'x86' }));
    expect([code, message]).toEqual(['KS408', expect.stringContaining('pointers of 4 bytes')]);
  });

  test.skipIf(cannotBuild)('it was built with AddressSanitizer and the process was not started for it', () => {
    const [camera = ''] = makeExample(folder, 'camera-asan.so');
    const { code, hint } = problemOf(() => createNativeTarget(camera));
    expect([code, hint]).toEqual(['KS404', expect.stringContaining('LD_PRELOAD')]);
  });
});

describe('requests', () => {
  let path = '';
  let target: Target;
  let handle: Handle;
  beforeAll(() => {
    if (!cannotBuild) path = compile(folder, 'touch');
  }, buildTime);
  beforeEach(({ skip, onTestFinished }) => {
    if (cannotBuild) skip(cannotBuild);
    open();
    onTestFinished(() => { target.dispose(); });
  });
  const open = (guard = false) => {
    target = createNativeTarget(path, { guard });
    handle = target.open('null', Access.readWrite).handle;
  };
  const addresses = (input: Parameters<Target['ioctl']>[2], length = 16) => {
    const output = new Uint8Array(length);
    target.ioctl(handle, code('A'), input, output);
    const view = new DataView(output.buffer);
    return { input: view.getBigUint64(0, true), output: view.getBigUint64(8, true) };
  };

  test('show the driver spans, wild pointers and NULL as they are', () => {
    const region = target.allocate(100, 'normal', 3);
    expect(region.address % 16n).toBe(3n);
    expect(addresses({ region, offset: 5, length: byteLength(10) }).input).toBe(region.address + 5n);
    expect(addresses({ address: 0xffff_8000_1234_5678n, length: byteLength(4) }).input).toBe(0xffff_8000_1234_5678n);
    expect(addresses(null).input).toBe(0n);
  });

  test('give byte arrays an address: 16-aligned, or just before an inaccessible page', () => {
    expect(addresses(new Uint8Array(24), 40)).toMatchObject({ output: expect.toSatisfy((a: bigint) => a % 16n === 0n) });
    open(true);
    const exact = addresses(new Uint8Array(23), 41);
    expect([(exact.input + 23n) % 4096n, (exact.output + 41n) % 4096n]).toEqual([0n, 0n]);
  });

  test('give byte arrays of every size to the driver and back', () => {
    for (const length of [0, 1, 40, 4096, 16 * 1024, 16 * 1024 + 1, 1_000_000]) {
      const output = new Uint8Array(length).fill(0xa5);
      const answer = target.ioctl(handle, 0, new Uint8Array(length), output);
      expect(answer).toEqual({ status: 0, information: length });
      expect(output.every((byte) => byte === 0xa5)).toBe(true);
    }
    const output = new Uint8Array(20_000);
    target.ioctl(handle, code('W', 17_000), null, output);
    expect([output[17_000], output[16_999]]).toEqual([0x57, 0]);
  });

  test('hide Information of an error, and show what was written all the same', () => {
    const output = new Uint8Array(8);
    expect(target.ioctl(handle, code('E'), null, output)).toEqual({ status: STATUS.STATUS_UNSUCCESSFUL, information: 0 });
    expect(output).toEqual(new Uint8Array(8).fill(0xee));
  });

  test('need the access that their code asks for', () => {
    const [read, write] = [0x4000, 0x8000];
    const reader = target.open('null', Access.read).handle;
    expect(target.ioctl(reader, read, null, null).status).toBe(0);
    expect(target.ioctl(reader, write, null, null).status).toBe(STATUS.STATUS_ACCESS_DENIED);
    expect(target.ioctl(target.open('null', Access.none).handle, read, null, null).status).toBe(STATUS.STATUS_ACCESS_DENIED);
  });

  test('that pend are waited for', () => {
    const output = new Uint8Array(4);
    const request = target.submit(handle, code('T'), null, output);
    expect(target.wait(request, 0n)).toBeNull();
    expect(output).toEqual(new Uint8Array(4));
    expect(target.wait(request, 0n)).toEqual({ status: 0, information: 4 });
    expect(output).toEqual(new Uint8Array(4).fill(0x77));
    expect(() => target.wait(request, 0n)).toThrow(TargetMisuse);
  });

  test('that were submitted and did not pend have their answer at once', () => {
    const output = new Uint8Array(4);
    const request = target.submit(handle, code('W', 2), null, output);
    target.cancel(request);
    expect(target.wait(request, 0n)).toEqual({ status: 0, information: 1 });
    expect(output).toEqual(Uint8Array.of(0, 0, 0x57, 0));
  });

  test('that take too long are cancelled; a request that ignores even that keeps its memory', () => {
    expect(target.ioctl(handle, code('P'), null, null)).toEqual({ status: STATUS.STATUS_CANCELLED, information: 0, timedOut: true });
    const before = addresses(new Uint8Array(8));
    expect(target.ioctl(handle, code('S'), null, new Uint8Array(16))).toEqual({ status: 0x103, information: 0, timedOut: true });
    const after = addresses(new Uint8Array(8));
    expect([after.input === before.input, after.output === before.output]).toEqual([false, false]);
    const large = new Uint8Array(20_000);
    expect(target.ioctl(handle, code('P'), null, large)).toMatchObject({ timedOut: true });
    expect(target.ioctl(handle, code('T'), null, large)).toEqual({ status: 0, information: 20_000, timedOut: true });
    expect(large.every((byte) => byte === 0x77)).toBe(true);
  });

  test('that name memory or handles that are not there are a misuse', () => {
    const region = target.allocate(8);
    expect(() => target.ioctl(handle, 0, { region, offset: 4, length: byteLength(5) }, null)).toThrow(TargetMisuse);
    target.release(region);
    expect(region).toMatchObject({ kind: 'freed', bytes: new Uint8Array(0) });
    expect(() => target.ioctl(handle, 0, { region, offset: 0, length: byteLength(8) }, null)).toThrow(TargetMisuse);
    expect(() => { target.release(region); }).toThrow(TargetMisuse);
    expect(() => { target.release({ ...region } as Region); }).toThrow(TargetMisuse);
    expect(() => target.ioctl(4711 as Handle, 0, null, null)).toThrow(TargetMisuse);
    expect(() => target.close(4711 as Handle)).toThrow(TargetMisuse);
  });

  test('on closed handles fail as the object manager fails them', () => {
    expect(target.close(handle)).toBe(0);
    expect(target.close(handle)).toBe(STATUS.STATUS_INVALID_HANDLE);
    expect(target.ioctl(handle, 0, null, null).status).toBe(STATUS.STATUS_INVALID_HANDLE);
    expect(target.openChild(handle, new Uint8Array(4), 0).status).toBe(STATUS.STATUS_INVALID_HANDLE);
  });

  test('are over after dispose, and a reset forgets handles', () => {
    target.reset();
    expect(() => target.ioctl(handle, 0, null, null)).toThrow(TargetMisuse);
    const region = target.allocate(8);
    target.dispose();
    target.dispose();
    target.release(region);
    expect(() => target.open('null', 0)).toThrow(TargetMisuse);
    expect(() => target.allocate(8)).toThrow(TargetMisuse);
  });
});

describe('what a library leaves out', () => {
  test.skipIf(cannotBuild)('is no capability, and has a harmless stand-in', () => {
    const [path = ''] = makeExample(folder, 'null.so');
    const target = createNativeTarget(relative(process.cwd(), path));
    expect(target.name).toMatch(/^native:.*null\.so$/);
    expect([...target.capabilities].sort()).toEqual(['hostile-memory', 'reset']);
    expect(target.identity).toMatchObject({ driver: 'null.so', version: '', os: expect.stringContaining('Linux') });
    expect(target.discover()).toEqual([{ path: 'null', name: 'null', friendlyName: 'Null Filter', categories: [] }]);
    expect(target.probe()).toEqual({ alive: true });
    expect(() => target.census()).toThrow(TargetMisuse);

    const signal = target.createSignal('auto-reset');
    expect(target.takeSignals(signal, 0n)).toBe(0);
    expect(target.ioctl(signal, 0, null, null).status).toBe(STATUS.STATUS_OBJECT_TYPE_MISMATCH);
    expect(target.close(signal)).toBe(0);

    const start = target.now();
    target.sleep(20_000n);
    expect(target.now() - start).toBeGreaterThanOrEqual(20_000n);
    target.dispose();
  });

  test.skipIf(cannotBuild)('the library says that it is dead: its words are passed on', () => {
    const target = createNativeTarget(compile(folder, 'touch'));
    const { handle } = target.open('null', 0);
    target.ioctl(handle, code('D'), null, null);
    expect(target.probe()).toEqual({ alive: false, detail: 'bug check 0x7E: dead as asked' });
    target.dispose();
  });
});

test.skipIf(cannotBuild)('a 32-bit caller has addresses of 32 bits', () => {
  const [path = ''] = makeExample(folder, 'null.so');
  const target = createNativeTarget(path, { arch: 'x86' });
  expect([target.arch, target.allocate(100_000).address < 2n ** 32n]).toEqual(['x86', true]);
  target.dispose();
});

test.skipIf(cannotBuild)('two devices of one library do not know each other', () => {
  const [path = ''] = makeExample(folder, 'camera.so');
  const [a, b] = [createNativeTarget(path), createNativeTarget(path)];
  a.open(a.discover()[0]!.path, 0);
  expect([a.census().handles, b.census().handles]).toEqual([1, 0]);
  a.dispose();
  b.dispose();
});
