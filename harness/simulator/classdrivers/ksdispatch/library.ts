import { STATUS } from '../../../abi/ntstatus.ts';
import { IOCTL } from '../../../abi/ioctl.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { StatusException } from '../../kernel/status-exception.ts';
import { AllocatorObject, createDefaultAllocator } from '../ks/allocator-object.ts';
import { resolveAssigned } from '../ks/assignment.ts';
import type { KsGenerate } from '../ks/automation.ts';
import { ClockObject, createDefaultClock } from '../ks/clock-object.ts';
import { compileAutomation, type CompiledAutomation } from '../ks/compiled.ts';
import { parseConnect, type ValidConnect } from '../ks/connect.ts';
import { DefaultClock } from '../ks/default-clock.ts';
import type { KsLibrary } from '../ks/library.ts';
import type { PinFactory } from '../ks/pin-factory.ts';
import { acquireResetValue } from '../ks/reset.ts';
import type { ProbedHeader, ProbeOptions } from '../ks/stream-probe.ts';
import type { KsCreateIrp, KsDispatchTable } from './descriptors.ts';
import { KsObjectHeader, type HeaderOptions } from './object-header.ts';

/** What ks.sys exports to minidrivers that dispatch their requests themselves. Faults wrap its methods. */
export class KsDispatch {
  readonly ks: KsLibrary;
  readonly kernel: Kernel;
  readonly #compiled = new WeakMap<object, CompiledAutomation>();

  constructor(ks: KsLibrary) {
    this.ks = ks;
    this.kernel = ks.kernel;
  }

  /** KsAllocateObjectHeader: from now on the file object is the minidriver's. */
  allocateObjectHeader<C>(create: KsCreateIrp, options: HeaderOptions<C>): KsObjectHeader<C> {
    const header = new KsObjectHeader(this.ks, create.file, this.#automation(options.table), options);
    create.file.driver = header;
    return header;
  }

  /** KsPropertyHandler, with the property sets of the object's table. */
  propertyHandler<C>(object: KsObjectHeader<C>, irp: Irp): number {
    return this.ks.properties.dispatch(object, irp);
  }

  /** KsMethodHandler. */
  methodHandler<C>(object: KsObjectHeader<C>, irp: Irp): number {
    return this.ks.methods.dispatch(object, irp);
  }

  /** KsEnableEvent. */
  enableEvent<C>(object: KsObjectHeader<C>, irp: Irp): number {
    return this.ks.events.enable(object, irp);
  }

  /** KsDisableEvent. */
  disableEvent<C>(object: KsObjectHeader<C>, irp: Irp): number {
    return this.ks.events.disable(object, irp);
  }

  /** KsGenerateEvents, for the enables that were made on the object. */
  generateEvents<C>(object: KsObjectHeader<C>, event: KsGenerate): void {
    this.ks.events.generate(object.events, event);
  }

  /** KsDefaultDeviceIoCompletion: the status of a code that the object does not know (IOC-036). */
  defaultDeviceIoCompletion(irp: Irp): number {
    switch (irp.code) {
      case IOCTL.IOCTL_KS_PROPERTY:
      case IOCTL.IOCTL_KS_METHOD:
      case IOCTL.IOCTL_KS_ENABLE_EVENT:
      case IOCTL.IOCTL_KS_DISABLE_EVENT:
        return STATUS.STATUS_PROPSET_NOT_FOUND;
      case IOCTL.IOCTL_KS_RESET_STATE:
        return STATUS.STATUS_SUCCESS;
      default:
        return STATUS.STATUS_INVALID_DEVICE_REQUEST;
    }
  }

  /** KsValidateConnectRequest: the request with what it names, or the status that refuses it (OBJ-044, OBJ-045). */
  validateConnectRequest(create: KsCreateIrp, pins: readonly PinFactory[]): ValidConnect | number {
    if (create.parameters.length < this.ks.layout.pinConnect.size) return STATUS.STATUS_INVALID_PARAMETER;
    return this.ks.connections.validate(pins, parseConnect(this.ks.layout, create.parameters));
  }

  /** KsAllocateDefaultClock: time 0, STOP (CLK-020). */
  allocateDefaultClock(): DefaultClock {
    return new DefaultClock(this.kernel, this.ks.events);
  }

  /** KsCreateDefaultClock: another file object of a clock. */
  createDefaultClock({ file, parameters }: KsCreateIrp, clock: DefaultClock): number {
    return createDefaultClock(this.ks, file, parameters, clock);
  }

  /** KsCreateDefaultAllocator. */
  createDefaultAllocator({ file, parameters }: KsCreateIrp): number {
    return createDefaultAllocator(this.ks, file, parameters);
  }

  /** ObReferenceObjectByHandle for a handle that is to be a clock or an allocator: null for 0, or why it is not. */
  referenceObject(handle: number, kind: 'clock' | 'allocator'): FileObject | null | number {
    const type = kind === 'clock' ? ClockObject : AllocatorObject;
    return resolveAssigned(this.kernel, handle, ({ driver }) => driver instanceof type);
  }

  /**
   * KsEnableEvent for a mark of a clock that the driver holds a reference on: calls back once when its time is reached.
   * What it returns disables the event. `null` for a file object that is no clock.
   */
  enableClockMark({ driver }: FileObject, time: number, reached: () => void): (() => void) | null {
    return driver instanceof ClockObject ? driver.clock.callAt(time, reached) : null;
  }

  /** KsProbeStreamIrp: the headers of a stream request with their frames, or the status that refuses it. */
  probeStreamIrp(irp: Irp, options: ProbeOptions): readonly ProbedHeader[] | number {
    try {
      return this.ks.streams.probe(irp, options);
    } catch (error) {
      if (error instanceof StatusException) return error.status;
      throw error;
    }
  }

  /** KsAcquireResetValue. */
  acquireResetValue(irp: Irp, apply: (begin: boolean) => void): number {
    return acquireResetValue(irp, apply);
  }

  #automation<C>(table: KsDispatchTable<C>): CompiledAutomation {
    const known = this.#compiled.get(table);
    if (known !== undefined) return known;
    const made = compileAutomation(table.sets);
    this.#compiled.set(table, made);
    return made;
  }
}
