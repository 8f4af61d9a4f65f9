import type { Irp } from './irp.ts';
import { BugCheck } from './bugcheck.ts';
import type { DeviceNode } from './device-node.ts';
import type { Mutex } from './schedule.ts';

/** A request to open something, as a driver sees it. */
export interface CreateRequest {
  /** The new file object; a driver that accepts the open sets its `driver`. */
  readonly file: FileObject;
  /** A private copy of the name relative to the parent; empty when a device is opened. */
  readonly name: Uint8Array;
}

/** What a driver puts behind a file object. */
export interface FileDriver {
  /** IRP_MJ_DEVICE_CONTROL. Returns the final status, or STATUS_PENDING and completes the request later. */
  deviceControl(irp: Irp): number;
  /** IRP_MJ_CREATE relative to this object. */
  create(request: CreateRequest): number;
  /** IRP_MJ_CLEANUP: the last handle is gone; requests may still be pending. */
  cleanup(): void;
  /** IRP_MJ_CLOSE: nothing refers to the object any more. */
  close(): void;
  /**
   * Asked before the last handle is closed and before the device changes its power.
   * @throws MustWait while a request is under way that neither can interrupt
   */
  beforeChange?(): void;
  /** The device is about to leave D0. */
  powerDown?(): void;
  /** The device is in D0 again. */
  powerUp?(): void;
  /** The mutex that is held while a request of this kind is dispatched, if one is. Asked in scheduled mode only. */
  mutexFor?(request: number | 'create' | 'close'): Mutex | undefined;
}

const refused: FileDriver = {
  deviceControl: () => {
    throw new BugCheck('KERNEL_MODE_EXCEPTION_NOT_HANDLED', 'file object', 'used before it was opened');
  },
  create: () => {
    throw new BugCheck('KERNEL_MODE_EXCEPTION_NOT_HANDLED', 'file object', 'used before it was opened');
  },
  cleanup: () => {},
  close: () => {},
};

/**
 * A file object. Its handles, its children and drivers hold references; the driver's close runs when the last one
 * goes, so a parent outlives its children (OBJ-131).
 */
export class FileObject {
  readonly type = 'file';
  readonly parent: FileObject | null;
  /** What it is open on. */
  readonly node: DeviceNode;
  /** GENERIC_* mask of the open. */
  readonly access: number;
  driver: FileDriver = refused;
  /** Requests that have not completed. */
  readonly pending = new Set<Irp>();
  references = 0;
  /** How many of the references are handles. Kept by the handle table. */
  handles = 0;
  /** Called when a reference is taken or dropped, for the census. */
  readonly #counted: (change: 1 | -1) => void;

  constructor(parent: FileObject | null, node: DeviceNode, access: number, counted: (change: 1 | -1) => void) {
    this.parent = parent;
    this.node = node;
    this.access = access;
    this.#counted = counted;
  }

  reference(): void {
    this.references++;
    this.#counted(1);
  }

  dereference(): void {
    if (this.references <= 0) throw new BugCheck('REFERENCE_BY_POINTER', 'file object', 'dereferenced too often');
    this.references--;
    this.#counted(-1);
    if (this.references === 0) {
      this.node.files.delete(this);
      this.driver.close();
      this.parent?.dereference();
    }
  }
}
