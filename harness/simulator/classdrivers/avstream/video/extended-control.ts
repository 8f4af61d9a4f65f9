/**
 * One property of KSPROPERTYSETID_ExtendedCameraControl: a KSCAMERA_EXTENDEDPROP_HEADER and what the control is about
 * (CAMX-001). Every camera driver is made of these; a camera says what its controls can do.
 */
import { constantByName } from '../../../../abi/names.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsFilter, KsTimer } from '../descriptors.ts';
import { shortValue } from '../../ks/answers.ts';
import type { KsEventSet, KsPropertyItem, KsPropertySet, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { propertyId } from './control-items.ts';
import { member, putStruct, structSize } from './structs.ts';

const HEADER = 'KSCAMERA_EXTENDEDPROP_HEADER';
const HEADER_SIZE = structSize(HEADER);
const AT = {
  version: member(HEADER, 'Version').offset,
  pinId: member(HEADER, 'PinId').offset,
  size: member(HEADER, 'Size').offset,
  flags: member(HEADER, 'Flags').offset,
} as const;
/** PinId of a control that belongs to the filter. */
export const FILTER_SCOPE = 0xffff_ffff;

/** The bits of constants of ksmedia.h that begin with KSCAMERA_EXTENDEDPROP_, together. */
export function bitsOf(...names: readonly string[]): bigint {
  return names.reduce((bits, name) => {
    const value = constantByName(`KSCAMERA_EXTENDEDPROP_${name}`);
    if (value === undefined) throw new RangeError(`no constant is named KSCAMERA_EXTENDEDPROP_${name}`);
    return bits | BigInt(value);
  }, 0n);
}

const ASYNC = bitsOf('CAPS_ASYNCCONTROL');
const CANCEL = bitsOf('FLAG_CANCELOPERATION');
/** Capability of an asynchronous control, and of one that can also be cancelled (CAMX-004). */
export const ASYNCHRONOUS = ASYNC;
export const CANCELLABLE = ASYNC | bitsOf('CAPS_CANCELLABLE');

/** Id of a control by its name behind KSPROPERTY_CAMERACONTROL_EXTENDED_, or by itself. */
export const extendedControlId = (property: string | number): number =>
  typeof property === 'number' ? property : propertyId(`KSPROPERTY_CAMERACONTROL_EXTENDED_${property}`);

/** What is behind the header. */
export interface Payload {
  /** Before any SET. */
  readonly first: Uint8Array;
  /**
   * What a SET leaves behind; `undefined` refuses it.
   * @param sent what the caller put behind the header: at least as long as `first` unless the size varies
   * @param flags of the caller's header
   * @param current what is behind the header now
   */
  readonly store: (sent: Uint8Array, flags: bigint, current: Uint8Array) => Uint8Array | undefined;
}

/** A control as a camera has it. */
export interface ExtendedControlDescriptor {
  /** Name of the property behind KSPROPERTY_CAMERACONTROL_EXTENDED_; its id where the headers do not name it yet. */
  readonly property: string | number;
  /** PinId of the pin that it is about; that of the filter unless told. */
  readonly pinId?: number;
  /** What GET shows; 0 unless told. */
  readonly capability?: bigint;
  /** Flags before any SET; 0 unless told. */
  readonly flags?: bigint;
  /** Whether Flags of a SET are a setting that the control has. Absent: the control cannot be set. */
  readonly accepts?: (flags: bigint) => boolean;
  /** The setting that Flags of a SET lead to, where they are not the setting itself. */
  readonly settles?: (flags: bigint, before: bigint) => bigint;
  /** Nothing unless told. */
  readonly payload?: Payload;
  /** The size of the payload varies: handlers judge it. */
  readonly varies?: boolean;
  /** Pins are in states in which a SET is refused with STATUS_INVALID_DEVICE_STATE (CAMX-008, CAMX-009). */
  readonly refused?: (filter: KsFilter) => boolean;
  /** How long an asynchronous operation takes, in 100 ns; 0 or nothing = it has ended when the SET has (CAMX-005). */
  readonly duration?: number | ((flags: bigint) => number);
  /** Called after every SET that succeeded. */
  readonly changed?: () => void;
  /** Called when an operation ends, with how it ended, before its event is raised. */
  readonly ended?: (status: number) => void;
}

/** A control and its setting, which is the device's: it outlives the handles that set it. */
export class ExtendedControl {
  readonly #of: ExtendedControlDescriptor;
  readonly #id: number;
  readonly #first: Uint8Array;
  /** Flags of the header. */
  flags: bigint;
  /** What is behind the header. */
  payload: Uint8Array;
  /** Result of the header: how the last operation failed (CAMX-003). */
  #result: number = STATUS.STATUS_SUCCESS;
  #operation: KsTimer | undefined;

  constructor(descriptor: ExtendedControlDescriptor) {
    this.#of = descriptor;
    this.#id = extendedControlId(descriptor.property);
    this.#first = descriptor.payload?.first ?? new Uint8Array(0);
    this.payload = this.#first;
    this.flags = descriptor.flags ?? 0n;
  }

  /** An operation has begun and not ended. */
  get busy(): boolean {
    return this.#operation !== undefined;
  }

  /** The control is asynchronous: its end is told by the event of the same id (CAMX-005). */
  get asynchronous(): boolean {
    return ((this.#of.capability ?? 0n) & ASYNC) !== 0n;
  }

  get id(): number {
    return this.#id;
  }

  /** Back to what holds before any SET. */
  reset(): void {
    this.#stop();
    this.flags = this.#of.flags ?? 0n;
    this.payload = this.#first;
  }

  get item(): KsPropertyItem<KsFilter> {
    const { accepts, varies = false } = this.#of;
    return {
      id: this.#id,
      minData: varies ? 0 : HEADER_SIZE + this.#first.length,
      get: (request) => this.#get(request),
      ...(accepts === undefined ? {} : { set: (request: KsRequest<KsFilter>) => this.#set(request, accepts) }),
    };
  }

  #get(request: KsRequest<KsFilter>): number {
    const size = HEADER_SIZE + this.payload.length;
    if (request.value.length < size) return shortValue(request, size);
    const bytes = new Uint8Array(size);
    putStruct(bytes, 0, HEADER, {
      Version: 1,
      PinId: this.#of.pinId ?? FILTER_SCOPE,
      Size: size,
      Result: this.#result,
      Flags: this.flags,
      Capability: this.#of.capability ?? 0n,
    });
    bytes.set(this.payload, HEADER_SIZE);
    request.value.write(0, bytes);
    request.information = size;
    return STATUS.STATUS_SUCCESS;
  }

  #set({ target, value }: KsRequest<KsFilter>, accepts: (flags: bigint) => boolean): number {
    const least = HEADER_SIZE + this.#first.length;
    if (value.length < least) return STATUS.STATUS_BUFFER_TOO_SMALL;
    const size = value.u32(AT.size);
    const fits = this.#of.varies === true ? size >= least && size <= value.length : size === least;
    const headerFits = value.u32(AT.version) === 1 && value.u32(AT.pinId) === (this.#of.pinId ?? FILTER_SCOPE) && fits;
    if (!headerFits) return STATUS.STATUS_INVALID_PARAMETER;
    const flags = value.u64(AT.flags);
    if (flags === CANCEL) return this.#cancel(target);
    if (!accepts(flags)) return STATUS.STATUS_INVALID_PARAMETER;
    const stored = this.#store(value.slice(HEADER_SIZE, size - HEADER_SIZE), flags);
    if (stored === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    if (this.#of.refused?.(target) === true) return STATUS.STATUS_INVALID_DEVICE_STATE;
    this.flags = this.#of.settles?.(flags, this.flags) ?? flags;
    this.payload = stored;
    this.#of.changed?.();
    if (this.asynchronous) this.#start(target, this.#durationOf(flags));
    return STATUS.STATUS_SUCCESS;
  }

  #store(sent: Uint8Array, flags: bigint): Uint8Array | undefined {
    return this.#of.payload === undefined ? this.payload : this.#of.payload.store(sent, flags, this.payload);
  }

  #durationOf(flags: bigint): number {
    const { duration = 0 } = this.#of;
    return typeof duration === 'number' ? duration : duration(flags);
  }

  /** The operation begins; one that had not ended gives way to it. */
  #start(filter: KsFilter, duration: number): void {
    this.#stop();
    if (duration === 0) {
      this.#end(filter, STATUS.STATUS_SUCCESS);
      return;
    }
    this.#operation = filter.device.setTimer(duration, () => {
      this.#operation = undefined;
      this.#end(filter, STATUS.STATUS_SUCCESS);
    });
  }

  #stop(): void {
    this.#operation?.cancel();
    this.#operation = undefined;
  }

  #end({ device }: KsFilter, result: number): void {
    this.#result = result;
    this.#of.ended?.(result);
    device.generateEvents({ set: ksGuid('KSEVENTSETID_ExtendedCameraControl'), id: this.#id });
  }

  /** Flags CANCELOPERATION: the operation, if there is one, ends now. */
  #cancel(filter: KsFilter): number {
    if (((this.#of.capability ?? 0n) & CANCELLABLE) !== CANCELLABLE) return STATUS.STATUS_INVALID_PARAMETER;
    if (!this.busy) return STATUS.STATUS_SUCCESS;
    this.#stop();
    this.#end(filter, STATUS.STATUS_CANCELLED);
    return STATUS.STATUS_SUCCESS;
  }
}

/** The set of a filter. */
export function extendedControlSet(controls: readonly ExtendedControl[]): KsPropertySet<KsFilter> {
  return { set: ksGuid('KSPROPERTYSETID_ExtendedCameraControl'), items: controls.map(({ item }) => item) };
}

/** The events of a filter: the end of each asynchronous control has the id of the control (CAMX-005). */
export function extendedControlEvents(controls: readonly ExtendedControl[]): KsEventSet<KsFilter> {
  const ids = controls.filter(({ asynchronous }) => asynchronous).map(({ id }) => ({ id }));
  return { set: ksGuid('KSEVENTSETID_ExtendedCameraControl'), items: ids };
}
