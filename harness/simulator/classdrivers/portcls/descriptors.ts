/**
 * The port class as a minidriver sees it: descriptors that it fills and the requests that its handlers are given. A
 * minidriver imports this file, `miniports.ts`, `answers.ts` and the helpers of `../ks/`, nothing else.
 *
 * Names and members follow portcls.h; counts of array members are left to the arrays. Callbacks return an NTSTATUS
 * (unsigned 32 bits). All times are plain numbers in units of 100 ns.
 */
import type { Arch } from '../../../target/target.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { KsDataRange } from '../ks/pin-factory.ts';
import type { PcMiniport, PcMiniportStream } from './miniports.ts';

export { KSPIN_COMMUNICATION, KSPIN_DATAFLOW } from '../ks/pin-factory.ts';
export type { KsDataRange } from '../ks/pin-factory.ts';

/** KSSTATE (CONN-001). */
export const KSSTATE = { STOP: 0, ACQUIRE: 1, PAUSE: 2, RUN: 3 } as const;

/** PCPROPERTY_ITEM_FLAG_*: the verbs that an item supports (PCLS-023). The values of KSPROPERTY.Flags. */
export const PCPROPERTY_ITEM_FLAG = {
  GET: 0x1,
  SET: 0x2,
  BASICSUPPORT: 0x200,
  SERIALIZERAW: 0x2000,
  UNSERIALIZERAW: 0x4000,
  SERIALIZESIZE: 0x8000,
  DEFAULTVALUES: 0x1_0000,
} as const;

/** PCEVENT_ITEM_FLAG_* (PCLS-007). The values of KSEVENT.Flags. */
export const PCEVENT_ITEM_FLAG = { ENABLE: 0x1, ONESHOT: 0x2, BASICSUPPORT: 0x200 } as const;

/** PCEVENT_VERB_*: what an event handler is asked for. */
export const PCEVENT_VERB = { ADD: 1, REMOVE: 2, SUPPORT: 4 } as const;

/** PCFILTER_NODE: the filter itself as one end of a connection. */
export const PCFILTER_NODE = -1;

/** The bytes of In that follow KSPROPERTY, or KSNODEPROPERTY if the request is aimed at a node (PCLS-020). */
export interface PcInstance {
  /** InstanceSize. */
  readonly length: number;
  u32(offset: number): number;
  i32(offset: number): number;
  guid(offset: number): string;
  /** A pointer or handle as wide as the caller's. */
  pointer(offset: number): number;
  /** A copy of the bytes from `offset` on. */
  slice(offset?: number): Uint8Array;
}

/** PCPROPERTY_REQUEST. */
export interface PcPropertyRequest {
  readonly majorTarget: PcMiniport;
  /** The stream of the pin that was asked; null for requests through a filter. */
  readonly minorTarget: PcMiniportStream | null;
  /** NodeId, or −1. */
  readonly node: number;
  readonly propertyItem: PcPropertyItem;
  /** KSPROPERTY.Flags verbatim, TOPOLOGY included (PROP-036). */
  readonly verb: number;
  readonly instance: PcInstance;
  /** The private copy of Out; OutLen bytes long. */
  readonly value: KernelBuffer;
  /** OutLen at first; what the handler leaves here becomes Information, whatever the status (PCLS-021). */
  valueSize: number;
  /** Layouts of structures with pointers follow the caller. */
  readonly arch: Arch;
  /** Says that the request completes later: the handler returns STATUS_PENDING. */
  pend(): void;
  /** PcCompletePendingPropertyRequest (PCLS-024). */
  completePending(status: number): void;
}

export type PcPropertyHandler = (request: PcPropertyRequest) => number;

/** PCPROPERTY_ITEM. The port checks no sizes: that is the handler's (PCLS-022). */
export interface PcPropertyItem {
  /** Canonical GUID text. */
  readonly set: string;
  readonly id: number;
  /** PCPROPERTY_ITEM_FLAG. */
  readonly flags: number;
  /** Called for every verb in `flags`. */
  readonly handler: PcPropertyHandler;
}

/** PCEVENT_REQUEST. */
export interface PcEventRequest {
  readonly majorTarget: PcMiniport;
  readonly minorTarget: PcMiniportStream | null;
  /** NodeId, or −1. */
  readonly node: number;
  readonly eventItem: PcEventItem;
  /** PCEVENT_VERB. After a successful ADD the enable is on the port's list; after REMOVE it is gone. */
  readonly verb: number;
}

/** PCEVENT_ITEM. */
export interface PcEventItem {
  readonly set: string;
  readonly id: number;
  /** PCEVENT_ITEM_FLAG. */
  readonly flags: number;
  /** May veto an enable; everything succeeds unless told. */
  readonly handler?: (request: PcEventRequest) => number;
}

/** PCAUTOMATION_TABLE. Methods are not there: the port class supports none (PCLS-005). */
export interface PcAutomationTable {
  readonly properties?: readonly PcPropertyItem[];
  readonly events?: readonly PcEventItem[];
}

/** KSPIN_DESCRIPTOR, as far as the port reads it: its interfaces and mediums are ignored (PCLS-063). */
export interface KsPinDescriptor {
  readonly dataRanges: readonly KsDataRange[];
  /** KSPIN_DATAFLOW. */
  readonly dataFlow: number;
  /** KSPIN_COMMUNICATION. */
  readonly communication: number;
  /** Canonical GUID text. */
  readonly category?: string;
  /** GUID whose media-category entry is the pin's name; the category unless told. */
  readonly name?: string;
}

/** PCPIN_DESCRIPTOR. The PinId is the index in the filter descriptor. 0xFFFFFFFF instances = no limit (PCLS-060). */
export interface PcPinDescriptor {
  readonly maxGlobalInstanceCount: number;
  readonly maxFilterInstanceCount: number;
  readonly minFilterInstanceCount: number;
  readonly automationTable?: PcAutomationTable;
  readonly ksPinDescriptor: KsPinDescriptor;
}

/** PCNODE_DESCRIPTOR. The NodeId is the index in the filter descriptor. */
export interface PcNodeDescriptor {
  readonly automationTable?: PcAutomationTable;
  /** Node type GUID. */
  readonly type: string;
  /** GUID whose registered name is the node's; the type unless told. */
  readonly name?: string;
}

/** PCCONNECTION_DESCRIPTOR. */
export interface PcConnectionDescriptor {
  readonly fromNode: number;
  readonly fromNodePin: number;
  readonly toNode: number;
  readonly toNodePin: number;
}

/** PCFILTER_DESCRIPTOR. */
export interface PcFilterDescriptor {
  readonly automationTable?: PcAutomationTable;
  readonly pins: readonly PcPinDescriptor[];
  readonly nodes: readonly PcNodeDescriptor[];
  readonly connections: readonly PcConnectionDescriptor[];
  /** KSCATEGORY_* GUIDs. */
  readonly categories: readonly string[];
}
