/**
 * KS itself as a minidriver of the old kind sees it: no class driver stands between. The minidriver publishes create
 * items, gives every object that it opens a header with a dispatch table, and hands the requests of its objects to the
 * handlers of ks.sys (`./library.ts`) with its own sets. A minidriver imports this room and the helpers of `../ks/`.
 *
 * Callbacks return an NTSTATUS (unsigned 32 bits). All times are plain numbers in units of 100 ns.
 */
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { Mutex } from '../../kernel/schedule.ts';
import type { ClockTimer } from '../../kernel/virtual-clock.ts';
import type { KsAutomationTable } from '../ks/automation.ts';
import type { KsDataRange, KsPinIdentifier } from '../ks/pin-factory.ts';
import type { KsDispatch } from './library.ts';
import type { KsObjectHeader } from './object-header.ts';

export { KSSTRING } from '../../../abi/create-strings.ts';
export { IOCTL } from '../../../abi/ioctl.ts';
export type { Mutex } from '../../kernel/schedule.ts';
export type { FileObject } from '../../kernel/file-object.ts';
export type { Irp } from '../../kernel/irp.ts';
export { KSPIN_COMMUNICATION, KSPIN_DATAFLOW } from '../ks/pin-factory.ts';
export type { KsDataRange, KsPinIdentifier } from '../ks/pin-factory.ts';
export { OPTIONSF as KSSTREAM_HEADER_OPTIONSF } from '../ks/stream-probe.ts';

/** KSSTATE (CONN-001). */
export const KSSTATE = { STOP: 0, ACQUIRE: 1, PAUSE: 2, RUN: 3 } as const;

/** An IRP_MJ_CREATE relative to an object. */
export interface KsCreateIrp {
  /** The new file object; the create handler gives it a header. */
  readonly file: FileObject;
  /** A private copy of what follows the class string: KSPIN_CONNECT, KSCLOCK_CREATE, … (OBJ-032). */
  readonly parameters: Uint8Array;
}

/** KSOBJECT_CREATE_ITEM. `C` is the context of the object that publishes it. */
export interface KsObjectCreateItem<C> {
  /** One of KSSTRING_*. */
  readonly objectClass: string;
  /** Opens the object: gives `create.file` a driver, or returns an error. */
  readonly create: (create: KsCreateIrp, parent: C) => number;
}

/** KSDISPATCH_TABLE, with the sets that its handlers pass on. `C` is what the minidriver keeps behind the file object. */
export interface KsDispatchTable<C> {
  /** What KsPropertyHandler, KsMethodHandler and KsEnableEvent are given for objects of this table. */
  readonly sets: KsAutomationTable<C>;
  /** Absent: every request ends in STATUS_INVALID_DEVICE_REQUEST (IOC-031). */
  readonly deviceIoControl?: (object: KsObjectHeader<C>, irp: Irp) => number;
  /** IRP_MJ_CLEANUP, a major function of the driver: the handle is gone, the object may live on for its children. */
  readonly cleanup?: (context: C) => void;
  readonly close?: (context: C) => void;
}

/** KSPIN_DESCRIPTOR. The PinId is the index. */
export interface KsPinDescriptor {
  /** Standard STREAMING unless told (OBJ-048). */
  readonly interfaces?: readonly KsPinIdentifier[];
  /** Standard DEVIO unless told (OBJ-050). */
  readonly mediums?: readonly KsPinIdentifier[];
  readonly dataRanges: readonly KsDataRange[];
  /** KSPIN_DATAFLOW. */
  readonly dataFlow: number;
  /** KSPIN_COMMUNICATION. */
  readonly communication: number;
  /** Canonical GUID text. */
  readonly category?: string;
  /** GUID whose registered name is the pin's; the category unless told. */
  readonly name?: string;
}

/** A filter factory: a device interface whose reference string is a create item of the device. */
export interface KsFilterInterface {
  /** Short stable name, unique in the device; also the reference string. */
  readonly name: string;
  readonly friendlyName: string;
  /** KSCATEGORY_* GUIDs under which it is registered. */
  readonly categories: readonly string[];
  /** Opens a filter. */
  readonly create: (create: KsCreateIrp) => number;
}

/** The device object with its header. */
export interface KsDevice {
  /** ks.sys. */
  readonly ks: KsDispatch;
  /** The system's clock, which is also the performance counter. Never goes backwards. */
  now(): number;
  /** Calls back once, `delay` from now, at a time when no request is being dispatched. */
  setTimer(delay: number, callback: () => void): ClockTimer;
  /** KeInitializeMutex: what the minidriver serialises its requests with. `name` is for people. */
  makeMutex(name: string): Mutex;
  /** IoRegisterDeviceInterface, and KsAllocateObjectCreateItem on the device header. */
  registerInterface(filter: KsFilterInterface): void;
}

/** What a driver on KS itself is. */
export interface KsDispatchDeviceDescriptor {
  readonly classDriver: 'ks';
  /** What is known about the driver; `hardwareId` also names the device in interface paths. */
  readonly identity: {
    readonly driver: string;
    readonly version: string;
    readonly provider: string;
    readonly hardwareId: string;
  };
  /** GUID → name, beside the names of the standard categories and node types. */
  readonly mediaCategories?: ReadonlyMap<string, string>;
  /** AddDevice and the start of the device. */
  readonly startDevice: (device: KsDevice) => void;
}
