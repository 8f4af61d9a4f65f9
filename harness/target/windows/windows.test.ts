/**
 * The windows target against a double of ntdll that checks every argument in C. Behind the double is the example camera
 * of the native target, on a clock that follows the real one.
 */
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { byteLength } from '../../abi/byte-length.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import { createName, KSSTRING } from '../../abi/create-strings.ts';
import { STATUS, statusName } from '../../abi/ntstatus.ts';
import type { Buffer as CallerBuffer, Handle, MemoryKind, Target } from '../target.ts';
import { Access, TargetMisuse } from '../target.ts';
import { buildFolder, cannotBuild } from '../native/testing/build.ts';
import { Client, decode, encode, guid, named, number, request } from '../native/testing/client.ts';
import type { Double } from './testing/double.ts';
import { buildDouble } from './testing/double.ts';
import { createWindowsTarget } from './windows.ts';

const ms = 10_000n;
const get = 1;
const pinTypes = request('KSPROPSETID_Pin', 1, get);

const folder = buildFolder();
let double: Double;
let target: Target;

beforeAll(() => {
  if (!cannotBuild) double = buildDouble(folder);
});
afterAll(() => { rmSync(folder, { recursive: true }); });
beforeEach(({ skip }) => {
  if (cannotBuild) skip(cannotBuild);
  target = createWindowsTarget('', { system: double.system });
});
afterEach(() => {
  target.dispose();
  expect(double.takeComplaint()).toBe('');
  expect(double.openHandles()).toBe(0);
});

const out = (length: number) => new Uint8Array(length);
const spanOf = (kind: MemoryKind, length: number, misalign?: number) => {
  const region = target.allocate(length, kind, misalign);
  return { region, offset: 0, length: byteLength(length) };
};
/** An event enable: the request, and the KSEVENTDATA that names the signal. */
const enabling = (signal: Handle, semaphore: boolean, set: string, id: number, more: Uint8Array = out(0)) => {
  const event = encode('KSEVENT', { Set: guid(set), Id: id, Flags: number('KSEVENT_TYPE_ENABLE') });
  const data = new Uint8Array(32 + more.length);
  const view = new DataView(data.buffer);
  view.setUint32(0, semaphore ? number('KSEVENTF_SEMAPHORE_HANDLE') : number('KSEVENTF_EVENT_HANDLE'), true);
  view.setBigUint64(8, BigInt(signal), true);
  if (semaphore) view.setInt32(20, 1, true);
  data.set(more, 32);
  return { event, data };
};

describe('devices', () => {
  test('one filter stands for all interfaces of a device', () => {
    expect(target.discover()).toEqual([
      {
        path: String.raw`\\?\native#example_camera#0#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\global`,
        name: 'example-camera',
        friendlyName: 'Example Camera',
        categories: [guid('KSCATEGORY_CAPTURE'), guid('KSCATEGORY_VIDEO')].sort(),
      },
    ]);
  });

  test('what is known about the driver', () => {
    expect(target.identity).toEqual({
      driver: 'kdouble.sys',
      version: '1.2.3.4',
      provider: 'kscts',
      hardwareId: String.raw`KSCTS\Double&Rev_01`,
      os: 'Windows 10.0.22631',
      inf: 'oem7.inf',
      verifier: 'on',
    });
    expect([target.name, target.arch, [...target.capabilities]]).toEqual(['windows', 'x64', ['hostile-memory', 'mapped-memory']]);
  });

  test.for([
    'KSCATEGORY_VIDEO',
    'kscategory_capture',
    '{6994AD05-93EF-11D0-A3CC-00A0C9223196}',
    String.raw`KSCTS\Double`,
    'example cam',
    String.raw`\??\NATIVE#example_camera#0#{65E8773D-8F56-11D0-A3B9-00A0C9223196}\global`,
  ])('selected by %s', (selector) => {
    const selected = createWindowsTarget(selector, { system: double.system });
    expect(selected.discover()).toHaveLength(1);
    selected.dispose();
  });

  test('selecting nothing is a mistake that names what there is', () => {
    expect(() => createWindowsTarget('KSCATEGORY_RENDER', { system: double.system })).toThrow(/no KS filter is meant/);
    expect(() => createWindowsTarget('Exampel Camera', { system: double.system })).toThrow(/did you mean "Example Camera"/);
  });

  test('callers are of the pointer size of the process', () => {
    expect(() => createWindowsTarget('', { system: double.system, arch: 'x86' })).toThrow(/x64/);
  });
});

describe('file objects', () => {
  test('a filter, a pin, a clock: each relative to its parent', () => {
    const ks = new Client(target);
    const before = double.openHandles();
    const pin = ks.pin();
    const clock = target.openChild(pin, createName(KSSTRING.KSSTRING_Clock, encode('KSCLOCK_CREATE', { CreateFlags: 0 })), Access.readWrite);
    expect(statusName(clock.status)).toBe('STATUS_SUCCESS');
    expect(double.openHandles() - before).toBe(2 + 1); // the event of the requests that made the pin
    expect(target.close(pin)).toBe(0);
    expect(target.close(pin)).toBe(STATUS.STATUS_INVALID_HANDLE);
    expect(ks.property(pin, pinTypes, out(4))).toEqual(['STATUS_INVALID_HANDLE', 0]);
    expect(target.openChild(pin, out(2), 0).status).toBe(STATUS.STATUS_INVALID_HANDLE);
  });

  test.for<[what: string, name: Uint8Array, status: number]>([
    ['an unknown class', createName('{00000000-0000-0000-0000-000000000001}', out(4)), STATUS.STATUS_OBJECT_NAME_NOT_FOUND],
    ['a pin without a KSPIN_CONNECT', createName(KSSTRING.KSSTRING_Pin, out(3)), STATUS.STATUS_INVALID_PARAMETER],
    ['the longest name', createName(KSSTRING.KSSTRING_Pin, out(0xffff - 78)), STATUS.STATUS_NO_MATCH],
    ['a name that no UNICODE_STRING holds', out(0x1_0000), 0xc000_0106],
  ])('%s', ([, name, status]) => {
    const { filter } = new Client(target);
    const opened = target.openChild(filter, name, Access.readWrite);
    expect([statusName(opened.status), opened.handle]).toEqual([statusName(status), 0]);
  });

  test('paths that lead nowhere', () => {
    expect(statusName(target.open(String.raw`\\?\nothing#{0}`, 0).status)).toBe('STATUS_OBJECT_NAME_NOT_FOUND');
    expect(target.open('nothing', 0).status).toBe(0xc000_003b); // STATUS_OBJECT_PATH_SYNTAX_BAD
  });

  test('rights of the handle are checked by the system', () => {
    const { path } = target.discover()[0]!;
    const { handle } = target.open(path, Access.read);
    // METHOD_NEITHER, FILE_WRITE_ACCESS
    expect(statusName(target.ioctl(handle, 0x002f_8013, null, null).status)).toBe('STATUS_ACCESS_DENIED');
  });

  test('an unregistered path is taken as it is', () => {
    const selected = createWindowsTarget(String.raw`\??\Somewhere`, { system: double.system });
    expect(selected.discover()).toEqual([
      { path: String.raw`\??\Somewhere`, name: 'somewhere', friendlyName: String.raw`\??\Somewhere`, categories: [] },
    ]);
    selected.dispose();
  });
});

describe('requests', () => {
  test('bytes in, bytes out', () => {
    const ks = new Client(target);
    const count = out(4);
    expect(ks.property(ks.filter, pinTypes, count)).toEqual(['STATUS_SUCCESS', 4]);
    expect(new DataView(count.buffer).getUint32(0, true)).toBe(2);
  });

  test('a warning shows Information, an error hides it (IOC-020…023)', () => {
    const ks = new Client(target);
    const flow = request('KSPROPSETID_Pin', 0, get, 0, 0);
    expect(ks.property(ks.filter, flow, null)).toEqual(['STATUS_BUFFER_OVERFLOW', 8]);
    expect(ks.property(ks.filter, flow, out(7))).toEqual(['STATUS_BUFFER_TOO_SMALL', 0]);
  });

  test.for<[MemoryKind, asInput: string, asOutput: string]>([
    ['normal', 'STATUS_SUCCESS', 'STATUS_SUCCESS'],
    ['read-only', 'STATUS_SUCCESS', 'STATUS_ACCESS_VIOLATION'],
    ['no-access', 'STATUS_ACCESS_VIOLATION', 'STATUS_ACCESS_VIOLATION'],
    ['kernel', 'STATUS_ACCESS_VIOLATION', 'STATUS_ACCESS_VIOLATION'],
    ['freed', 'STATUS_ACCESS_VIOLATION', 'STATUS_ACCESS_VIOLATION'],
  ])('%s memory', ([kind, asInput, asOutput]) => {
    const ks = new Client(target);
    const input = spanOf(kind, pinTypes.length);
    if (kind === 'read-only' || kind === 'normal') input.region.bytes.set(pinTypes);
    expect(ks.property(ks.filter, input, out(4))[0]).toBe(asInput);
    expect(ks.property(ks.filter, pinTypes, spanOf(kind, 4))[0]).toBe(asOutput);
  });

  test('released memory faults; wild and NULL pointers are passed as they are', () => {
    const ks = new Client(target);
    const region = target.allocate(8);
    target.release(region);
    const buffers: CallerBuffer[] = [
      { address: region.address, length: byteLength(8) },
      { address: 0n, length: byteLength(8) },
      { address: 0xffff_8000_0000_1000n, length: byteLength(8) },
    ];
    for (const buffer of buffers) expect(ks.property(ks.filter, buffer, out(4))[0]).toMatch(/STATUS_ACCESS_VIOLATION|STATUS_INVALID_BUFFER_SIZE/);
    expect(() => ks.property(ks.filter, { region, offset: 0, length: byteLength(8) }, null)).toThrow(TargetMisuse);
  });

  test('the caller reads what is mapped, whoever wrote it', () => {
    const region = target.allocate(8);
    region.bytes.set([1, 2, 3, 4], 4);
    expect(target.peek?.(region.address + 4n, 4)).toEqual(Uint8Array.of(1, 2, 3, 4));
    target.release(region);
    for (const address of [region.address, 0n, 0xffff_8000_0000_1000n]) expect(target.peek?.(address, 4)).toBeNull();
  });

  test('a read pends, is cancelled, and leaves nothing', () => {
    const ks = new Client(target);
    const pin = ks.pin();
    ks.setState(pin, 'ACQUIRE');
    ks.setState(pin, 'PAUSE');
    const { header } = frame();
    const submitted = target.submit(pin, IOCTL.IOCTL_KS_READ_STREAM, null, header);
    expect(target.wait(submitted, 5n * ms)).toBeNull();
    target.cancel(submitted);
    expect(named(target.wait(submitted, 100n * ms)!)).toEqual(['STATUS_CANCELLED', 0]);
    expect(() => target.wait(submitted, 0n)).toThrow(TargetMisuse);
  });

  test('a request that takes too long is cancelled and says so', () => {
    const ks = new Client(target);
    const pin = ks.pin();
    ks.setState(pin, 'ACQUIRE');
    ks.setState(pin, 'PAUSE');
    const answer = target.ioctl(pin, IOCTL.IOCTL_KS_READ_STREAM, null, frame().header, 5n * ms);
    expect(answer).toEqual({ status: STATUS.STATUS_CANCELLED, information: 0, timedOut: true });
  });

  test('frames arrive while the pin runs', () => {
    const ks = new Client(target);
    const pin = ks.pin();
    for (const state of ['ACQUIRE', 'PAUSE', 'RUN'] as const) expect(ks.setState(pin, state)[0]).toBe('STATUS_SUCCESS');
    const { header, data } = frame();
    const answer = target.ioctl(pin, IOCTL.IOCTL_KS_READ_STREAM, null, header);
    expect(statusName(answer.status)).toBe('STATUS_SUCCESS');
    expect(decode('KSSTREAM_HEADER', header.region.bytes)['DataUsed']).toBe(data.length);
  });

  test('several in flight, each with an answer of its own', () => {
    const ks = new Client(target);
    const pin = ks.pin();
    for (const state of ['ACQUIRE', 'PAUSE', 'RUN'] as const) ks.setState(pin, state);
    const reads = [1, 2, 3].map(() => target.submit(pin, IOCTL.IOCTL_KS_READ_STREAM, null, frame().header));
    expect(reads.map((read) => statusName(target.wait(read, 1000n * ms)!.status))).toEqual(Array(3).fill('STATUS_SUCCESS'));
  });

  test('dispose ends what is in flight', () => {
    const ks = new Client(target);
    const pin = ks.pin();
    ks.setState(pin, 'ACQUIRE');
    ks.setState(pin, 'PAUSE');
    target.submit(pin, IOCTL.IOCTL_KS_READ_STREAM, null, frame().header);
    target.submit(pin, IOCTL.IOCTL_KS_READ_STREAM, null, frame().header);
    target.dispose();
    expect(double.openHandles()).toBe(0);
    expect(() => target.discover()).toThrow(TargetMisuse);
  });

  test('a request on a pin that is closed meanwhile still has an answer', () => {
    const ks = new Client(target);
    const pin = ks.pin();
    ks.setState(pin, 'ACQUIRE');
    ks.setState(pin, 'PAUSE');
    const read = target.submit(pin, IOCTL.IOCTL_KS_READ_STREAM, null, frame().header);
    target.close(pin);
    target.cancel(read);
    expect(statusName(target.wait(read, 100n * ms)!.status)).toBe('STATUS_CANCELLED');
  });
});

describe('signals', () => {
  test('nothing comes', () => {
    const before = target.now();
    for (const kind of ['auto-reset', 'manual-reset', 'semaphore'] as const) {
      expect(target.takeSignals(target.createSignal(kind, 5), 5n * ms)).toBe(0);
    }
    expect(target.now() - before).toBeGreaterThanOrEqual(15n * ms);
  });

  test.for([['auto-reset', 1], ['manual-reset', 1], ['semaphore', 2]] as const)('a %s gives %d for two marks', ([kind, count]) => {
    const ks = new Client(target);
    const pin = ks.pin();
    const clock = target.openChild(pin, createName(KSSTRING.KSSTRING_Clock, encode('KSCLOCK_CREATE', { CreateFlags: 0 })), Access.readWrite).handle;
    const signal = target.createSignal(kind, 10);
    for (const state of ['ACQUIRE', 'PAUSE', 'RUN'] as const) ks.setState(pin, state);
    const mark = new Uint8Array(8);
    new DataView(mark.buffer).setBigInt64(0, 10n * ms, true);
    for (let i = 0; i < 2; i += 1) {
      const { event, data } = enabling(signal, kind === 'semaphore', 'KSEVENTSETID_Clock', number('KSEVENT_CLOCK_POSITION_MARK'), mark);
      const memory = spanOf('normal', data.length);
      memory.region.bytes.set(data);
      expect(statusName(target.ioctl(clock, IOCTL.IOCTL_KS_ENABLE_EVENT, event, memory).status)).toBe('STATUS_SUCCESS');
    }
    target.sleep(20n * ms);
    expect(target.takeSignals(signal, 500n * ms)).toBe(count);
    expect(target.takeSignals(signal, 0n)).toBe(0);
  });

  test('misuse is a bug of ours', () => {
    const { filter } = new Client(target);
    const signal = target.createSignal('auto-reset');
    const uses = [() => target.takeSignals(filter, 0n), () => target.close(9999 as Handle), () => target.census(), () => { target.reset(); }];
    for (const use of uses) expect(use).toThrow(TargetMisuse);
    expect(statusName(target.ioctl(signal, IOCTL.IOCTL_KS_PROPERTY, null, null).status)).toBe('STATUS_OBJECT_TYPE_MISMATCH');
  });
});

/** A stream header for one frame. */
function frame() {
  const size = 160 * 120 * 2;
  const data = target.allocate(size);
  const header = spanOf('normal', 56);
  header.region.bytes.set(
    encode('KSSTREAM_HEADER', { Size: 56, PresentationTime: { Numerator: 1, Denominator: 1 }, FrameExtent: size, Data: data.address }),
  );
  return { header, data };
}
