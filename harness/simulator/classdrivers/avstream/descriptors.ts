/**
 * AVStream as a minidriver sees it: descriptors that it fills, dispatch callbacks that it implements, and the objects
 * that it is given. A minidriver imports this file, `../ks/automation.ts`, the helpers of `../ks/`, and what it likes of
 * `parts/`, `sets/` and `video/`.
 *
 * Callbacks return an NTSTATUS (unsigned 32 bits); STATUS_SUCCESS lets the class driver go on.
 * All times are plain numbers in units of 100 ns (exact up to 2^53).
 *
 * Long because it is the interface of the class driver: what a minidriver sees of it, and no more.
 */
import type { KsAutomationTable, KsGenerate } from '../ks/automation.ts';
import type { KsGate } from './gate.ts';
import type { KsDataRange, KsPinIdentifier, PhysicalConnection } from '../ks/pin-factory.ts';
import type { KsTopologyConnection, TopologyNode } from '../ks/topology-set.ts';

export { KsGate } from './gate.ts';
export { KSPIN_COMMUNICATION, KSPIN_DATAFLOW } from '../ks/pin-factory.ts';
export type { KsDataRange, KsPinIdentifier } from '../ks/pin-factory.ts';
export { OPTIONSF as KSSTREAM_HEADER_OPTIONSF } from '../ks/stream-probe.ts';
export type { KsTopologyConnection } from '../ks/topology-set.ts';

/** KSSTATE (CONN-001). */
export const KSSTATE = { STOP: 0, ACQUIRE: 1, PAUSE: 2, RUN: 3 } as const;
/** KSPIN_FLAG_*: flags of a pin descriptor, those that show at the boundary. */
export const KSPIN_FLAG = {
  /** `process` is not called when data arrives; the minidriver fetches frames when it wants them. */
  DO_NOT_INITIATE_PROCESSING: 0x10,
  /** `process` is called for every frame that arrives, not only for one that finds the queue empty (AVS-017). */
  INITIATE_PROCESSING_ON_EVERY_ARRIVAL: 0x20,
  /** Processing does not wait for frames of this pin (AVS-018). */
  FRAMES_NOT_REQUIRED_FOR_PROCESSING: 0x40,
  /** Completion order is submission order (STRM-033). The simulator keeps it for every pin. */
  ENFORCE_FIFO: 0x80,
  /** Frames are processed in RUN only, not from PAUSE up (AVS-005). */
  PROCESS_IN_RUN_STATE_ONLY: 0x1_0000,
  /** No queue: streaming requests end in STATUS_INVALID_DEVICE_REQUEST (AVS-006); states are passed raw (CONN-010). */
  DO_NOT_USE_STANDARD_TRANSPORT: 0x8_0000,
  /** A format cannot be set on an open pin (CONN-042). */
  FIXED_FORMAT: 0x10_0000,
  /** Connection events for end of stream and discontinuities (AVS-008). */
  GENERATE_EOS_EVENTS: 0x20_0000,
  /** Clock objects may be opened on the pin (CLK-068). */
  IMPLEMENT_CLOCK: 0x40_0000,
  /** The pin renders: processed in RUN only, with end-of-stream events. */
  RENDERER: 0x21_0000,
  /** In filter-centric processing one instance of the pin that has frames is enough (AVS-019). */
  SOME_FRAMES_REQUIRED_FOR_PROCESSING: 0x80_0000,
  /** Not openable from user mode (OBJ-060). */
  DENY_USERMODE_ACCESS: 0x8000_0000,
} as const;

/** KSFILTER_FLAG_*: flags of a filter descriptor. */
export const KSFILTER_FLAG = {
  /** Neither the filter nor its pins can be opened from user mode (OBJ-060). */
  DENY_USERMODE_ACCESS: 0x8000_0000,
} as const;

/** One item of KSALLOCATOR_FRAMING_EX; absent members are 0, memory is non-paged kernel pool. */
export interface KsFramingItem {
  readonly memoryType?: string;
  readonly busType?: string;
  readonly memoryFlags?: number;
  readonly busFlags?: number;
  /** KSALLOCATOR_REQUIREMENTF_* and the EX flags (ALLOC-002, ALLOC-007). */
  readonly flags?: number;
  readonly frames: number;
  /** A mask: 0, 1, 3, 7 … */
  readonly fileAlignment?: number;
  readonly memoryTypeWeight?: number;
  readonly physicalRange?: KsFramingRange;
  readonly framingRange: KsFramingRange;
}

export interface KsFramingRange {
  readonly minFrameSize: number;
  readonly maxFrameSize: number;
  readonly stepping: number;
}

/** KSALLOCATOR_FRAMING_EX. */
export interface KsAllocatorFramingEx {
  readonly pinFlags?: number;
  readonly pinWeight?: number;
  readonly items: readonly KsFramingItem[];
}

/** A clock of a pin that is not the default one, driven by the stream's state. */
export interface KsClockDispatch {
  /** Presentation time; by default the time spent in RUN since the last STOP. */
  readonly time?: (pin: KsPin) => number;
  /** KSRESOLUTION.Granularity; 100 (10 µs) unless told. */
  readonly granularity?: number;
  /** KSRESOLUTION.Error; 0 unless told. */
  readonly error?: number;
}

/** KSPIN_DISPATCH: every callback is optional. */
export interface KsPinDispatch {
  /** The last thing that can fail an open: `connectionFormat` is set. */
  readonly create?: (pin: KsPin) => number;
  readonly close?: (pin: KsPin) => void;
  /**
   * The pin's gate is open: frames are there and the state allows processing. Called when a frame arrives in an empty
   * queue, when the pin reaches its least processing state, and after `attemptProcessing()`; and again as long as frames
   * are left and it gets on, unless it gives STATUS_PENDING.
   */
  readonly process?: ((pin: KsPin) => void) | ((pin: KsPin) => number);
  /** RESET_STATE: BEGIN true, END false. */
  readonly reset?: (pin: KsPin, begin: boolean) => void;
  /**
   * A format is about to become the pin's (`pin.connectionFormat` is the new one already): at open, by DATAFORMAT, or
   * in band. `oldFormat` is null at open. STATUS_NO_MATCH: try the next matching range (OBJ-061).
   */
  readonly setDataFormat?: (pin: KsPin, oldFormat: Uint8Array | null, range: KsDataRange) => number;
  /** One step of the pin's state (CONN-009); an error rolls the pin back to `from`. */
  readonly setDeviceState?: (pin: KsPin, to: number, from: number) => number;
  /** With KSPIN_FLAG.IMPLEMENT_CLOCK. */
  readonly clock?: KsClockDispatch;
}

/**
 * Intersects one pair of ranges whose GUIDs match (PIN-063).
 * Returns the concrete format (FormatSize bytes), or an NTSTATUS: STATUS_NO_MATCH goes on to the next pair, any other
 * error ends the search. The class driver does the size protocol (PIN-067, PIN-068).
 */
export type KsIntersectHandler = (
  filter: KsFilter,
  factory: KsPinDescriptorEx,
  callerRange: Uint8Array,
  ownRange: KsDataRange,
) => Uint8Array | number;

/** KSPIN_DESCRIPTOR_EX. The PinId is the index in the filter descriptor. */
export interface KsPinDescriptorEx {
  readonly dispatch?: KsPinDispatch;
  /** Merged over the class driver's; the minidriver's entries win (AVS-001). */
  readonly automation?: KsAutomationTable<KsPin>;
  /** Standard STREAMING unless told (PIN-048). */
  readonly interfaces?: readonly KsPinIdentifier[];
  /** Standard DEVIO unless told (PIN-051). */
  readonly mediums?: readonly KsPinIdentifier[];
  readonly dataRanges: readonly KsDataRange[];
  /** What is supported now; all `dataRanges` unless told (PIN-045). */
  readonly constrainedDataRanges?: (filter: KsFilter) => readonly KsDataRange[];
  /** KSPIN_DATAFLOW. */
  readonly dataFlow: number;
  /** KSPIN_COMMUNICATION. */
  readonly communication: number;
  /** Canonical GUID text; absent: STATUS_NOT_FOUND (PIN-023). */
  readonly category?: string;
  /** GUID whose media-category entry is the pin's name; the category unless told (PIN-031). */
  readonly name?: string;
  /** KSPIN_FLAG. */
  readonly flags?: number;
  /** Instances for each filter instance; 0xFFFFFFFF = no limit; 1 unless told. */
  readonly instancesPossible?: number;
  /** Instances over all filter instances; no limit unless told. */
  readonly globalInstancesPossible?: number;
  /** 0 unless told. */
  readonly instancesNecessary?: number;
  /** Absent: the pin has neither framing nor allocators (CONN-073). */
  readonly allocatorFraming?: KsAllocatorFramingEx;
  /** Absent: only ranges with specifier NONE intersect (PIN-070). */
  readonly intersectHandler?: KsIntersectHandler;
  /**
   * Whether `format` (FormatSize bytes, its GUIDs match `range`) can be used. Must not change anything: proposals are
   * judged with it as well as opens and sets, which call `dispatch.setDataFormat` afterwards. Everything unless told.
   */
  readonly acceptFormat?: (filter: KsFilter, format: Uint8Array, range: KsDataRange) => number;
  /** Bytes of this pin's stream headers, extension included; 0 or absent = a bare KSSTREAM_HEADER (STRM-007). */
  readonly streamHeaderExtension?: number;
  /** Headers with TYPECHANGED are accepted on writes (STRM-018). */
  readonly allowFormatChange?: boolean;
  /** What PHYSICALCONNECTION answers (PIN-097). */
  readonly physicalConnection?: PhysicalConnection;
}

/** KSNODE_DESCRIPTOR. The NodeId is the index in the filter descriptor. */
export interface KsNodeDescriptor extends TopologyNode {
  readonly automation?: KsAutomationTable<KsFilter | KsPin>;
}

/** KSCOMPONENTID (GEN-001): canonical GUID texts and version numbers. */
export interface KsComponentId {
  readonly manufacturer: string;
  readonly product: string;
  readonly component: string;
  readonly name: string;
  readonly version: number;
  readonly revision: number;
}

/** Pins that take part in the processing of a filter, by PinId. */
export type ProcessPins = readonly (readonly KsPin[])[];

/** KSFILTER_DISPATCH: every callback is optional. */
export interface KsFilterDispatch {
  readonly create?: (filter: KsFilter) => number;
  readonly close?: (filter: KsFilter) => void;
  /**
   * Filter-centric processing, for pins that have no `process` of their own: the filter's gate is open, i.e. all pins that
   * have left STOP, and as many as are necessary, have frames or need none. `index` has those pins by PinId
   * (KSPROCESSPIN_INDEXENTRY). STATUS_PENDING: not again before the next occasion.
   */
  readonly process?: ((filter: KsFilter, index: ProcessPins) => void) | ((filter: KsFilter, index: ProcessPins) => number);
}

/** KSFILTER_DESCRIPTOR. */
export interface KsFilterDescriptor {
  /** Short stable name, unique in the device; for case ids. */
  readonly name: string;
  readonly friendlyName: string;
  /** Reference string of the interface path; `name` unless told. */
  readonly referenceString?: string;
  readonly dispatch?: KsFilterDispatch;
  readonly automation?: KsAutomationTable<KsFilter>;
  /** KSFILTER_FLAG. */
  readonly flags?: number;
  /** KSCATEGORY_* GUIDs: interface classes and the answer of TOPOLOGY_CATEGORIES. */
  readonly categories: readonly string[];
  readonly pins: readonly KsPinDescriptorEx[];
  readonly nodes?: readonly KsNodeDescriptor[];
  /** KSALL_NODES opens a node handle onto all nodes (OBJ-096). */
  readonly allNodesHandle?: boolean;
  readonly connections?: readonly KsTopologyConnection[];
  readonly componentId?: KsComponentId;
}

/** KSDEVICE_DESCRIPTOR: one device with its filter factories. */
export interface KsDeviceDescriptor {
  /** What is known about the driver; `hardwareId` also names the device in interface paths. */
  readonly identity: {
    readonly driver: string;
    readonly version: string;
    readonly provider: string;
    readonly hardwareId: string;
  };
  readonly filters: readonly KsFilterDescriptor[];
  /** GUID → name, beside the names of the standard categories and node types (PIN-032). */
  readonly mediaCategories?: ReadonlyMap<string, string>;
  /** Called once when the device starts. */
  readonly start?: (device: KsDevice) => void;
}

/** A timer that a minidriver set. */
export interface KsTimer {
  cancel(): void;
}

/** The device object, shared by all its filters. */
export interface KsDevice {
  readonly descriptor: KsDeviceDescriptor;
  /** For the minidriver. */
  context: unknown;
  /** The open filters, oldest first. */
  readonly filters: readonly KsFilter[];
  /** The system's clock (performance counter, KeQueryInterruptTime). Never goes backwards. */
  now(): number;
  /** Calls back once, `delay` from now, at a time when no request is being dispatched. */
  setTimer(delay: number, callback: () => void): KsTimer;
  /** Calls back every `period`, first after one period, without drift, until cancelled. */
  setPeriodicTimer(period: number, callback: () => void): KsTimer;
  /** Raises an event on every open filter of the device. */
  generateEvents(event: KsGenerate): void;
}

/** An open filter: one for every handle that was opened by path. */
export interface KsFilter {
  readonly kind: 'filter';
  readonly device: KsDevice;
  readonly descriptor: KsFilterDescriptor;
  context: unknown;
  /** The open pins, oldest first. */
  readonly pins: readonly KsPin[];
  /** KsFilterGetAndGate. */
  readonly andGate: KsGate;
  /** KsFilterAttemptProcessing: calls `process` if the gate is open. */
  attemptProcessing(): void;
  /** Raises an event for the enables made on this filter. */
  generateEvents(event: KsGenerate): void;
  /** KsFilterCreatePinFactory: gives this filter one more pin factory; its PinId. */
  createPinFactory(descriptor: KsPinDescriptorEx): number;
  /**
   * Takes a pin factory away, with the connections that end there; other factories keep their PinIds.
   * STATUS_INVALID_PARAMETER: there is none; STATUS_INVALID_DEVICE_STATE: it has open pins.
   */
  deletePinFactory(id: number): number;
  /** KsFilterCreateNode: gives this filter one more node; its NodeId. */
  createNode(descriptor: KsNodeDescriptor): number;
  /** KsFilterAddTopologyConnections. */
  addConnections(connections: readonly KsTopologyConnection[]): void;
}

/** An open pin. */
export interface KsPin {
  readonly kind: 'pin';
  readonly filter: KsFilter;
  readonly descriptor: KsPinDescriptorEx;
  /** PinId of the factory. */
  readonly id: number;
  context: unknown;
  /** KSDATAFORMAT with its specifier block: FormatSize bytes. Not to be written. */
  readonly connectionFormat: Uint8Array;
  /** The state the pin has been told to reach (KSSTATE). */
  readonly deviceState: number;
  /** Between RESET BEGIN and END. */
  readonly inReset: boolean;
  /** Time of the master clock that the client assigned, of the pin's own clock otherwise. */
  clockTime(): number;
  /** The oldest frame in the queue that is not done, or null. */
  leadingEdge(): KsStreamPointer | null;
  /** KsPinGetAndGate. Turning an input of it off suspends processing; `attemptProcessing()` is for when it is on again. */
  readonly andGate: KsGate;
  /**
   * KsPinAttachAndGate: in filter-centric processing the pin is an input of this gate, not of the filter's; null undoes it.
   * The minidriver leads the gate to the filter's, or does not.
   */
  attachAndGate(gate: KsGate | null): void;
  /** KsPinAttachOrGate: one of several pins that are attached is enough. */
  attachOrGate(gate: KsGate | null): void;
  /** KsPinAttemptProcessing: calls `process` if the gate is open. */
  attemptProcessing(): void;
  /** Raises an event for the enables made on this pin. */
  generateEvents(event: KsGenerate): void;
}

/** A frame in the hands of the minidriver. */
export interface KsStreamPointer {
  readonly pin: KsPin;
  /** Size of the caller's buffer; 0 for a header without data. */
  readonly frameExtent: number;
  /** Bytes used: on input pins the caller's, on output pins the minidriver's to set (≤ frameExtent). */
  dataUsed: number;
  /** KSSTREAM_HEADER_OPTIONSF. */
  optionsFlags: number;
  /** PresentationTime with scale 1/1; meaningful with TIMEVALID. */
  presentationTime: number;
  /** Meaningful with DURATIONVALID. */
  duration: number;
  /** A copy of the bytes that follow KSSTREAM_HEADER, or null for bare headers; written back when the frame is done. */
  readonly extension: Uint8Array | null;
  /** Copies bytes out of the frame. Reading outside it is a bug check. */
  read(offset: number, length: number): Uint8Array;
  /** Copies bytes into the frame. Writing outside it is a bug check. */
  write(offset: number, bytes: Uint8Array): void;
  /** Fills a part of the frame with one byte value. */
  fill(offset: number, length: number, byte: number): void;
  /** The whole request will end with this status (STRM-035). */
  setStatusCode(status: number): void;
  /** Done: the header is final, and the request completes once all its headers are. */
  advance(): void;
}
