/**
 * Automation tables: what a minidriver says about its properties, methods and events. The class driver does the rest:
 * looks items up, judges sizes, answers support queries, and calls a handler only with a request that fits the item.
 *
 * Handlers return an NTSTATUS (unsigned 32 bits). `T` is the object that the handle names, e.g. `KsFilter`; for items
 * in a node's table it is the filter or pin that has the node.
 */
import type { Arch } from '../../../target/target.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { AccessMode } from '../../kernel/observations.ts';

/** Request flags that are verbs of a property (PROP-030). */
export const KSPROPERTY_TYPE = {
  GET: 0x1,
  SET: 0x2,
  SETSUPPORT: 0x100,
  BASICSUPPORT: 0x200,
  RELATIONS: 0x400,
  SERIALIZESET: 0x800,
  UNSERIALIZESET: 0x1000,
  SERIALIZERAW: 0x2000,
  UNSERIALIZERAW: 0x4000,
  SERIALIZESIZE: 0x8000,
  DEFAULTVALUES: 0x1_0000,
  TOPOLOGY: 0x1000_0000,
} as const;

/** Flags of a method item: what happens to Out (METH-001, METH-020…025). */
export const KSMETHOD_TYPE = { NONE: 0, READ: 1, WRITE: 2, MODIFY: 3, SOURCE: 4 } as const;

/** A request after the class driver's checks. */
export interface KsRequest<T> {
  readonly target: T;
  /** NodeId of a request that is aimed at a node, else −1. */
  readonly node: number;
  readonly id: number;
  /** The caller's flags, verbatim. */
  readonly flags: number;
  /** Layouts of structures with pointers follow the caller. */
  readonly arch: Arch;
  /** RequestorMode: a handler trusts what it is given only if the kernel asks (IOC-002). */
  readonly mode: AccessMode;
  /** The private copy of In: KSPROPERTY/KSMETHOD/KSEVENT at 0, instance data behind it. */
  readonly input: KernelBuffer;
  /**
   * The private copy of Out; its length is OutLen. What it holds at first: the caller's bytes where Out is input
   * (SET, method READ and MODIFY), otherwise undefined bytes.
   */
  readonly value: KernelBuffer;
  /** IoStatus.Information: how many bytes of `value` go back. 0 unless the handler says otherwise. */
  information: number;
  /**
   * Says that the request completes later: the handler returns STATUS_PENDING and calls `complete` once.
   * `cancel` is called if the caller cancels; by default the request then completes with STATUS_CANCELLED.
   */
  pend(cancel?: () => void): void;
  /** Completes a pended request. Completing it twice is a bug check. */
  complete(status: number, information?: number): void;
}

export type KsHandler<T> = (request: KsRequest<T>) => number;

/** One list of a KSPROPERTY_DESCRIPTION (PROP-062…064). */
export interface KsPropertyMembersList {
  /** KSPROPERTY_MEMBER_*: RANGES 1, STEPPEDRANGES 2, VALUES 3. */
  readonly membersFlags: number;
  /** Bytes of one member; 0 is legal (PROP-066). */
  readonly membersSize: number;
  readonly membersCount: number;
  /** KSPROPERTY_MEMBER_FLAG_*: DEFAULT 1, BASICSUPPORT_MULTICHANNEL 2, BASICSUPPORT_UNIFORM 4. */
  readonly flags: number;
  /** membersSize × membersCount bytes. */
  readonly members: Uint8Array;
}

/** The values information of a property (PROP-060). */
export interface KsPropertyValues {
  /** GUID of the type set; KSPROPTYPESETID_General unless told. */
  readonly typeSet?: string;
  /** VARENUM, e.g. VT_I4 3. */
  readonly type: number;
  readonly members: readonly KsPropertyMembersList[];
}

/** Set and id of a related property (PROP-093). */
export interface KsIdentifier {
  /** Canonical GUID text. */
  readonly set: string;
  readonly id: number;
}

/** KSPROPERTY_ITEM. */
export interface KsPropertyItem<T> {
  readonly id: number;
  /** Bytes of In that the item needs, KSPROPERTY included; 24 unless told. */
  readonly minProperty?: number;
  /** Bytes of the value if its size is fixed; 0 if the handlers judge OutLen themselves (PROP-024). */
  readonly minData: number;
  /** Absent: cannot be read (PROP-016). Sets `information` to the bytes it wrote. */
  readonly get?: KsHandler<T>;
  /** Absent: cannot be written. `information` stays 0 as a rule (PROP-041). */
  readonly set?: KsHandler<T>;
  /** Answers SERIALIZERAW and UNSERIALIZERAW; see `request.flags` for which (PROP-119). */
  readonly support?: KsHandler<T>;
  readonly values?: KsPropertyValues;
  readonly relations?: readonly KsIdentifier[];
  /** PROP-111: 0 or absent = excluded from SERIALIZESET, 1 = variable size, otherwise the size of the value. */
  readonly serializedSize?: number;
  /**
   * Narrows the GET and SET bits that BASICSUPPORT reports, for items whose verbs depend on the object. The handlers
   * remain and give the status of the missing verb.
   */
  readonly access?: (target: T) => number;
  /**
   * Answers every verb but GET and SET in the class driver's place: BASICSUPPORT, RELATIONS, DEFAULTVALUES, SERIALIZE*
   * (PROP-038, PROP-039).
   */
  readonly queries?: KsHandler<T>;
  /** For kernel callers only: a user's GET and SET end in STATUS_INVALID_DEVICE_REQUEST and are not advertised. */
  readonly kernelOnly?: boolean;
}

export interface KsPropertySet<T> {
  /** Canonical GUID text. */
  readonly set: string;
  readonly items: readonly KsPropertyItem<T>[];
}

/** KSMETHOD_ITEM. */
export interface KsMethodItem<T> {
  readonly id: number;
  /** KSMETHOD_TYPE_*. */
  readonly flags: number;
  /** Bytes of In that the item needs, KSMETHOD included; 24 unless told. */
  readonly minMethod?: number;
  readonly minData: number;
  /** Out goes back to the caller although `flags` say READ, as the pages of some methods have it (BDA-016). */
  readonly answers?: boolean;
  /** Absent: known but not executable (METH-010). */
  readonly handler?: KsHandler<T>;
}

export interface KsMethodSet<T> {
  readonly set: string;
  readonly items: readonly KsMethodItem<T>[];
}

/** An enabled event, as handlers and generators see it. */
export interface KsEventEntry {
  /** Canonical GUID text of the event set. */
  readonly set: string;
  readonly id: number;
  /** NodeId of an enable that is aimed at a node, else −1. */
  readonly node: number;
  /** What followed KSEVENTDATA at enable time (EVT-028). */
  readonly extra: Uint8Array;
  /** The private copy of In at enable time. */
  readonly input: Uint8Array;
  /** For the item's handlers. */
  context: unknown;
}

/** KSEVENT_ITEM. */
export interface KsEventItem<T> {
  readonly id: number;
  /** Bytes that must follow KSEVENTDATA in Out (DataInput − sizeof KSEVENTDATA); 0 unless told. */
  readonly extraData?: number;
  /**
   * Whether the request's verb (KSEVENT.Flags) is offered, before an enable is made or BASICSUPPORT is answered; every
   * verb is unless told (EVT-034).
   */
  readonly judge?: (target: T, flags: number) => number;
  /** Called before the entry is put on the object's list; an error vetoes the enable (EVT-021). */
  readonly add?: (request: KsRequest<T>, entry: KsEventEntry) => number;
  /** Called after the entry has left the list. */
  readonly remove?: (target: T, entry: KsEventEntry) => void;
}

export interface KsEventSet<T> {
  readonly set: string;
  readonly items: readonly KsEventItem<T>[];
}

/** KSAUTOMATION_TABLE. */
export interface KsAutomationTable<T> {
  readonly properties?: readonly KsPropertySet<T>[];
  readonly methods?: readonly KsMethodSet<T>[];
  readonly events?: readonly KsEventSet<T>[];
}

/** How a driver raises an event. */
export interface KsGenerate {
  /** Canonical GUID text; absent matches every set. */
  readonly set?: string;
  readonly id: number;
  /** A record for buffered enables; without one there is nothing to fetch (EVT-070). */
  readonly data?: Uint8Array;
  /** Chooses among the matching enables; all unless told. */
  readonly filter?: (entry: KsEventEntry) => boolean;
}
