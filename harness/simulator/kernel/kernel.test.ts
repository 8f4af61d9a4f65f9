import { beforeEach, expect, test } from 'vitest';
import { STATUS } from '../../abi/ntstatus.ts';
import { Access } from '../../target/target.ts';
import { BugCheck } from './bugcheck.ts';
import type { CreateRequest, FileDriver } from './file-object.ts';
import type { Irp } from './irp.ts';
import { Kernel } from './kernel.ts';

const { STATUS_SUCCESS, STATUS_PENDING, STATUS_CANCELLED, STATUS_INVALID_PARAMETER, STATUS_BUFFER_OVERFLOW } = STATUS;
const anyCode = 0x002f_0003;
const readCode = 0x002f_4017;
const writeCode = 0x002f_8013;

/** A driver whose behaviour each test chooses. */
class TestDriver implements FileDriver {
  readonly log: string[] = [];
  control: (irp: Irp) => number = () => STATUS_SUCCESS;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  deviceControl(irp: Irp): number {
    return this.control(irp);
  }
  create(request: CreateRequest): number {
    request.file.driver = new TestDriver('child');
    (request.file.driver as TestDriver).log.push = (...lines) => this.log.push(...lines);
    return STATUS_SUCCESS;
  }
  cleanup(): void {
    this.log.push(`${this.name} cleanup`);
  }
  close(): void {
    this.log.push(`${this.name} close`);
  }
}

let kernel: Kernel;
let driver: TestDriver;

beforeEach(() => {
  kernel = new Kernel('x64');
  driver = new TestDriver('device');
  kernel.interfaces.push({
    path: '\\\\?\\Test',
    name: 'test',
    friendlyName: 'Test',
    categories: [],
    classDriver: 'test',
    open: (file) => {
      file.driver = driver;
      return STATUS_SUCCESS;
    },
  });
});

const open = (access: number = Access.readWrite): number => kernel.openPath('\\\\?\\test', access).handle;
const control = (handle: number, code: number, output: Uint8Array | null = null): Irp => {
  const irp = kernel.deviceControl(handle, code, null, output);
  if (typeof irp === 'number') throw new Error(`refused with 0x${irp.toString(16)}`);
  return irp;
};

test('an unknown path is not found; a known one is found whatever the case', () => {
  expect(kernel.openPath('\\\\?\\other', 0).status).toBe(STATUS.STATUS_OBJECT_NAME_NOT_FOUND);
  expect(kernel.openPath('\\\\?\\TEST', 0).status).toBe(STATUS_SUCCESS);
});

test('OBJ-111, IOC-011: access bits of the code against the access of the handle', () => {
  const reader = open(Access.read);
  const writer = open(Access.write);
  const none = open(Access.none);
  expect(kernel.deviceControl(reader, writeCode, null, null)).toBe(STATUS.STATUS_ACCESS_DENIED);
  expect(kernel.deviceControl(writer, readCode, null, null)).toBe(STATUS.STATUS_ACCESS_DENIED);
  expect(kernel.deviceControl(none, readCode, null, null)).toBe(STATUS.STATUS_ACCESS_DENIED);
  expect(control(reader, readCode).status).toBe(STATUS_SUCCESS);
  expect(control(writer, writeCode).status).toBe(STATUS_SUCCESS);
  expect(control(none, anyCode).status).toBe(STATUS_SUCCESS);
});

test.each([
  ['success', STATUS_SUCCESS, 3, [1, 2, 3, 0xcc]],
  ['a warning', STATUS_BUFFER_OVERFLOW, 2, [1, 2, 0xcc, 0xcc]],
  ['an error', STATUS_INVALID_PARAMETER, 0, [0xcc, 0xcc, 0xcc, 0xcc]],
])('IOC-020, IOC-026: after %s exactly the bytes that are visible are copied back', (_name, status, visible, bytes) => {
  driver.control = (irp) => {
    irp.captureOutput('out', 'write', false).write(0, Uint8Array.of(1, 2, 3, 4));
    irp.information = visible === 0 ? 4 : visible;
    return status;
  };
  const output = new Uint8Array(4).fill(0xcc);
  const irp = control(open(), anyCode, output);
  expect([irp.status, irp.information, ...output]).toEqual([status, visible, ...bytes]);
});

test('IOC-024: with no output buffer Information is any size', () => {
  driver.control = (irp) => {
    irp.captureOutput('out', 'write', false);
    irp.information = 1000;
    return STATUS_BUFFER_OVERFLOW;
  };
  expect(control(open(), anyCode).information).toBe(1000);
});

test('IOC-025: Information beyond the output buffer is a bug check', () => {
  driver.control = (irp) => {
    irp.captureOutput('the answer', 'write', false);
    irp.information = 5;
    return STATUS_SUCCESS;
  };
  expect(() => control(open(), anyCode, new Uint8Array(4))).toThrow(/0x000000C4 .*the answer: Information 5 exceeds/);
});

test('a request that is completed twice, or with STATUS_PENDING, is a bug check', () => {
  driver.control = (irp) => {
    irp.markPending(() => {});
    irp.complete(STATUS_SUCCESS);
    return STATUS_SUCCESS;
  };
  expect(() => control(open(), anyCode)).toThrow(/MULTIPLE_IRP_COMPLETE_REQUESTS/);
  driver.control = () => STATUS_PENDING;
  expect(() => control(open(), anyCode)).toThrow(BugCheck);
  driver.control = (irp) => {
    irp.markPending(() => {});
    irp.complete(STATUS_PENDING);
    return STATUS_PENDING;
  };
  expect(() => control(open(), anyCode)).toThrow(/STATUS_PENDING/);
});

test('a pending request completes on the virtual clock, and is waited for no longer than the deadline', () => {
  driver.control = (irp) => {
    irp.markPending(() => {});
    kernel.clock.setTimer(kernel.clock.now + 500, () => {
      irp.complete(STATUS_SUCCESS);
    });
    return STATUS_PENDING;
  };
  const start = kernel.clock.now;
  const irp = control(open(), anyCode);
  expect(kernel.census().pendingRequests).toBe(1);
  expect(kernel.clock.advance(start + 499, () => irp.completed)).toBe(false);
  expect(kernel.clock.advance(start + 10_000, () => irp.completed)).toBe(true);
  expect(kernel.clock.now).toBe(start + 500);
  expect(kernel.census().pendingRequests).toBe(0);
});

test('OBJ-145: cancelling asks the driver once; it completes as cancelled', () => {
  let asked = 0;
  driver.control = (irp) => {
    irp.markPending(() => {
      asked++;
      irp.complete(STATUS_CANCELLED);
    });
    return STATUS_PENDING;
  };
  const irp = control(open(), anyCode);
  irp.cancel();
  irp.cancel();
  expect([asked, irp.status]).toEqual([1, STATUS_CANCELLED]);
});

test('OBJ-135: closing the handle cancels what is pending, after cleanup and before close', () => {
  driver.control = (irp) => {
    irp.markPending(() => {
      driver.log.push('cancel');
      irp.complete(STATUS_CANCELLED);
    });
    return STATUS_PENDING;
  };
  const handle = open();
  const irp = control(handle, anyCode);
  expect(kernel.closeHandle(handle)).toBe(STATUS_SUCCESS);
  expect(driver.log).toEqual(['device cleanup', 'cancel', 'device close']);
  expect(irp.completed).toBe(true);
});

test('OBJ-131: a parent is closed after its children, whatever the order of the handles', () => {
  const parent = open();
  const child = kernel.openRelative(parent, new Uint8Array(0), 0).handle;
  kernel.closeHandle(parent);
  expect(driver.log).toEqual(['device cleanup']);
  kernel.closeHandle(child);
  expect(driver.log).toEqual(['device cleanup', 'child cleanup', 'child close', 'device close']);
  expect(kernel.census()).toEqual({ handles: 0, pendingRequests: 0, eventEnables: 0, allocations: 0, references: 0, poolBytes: 0 });
});

test('IOC-026: a byte that was never written and goes to the caller is a bug check', () => {
  driver.control = (irp) => {
    irp.captureOutput('value', 'write', false).setU32(0, 1);
    irp.information = 8;
    return STATUS_SUCCESS;
  };
  expect(() => control(open(), anyCode, new Uint8Array(8))).toThrow(/VIOLATION: value: byte 4 goes to the caller/);
});

test('STATUS_PENDING without marking the request, and a reference too few, are bug checks that name the object', () => {
  driver.control = () => STATUS_PENDING;
  expect(() => control(open(), anyCode)).toThrow(/0x000000C4 .*: request: STATUS_PENDING returned/);
  const file = [...kernel.node.files][0];
  file?.dereference();
  expect(() => file?.dereference()).toThrow(/0x00000018 REFERENCE_BY_POINTER: file object/);
});
