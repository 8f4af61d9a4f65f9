/**
 * The stream class (stream.sys) as a minidriver sees it: what it registers, the stream request blocks that it is handed,
 * the descriptors that it answers with, and the services that it calls. A minidriver imports this file, `minidriver.ts`,
 * the helpers of `../ks/`, and what it likes of `parts/` and `sets/`.
 *
 * Names are those of strmini.h. Extensions, which stream.sys allocates as bytes, are objects that the minidriver makes.
 * Statuses are NTSTATUS (unsigned 32 bits); times are plain numbers in units of 100 ns, unless they are time-outs.
 */
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { KsEventEntry, KsGenerate, KsIdentifier, KsPropertyValues } from '../ks/automation.ts';
import type { KsDataRange, KsPinIdentifier } from '../ks/pin-factory.ts';
import type { Topology } from '../ks/topology-set.ts';
import type { HwStreamRequestBlock } from './srb.ts';

export { KSPIN_DATAFLOW } from '../ks/pin-factory.ts';
export { OPTIONSF as KSSTREAM_HEADER_OPTIONSF } from '../ks/stream-probe.ts';
export type { HwStreamRequestBlock, StreamBuffer } from './srb.ts';

/** KSSTATE (CONN-001). */
export const KSSTATE = { STOP: 0, ACQUIRE: 1, PAUSE: 2, RUN: 3 } as const;

/** One item of a KSPROPERTY_SET as the stream class uses it: the minidriver is asked for verbs that are supported. */
export interface StreamPropertyItem {
  readonly id: number;
  readonly getSupported: boolean;
  readonly setSupported: boolean;
  /** Bytes of In that the item needs, KSPROPERTY included; 24 unless told. */
  readonly minProperty?: number;
  /** Bytes of the value if its size is fixed; 0 if the minidriver judges Out itself. */
  readonly minData: number;
  readonly values?: KsPropertyValues;
  readonly relations?: readonly KsIdentifier[];
  readonly serializedSize?: number;
}

/** KSPROPERTY_SET. */
export interface StreamPropertySet {
  /** Canonical GUID text. */
  readonly set: string;
  readonly items: readonly StreamPropertyItem[];
}

/** KSEVENT_SET with its KSEVENT_ITEMs. */
export interface StreamEventSet {
  readonly set: string;
  readonly items: readonly {
    readonly id: number;
    /** Bytes that must follow KSEVENTDATA (DataInput − sizeof KSEVENTDATA); 0 unless told. */
    readonly extraData?: number;
  }[];
}

/** HW_STREAM_HEADER: what belongs to the minidriver as a whole. */
export interface HwStreamHeader {
  readonly devicePropertiesArray: readonly StreamPropertySet[];
  readonly deviceEventsArray?: readonly StreamEventSet[];
  readonly topology: Topology;
  readonly deviceEventRoutine?: HwEventRoutine;
}

/** HW_STREAM_INFORMATION: one stream. Its index is the PinId. */
export interface HwStreamInformation {
  readonly numberOfPossibleInstances: number;
  /** KSPIN_DATAFLOW. */
  readonly dataFlow: number;
  /** Whether the data passes through the class driver, and not over a wire of its own; it does unless told. */
  readonly dataAccessible?: boolean;
  readonly streamFormatsArray: readonly KsDataRange[];
  readonly streamPropertiesArray?: readonly StreamPropertySet[];
  readonly streamEventsArray?: readonly StreamEventSet[];
  readonly category?: string;
  /** GUID whose media-category entry is the pin's name; the category unless told. */
  readonly name?: string;
  /** KSMEDIUMSETID_Standard, KSMEDIUM_TYPE_ANYINSTANCE unless told. */
  readonly mediums?: readonly KsPinIdentifier[];
  /** The stream is a bridge, not a sink (SCLS-012). */
  readonly bridgeStream?: boolean;
}

/** HW_STREAM_DESCRIPTOR. */
export interface HwStreamDescriptor {
  readonly streamHeader: HwStreamHeader;
  readonly streamInfo: readonly HwStreamInformation[];
}

/** STREAM_PROPERTY_DESCRIPTOR: sizes are the lengths of the buffers. */
export interface StreamPropertyDescriptor {
  /** In: KSPROPERTY at 0, instance data behind it. */
  readonly property: KernelBuffer;
  /** Index of the set in `devicePropertiesArray` or `streamPropertiesArray`. */
  readonly propertySetId: number;
  /** Out: the value that is set, or room for the one that is got. */
  readonly propertyInfo: KernelBuffer;
}

/** STREAM_DATA_INTERSECT_INFO. */
export interface StreamDataIntersectInfo {
  readonly streamNumber: number;
  readonly dataRange: Uint8Array;
  /** DataFormatBuffer: what the minidriver found. The class driver does the size protocol (PIN-067, PIN-068). */
  dataFormat: Uint8Array | null;
}

/** HW_EVENT_DESCRIPTOR. */
export interface HwEventDescriptor {
  readonly enable: boolean;
  readonly eventEntry: KsEventEntry;
  /** What followed KSEVENTDATA. */
  readonly eventData: Uint8Array;
  /** Null for an event of the device. */
  readonly streamObject: HwStreamObject | null;
  readonly hwDeviceExtension: unknown;
  /** Index of the set in `deviceEventsArray` or `streamEventsArray`. */
  readonly enableEventSetIndex: number;
}

/** StrMiniEvent. A status other than STATUS_SUCCESS vetoes an enable (SCLS-010); at a disable it is ignored. */
export type HwEventRoutine = (descriptor: HwEventDescriptor) => number;

/** A clock that streams are told to follow; an opaque handle to minidrivers. */
export interface MasterClockHandle {
  time(): number;
}

/** HW_CLOCK_OBJECT: the stream has a clock that a client can open. */
export interface HwClockObject {
  /** StrMiniClock with TIME_GET_STREAM_TIME; without it the class driver counts the time spent in RUN. */
  readonly hwClockFunction?: (stream: HwStreamObject) => number;
}

/** HW_STREAM_OBJECT: an open stream. The minidriver fills it in at SRB_OPEN_STREAM. */
export interface HwStreamObject {
  readonly streamNumber: number;
  readonly hwDeviceExtension: unknown;
  readonly hwInstanceExtension: unknown;
  /** The minidriver's own. */
  hwStreamExtension: unknown;
  receiveDataPacket: ((srb: HwStreamRequestBlock) => void) | null;
  receiveControlPacket: ((srb: HwStreamRequestBlock) => void) | null;
  hwClockObject: HwClockObject | null;
  hwEventRoutine: HwEventRoutine | null;
  /** Bytes behind each KSSTREAM_HEADER of the stream. */
  streamHeaderMediaSpecific: number;
  /** The stream takes allocators. */
  allocator: boolean;
}

/** HW_INITIALIZATION_DATA, and what the INF says of the filter. */
export interface HwInitializationData {
  /** Short stable name, unique in the device; the reference string of the interface path. */
  readonly name: string;
  readonly friendlyName: string;
  /** KSCATEGORY_* GUIDs whose interfaces the INF registers. */
  readonly categories: readonly string[];
  readonly hwReceivePacket: (srb: HwStreamRequestBlock) => void;
  readonly hwCancelPacket: (srb: HwStreamRequestBlock) => void;
  readonly hwRequestTimeoutHandler: (srb: HwStreamRequestBlock) => void;
  /** DeviceExtensionSize. */
  readonly deviceExtension?: () => unknown;
  /** PerStreamExtensionSize. */
  readonly streamExtension?: () => unknown;
  /** FilterInstanceExtensionSize: present if every open of the filter is an instance of its own. */
  readonly filterInstanceExtension?: () => unknown;
  /** The minidriver takes requests while it still works on others. */
  readonly turnOffSynchronization?: boolean;
}

/** A timer that was set. */
export interface StreamTimer {
  /** Keeps it from calling back. */
  cancel(): void;
}

/** What stream.sys exports. */
export interface StreamClassServices {
  /** StreamClassRegisterAdapter, and the start of the device: the filter can be found from now on. */
  registerAdapter(data: HwInitializationData): void;
  /** DeviceRequestComplete or StreamRequestComplete: the status of the block is final. */
  requestComplete(srb: HwStreamRequestBlock): void;
  readyForNextDeviceRequest(hwDeviceExtension: unknown): void;
  readyForNextStreamControlRequest(stream: HwStreamObject): void;
  readyForNextStreamDataRequest(stream: HwStreamObject): void;
  /** StreamClassCompleteRequestAndMarkQueueReady: ready for the next request of the same kind, and done with this. */
  completeRequestAndMarkQueueReady(srb: HwStreamRequestBlock): void;
  /** SignalMultipleDeviceEvents. */
  signalDeviceEvents(hwDeviceExtension: unknown, event: KsGenerate): void;
  /** SignalMultipleStreamEvents. */
  signalStreamEvents(stream: HwStreamObject, event: KsGenerate): void;
  /** StreamClassScheduleTimer: calls back once at `due`, at a time when no request is being dispatched. */
  scheduleTimer(due: number, callback: () => void): StreamTimer;
  /** StreamClassQueryMasterClock. */
  queryMasterClock(handle: MasterClockHandle): number;
  /**
   * ProbeForWrite and a copy to memory of the caller that a property names by its address; gives the status. To be
   * called while the request is dispatched.
   */
  copyOut(address: number, bytes: Uint8Array): number;
  /** The performance counter. */
  now(): number;
}

/** What a driver of the stream class is. */
export interface StreamDeviceDescriptor {
  readonly classDriver: 'stream';
  /** What is known about the driver; `hardwareId` also names the device in interface paths. */
  readonly identity: {
    readonly driver: string;
    readonly version: string;
    readonly provider: string;
    readonly hardwareId: string;
  };
  /** GUID → name, beside the names of the standard categories and node types. */
  readonly mediaCategories?: ReadonlyMap<string, string>;
  /** DriverEntry: registers an adapter for every unit of the device. */
  readonly driverEntry: (stream: StreamClassServices) => void;
}
