import { IOCTL } from '../../../abi/ioctl.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { CreateRequest, FileDriver, FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { KSPROPERTY_TYPE } from './automation.ts';
import type { CompiledAutomation } from './compiled.ts';
import { dispatchCreate, type CreateItem } from './create.ts';
import type { EventEntry, EventList } from './event-list.ts';
import type { KsLibrary } from './library.ts';

/** KSFILTER_NODE: the filter itself as a node of its topology; also KSALL_NODES. */
export const KSFILTER_NODE = 0xffff_ffff;

/** What every handle of KS leads to: an object with automation tables, events and create items. */
export abstract class KsObject implements FileDriver {
  readonly ks: KsLibrary;
  readonly kernel: Kernel;
  readonly file: FileObject;
  abstract readonly automation: CompiledAutomation;
  /** What the handlers of the automation table are given. */
  abstract readonly target: unknown;
  /** Where enables made through this handle are kept; objects that share one share events, not enables. */
  abstract readonly events: EventList;
  /** NodeId of a node handle, else −1. */
  readonly node: number = -1;
  /** Classes of objects that can be opened relative to this one (OBJ-008). */
  readonly createItems: readonly CreateItem[] = [];

  /** The object's own memory. */
  readonly #memory: KernelBuffer;

  constructor(ks: KsLibrary, file: FileObject) {
    this.ks = ks;
    this.kernel = ks.kernel;
    this.file = file;
    this.#memory = ks.kernel.pool.allocate('KS object', 64);
  }

  /** Called after an event was enabled through this handle. */
  eventEnabled?(entry: EventEntry): void;

  /** Tables of the topology nodes that can be addressed through this handle, by NodeId. */
  readonly nodeTables: readonly CompiledAutomation[] = [];

  deviceControl(irp: Irp): number {
    switch (irp.code) {
      case IOCTL.IOCTL_KS_PROPERTY:
        return this.ks.properties.dispatch(this, irp);
      case IOCTL.IOCTL_KS_METHOD:
        return this.ks.methods.dispatch(this, irp);
      case IOCTL.IOCTL_KS_ENABLE_EVENT:
        return this.ks.events.enable(this, irp);
      case IOCTL.IOCTL_KS_DISABLE_EVENT:
        return this.ks.events.disable(this, irp);
      default:
        return this.otherControl(irp);
    }
  }

  /** Codes beyond properties, methods and events: the default completion of KS (IOC-036). */
  otherControl(irp: Irp): number {
    return this.ks.foreignControl(irp);
  }

  create(request: CreateRequest): number {
    return dispatchCreate(this.createItems, request);
  }

  cleanup(): void {
    this.ks.events.cleanup(this);
  }

  close(): void {
    // An enable that was under way when the last handle was closed came after the cleanup.
    this.ks.events.cleanup(this);
    this.closed();
    this.discard();
  }

  /** Frees the object: after its close, or when its open failed. */
  discard(): void {
    this.kernel.pool.free(this.#memory);
  }

  /** What the kind of object does when nothing refers to it any more. */
  protected closed(): void {}
}

/**
 * The table that a request is looked up in: with TOPOLOGY the table of the node that In names (TOPO-030…035), else the
 * object's own. An error status if the node cannot be found.
 */
export function redirect(object: KsObject, input: KernelBuffer, flags: number): CompiledAutomation | number {
  if ((flags & KSPROPERTY_TYPE.TOPOLOGY) === 0) return object.automation;
  if (input.length < 32) return STATUS.STATUS_INVALID_BUFFER_SIZE;
  const node = input.u32(24);
  if (node === KSFILTER_NODE || node === object.node) return object.automation;
  return object.nodeTables[node] ?? STATUS.STATUS_INVALID_PARAMETER;
}

/** NodeId that a request is aimed at, else −1. */
export function nodeOf(object: KsObject, input: KernelBuffer, flags: number): number {
  if ((flags & KSPROPERTY_TYPE.TOPOLOGY) === 0) return object.node;
  const node = input.u32(24);
  return node === KSFILTER_NODE ? -1 : node;
}
