import { IoctlAccess } from '../../abi/ioctl.ts';
import { STATUS, isSuccess } from '../../abi/ntstatus.ts';
import type { Arch, Buffer, Census } from '../../target/target.ts';
import { Access, MustWait } from '../../target/target.ts';
import { AddressSpace } from './address-space.ts';
import { BugCheck } from './bugcheck.ts';
import { DeviceNode, PlugAndPlayManager } from './device-node.ts';
import { FileObject, type CreateRequest } from './file-object.ts';
import { HandleTable } from './handle-table.ts';
import { Irp } from './irp.ts';
import { Observations } from './observations.ts';
import { Pool } from './pool.ts';
import { PowerReferences } from './power.ts';
import { ProcessManager } from './processes.ts';
import { Processor } from './processor.ts';
import { Schedule, type Mutex } from './schedule.ts';
import type { SignalObject } from './signals.ts';
import { Wow64Thunk } from './thunk.ts';
import { RuleChecks } from './verifier.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A device interface that a driver registered: how a filter is found and opened. */
export interface DeviceInterface {
  readonly path: string;
  readonly name: string;
  readonly friendlyName: string;
  readonly categories: readonly string[];
  readonly classDriver: string;
  /** Opens it: gives the new file object its driver, or an error status. */
  open(file: FileObject): number;
}

/** The machine has been up for ten seconds when the harness first looks at the clock. */
const startOfTime = 100_000_000;

/** The simulated kernel of one boot: memory, objects, time, and the I/O manager. */
export class Kernel {
  readonly arch: Arch;
  readonly memory: AddressSpace;
  readonly pool = new Pool();
  readonly processor = new Processor();
  readonly schedule = new Schedule(this.processor);
  /** What can be seen of the last request from inside; off unless turned on. */
  readonly observations = new Observations();
  readonly verifier = new RuleChecks();
  readonly plugAndPlay: PlugAndPlayManager = new PlugAndPlayManager(this);
  /** The device that is plugged in, or was last. */
  node = new DeviceNode();
  /** Between 32-bit callers and drivers; null for others. */
  readonly thunk: Wow64Thunk | null;
  readonly clock: VirtualClock;
  readonly handles = new HandleTable(this.processor);
  readonly processes: ProcessManager = new ProcessManager(this);
  readonly interfaces: DeviceInterface[] = [];
  /** Events that are enabled, over all objects. Kept by the KS library. */
  eventEnables = 0;
  /** Requests that are marked pending and have not completed. Kept by the requests. */
  pendingRequests = 0;
  #references = 0;
  /** What keeps the device in D0. */
  readonly power = new PowerReferences((change) => {
    this.#references += change;
  });

  constructor(arch: Arch) {
    this.arch = arch;
    this.memory = new AddressSpace(arch, this.processor, this.observations);
    this.thunk = arch === 'x86' ? new Wow64Thunk(this) : null;
    this.clock = new VirtualClock(startOfTime, this.schedule, this.processor);
  }

  /** What the driver side holds now. */
  census(): Census {
    return {
      handles: this.handles.size,
      pendingRequests: this.pendingRequests,
      eventEnables: this.eventEnables,
      allocations: this.pool.live,
      poolBytes: this.pool.bytes,
      references: this.#references,
    };
  }

  /** NtCreateFile on an interface path. */
  openPath(path: string, access: number): { status: number; handle: number } {
    const wanted = path.toLowerCase();
    const device = this.interfaces.find((candidate) => candidate.path.toLowerCase() === wanted);
    if (device === undefined) return { status: STATUS.STATUS_OBJECT_NAME_NOT_FOUND, handle: 0 };
    const file = new FileObject(null, this.node, access, this.#counted);
    return this.#opened(file, device.open(file));
  }

  /** NtCreateFile relative to a handle. */
  openRelative(parent: number, name: Uint8Array, access: number): { status: number; handle: number } {
    const object = this.handles.get(parent);
    if (object === undefined) return { status: STATUS.STATUS_INVALID_HANDLE, handle: 0 };
    if (object.type !== 'file') return { status: STATUS.STATUS_OBJECT_TYPE_MISMATCH, handle: 0 };
    const refused = this.plugAndPlay.refuses(object.node);
    if (refused !== null) return { status: refused, handle: 0 };
    const file = new FileObject(object, object.node, access, this.#counted);
    object.reference();
    const result = this.#opened(file, this.#create(object, { file, name: name.slice() }));
    if (result.handle === 0) object.dereference();
    return result;
  }

  /** NtClose. */
  closeHandle(handle: number): number {
    const object = this.handles.get(handle);
    if (object === undefined) return STATUS.STATUS_INVALID_HANDLE;
    if (object.type === 'file' && object.references === 1 && object.driver.mutexFor?.('close')?.taken === true) {
      throw new MustWait('the object that closes');
    }
    if (object.type === 'file' && object.handles === 1) object.driver.beforeChange?.();
    if (this.memory.system.mapped) this.memory.system.verify();
    this.handles.remove(handle);
    if (object.type === 'signal') {
      this.dereferenceSignal(object);
      return STATUS.STATUS_SUCCESS;
    }
    if (this.lastHandle(object)) {
      // IRP_MJ_CLEANUP, then what is pending is cancelled (OBJ-135).
      object.driver.cleanup();
      for (const irp of [...object.pending]) irp.cancel();
    }
    object.dereference();
    return STATUS.STATUS_SUCCESS;
  }

  /** Whether the handle that was just closed was the last one: another process may have a duplicate. */
  lastHandle(object: FileObject): boolean {
    return object.handles === 0;
  }

  /** NtDeviceIoControlFile. The request is completed on return, or pending. */
  deviceControl(handle: number, code: number, input: Buffer, output: Buffer): Irp | number {
    const object = this.handles.get(handle);
    if (object === undefined) return STATUS.STATUS_INVALID_HANDLE;
    if (object.type !== 'file') return STATUS.STATUS_OBJECT_TYPE_MISMATCH;
    if (!this.granted(code, object.access)) return STATUS.STATUS_ACCESS_DENIED;
    if (this.memory.system.mapped) this.memory.system.verify();
    const irp = new Irp(this, object, code, input, output);
    if (this.observations.active && this.schedule.level === 0) this.observations.begin(irp);
    const refused = object.node.removed ? this.plugAndPlay.refuses(object.node) : null;
    if (refused !== null) {
      irp.complete(refused);
      return irp;
    }
    this.processor.calls++;
    try {
      this.#dispatch(object, irp);
    } finally {
      this.processor.calls--;
    }
    return irp;
  }

  #dispatch(object: FileObject, irp: Irp): void {
    const temporary = this.thunk?.enter(irp);
    if (typeof temporary === 'number') {
      irp.complete(temporary);
      return;
    }
    const status = this.schedule.active ? this.#scheduled(object, irp) : object.driver.deviceControl(irp);
    if (temporary !== undefined) this.thunk?.returned(irp, temporary, status);
    if (status !== STATUS.STATUS_PENDING) {
      if (irp.pending) {
        throw new BugCheck('DRIVER_VERIFIER_DETECTED_VIOLATION', 'request', `marked pending, and 0x${status.toString(16)} returned`, 'MarkIrpPending');
      }
      irp.complete(status);
    } else if (!irp.marked) {
      if (!irp.completed) {
        throw new BugCheck('DRIVER_VERIFIER_DETECTED_VIOLATION', 'request', 'STATUS_PENDING returned without marking it pending', 'MarkIrpPending2');
      }
      this.verifier.broke('PendedCompletedRequest', 'STATUS_PENDING was returned of a request that had been completed');
    }
  }

  /** Whether a handle's access covers the access bits of a control code (IOC-011). */
  granted(code: number, access: number): boolean {
    const needed = (code >>> 14) & 3;
    if (needed === IoctlAccess.any) return true;
    if ((needed & read) !== 0 && (access & (Access.read | genericAll | fileReadData)) === 0) return false;
    return (needed & write) === 0 || (access & (Access.write | genericAll | fileWriteData)) !== 0;
  }

  createSignal(signal: SignalObject): number {
    this.referenceSignal(signal);
    return this.handles.insert(signal);
  }

  referenceSignal(signal: SignalObject): void {
    signal.references++;
    this.#references++;
  }

  dereferenceSignal(signal: SignalObject): void {
    signal.references--;
    this.#references--;
  }

  /** Calls the driver of an object that other threads may close meanwhile, under the mutex that the request needs. */
  #scheduled(object: FileObject, irp: Irp): number {
    object.reference();
    try {
      this.schedule.point('dispatch');
      const mutex = object.driver.mutexFor?.(irp.code);
      const status = this.#under(mutex, () => object.driver.deviceControl(irp));
      this.schedule.point('return');
      // Its handle was closed while it was on its way: it is queued behind the cleanup, which ended all before it.
      if (this.lastHandle(object) && irp.pending) irp.cancel();
      this.plugAndPlay.dispatched(irp);
      return status;
    } catch (error) {
      if (error instanceof MustWait) irp.withdraw();
      throw error;
    } finally {
      object.dereference();
    }
  }

  #create(parent: FileObject, request: CreateRequest): number {
    if (!this.schedule.active) return parent.driver.create(request);
    return this.#under(parent.driver.mutexFor?.('create'), () => parent.driver.create(request));
  }

  #under(mutex: Mutex | undefined, body: () => number): number {
    mutex?.acquire();
    try {
      return body();
    } finally {
      mutex?.release();
    }
  }

  #opened(file: FileObject, status: number): { status: number; handle: number } {
    if (!isSuccess(status)) return { status, handle: 0 };
    file.reference();
    file.node.files.add(file);
    return { status, handle: this.handles.insert(file) };
  }

  readonly #counted = (change: 1 | -1): void => {
    this.#references += change;
  };
}

const { read, write } = IoctlAccess;
/** Access rights that a handle may have been opened with instead of the GENERIC_* ones. */
const genericAll = 0x1000_0000;
const fileReadData = 0x1;
const fileWriteData = 0x2;
