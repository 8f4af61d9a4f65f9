/** What the Pin property set and pin creation need to know of a filter's pin factories, whatever the class driver. */
import type { AttributeName } from './formats.ts';

/** KSPIN_DATAFLOW. */
export const KSPIN_DATAFLOW = { IN: 1, OUT: 2 } as const;
/** KSPIN_COMMUNICATION (PIN-013). */
export const KSPIN_COMMUNICATION = { NONE: 0, SINK: 1, SOURCE: 2, BOTH: 3, BRIDGE: 4 } as const;

/** KSPIN_INTERFACE or KSPIN_MEDIUM. */
export interface KsPinIdentifier {
  /** Canonical GUID text. */
  readonly set: string;
  readonly id: number;
  readonly flags?: number;
}

/** One attribute of a range (OBJ-070). */
export interface KsAttribute extends AttributeName {
  /** Bytes behind the 24-byte head. */
  readonly extra?: Uint8Array;
}

/** A data range as a driver publishes it. */
export interface KsDataRange {
  /** KSDATARANGE with its specifier block: exactly FormatSize bytes, the ATTRIBUTES flags as they should read. */
  readonly bytes: Uint8Array;
  /** Listed behind the range if its Flags say ATTRIBUTES. */
  readonly attributes?: readonly KsAttribute[];
}

/** What PHYSICALCONNECTION answers (PIN-097). */
export interface PhysicalConnection {
  readonly pin: number;
  readonly symbolicLinkName: string;
}

/** A pin factory of an open filter. */
export interface PinFactory {
  /** KSPIN_DATAFLOW. */
  readonly dataFlow: number;
  /** KSPIN_COMMUNICATION. */
  readonly communication: number;
  /** Not openable from user mode. */
  readonly denyUserMode: boolean;
  /** At least one (PIN-048, PIN-051). */
  readonly interfaces: readonly KsPinIdentifier[];
  readonly mediums: readonly KsPinIdentifier[];
  readonly dataRanges: readonly KsDataRange[];
  readonly category: string | undefined;
  readonly nameGuid: string | undefined;
  /** Instances of this filter: possible (0xFFFFFFFF = no limit), open now, needed. */
  readonly possible: number;
  readonly current: number;
  readonly necessary: number;
  /** Instances over all filters of the device. */
  readonly globalPossible: number;
  readonly globalCurrent: number;
  readonly physicalConnection: PhysicalConnection | undefined;
  /** The ranges that are supported now. */
  constrainedDataRanges(): readonly KsDataRange[];
  /** A format in both ranges, whose GUIDs meet; STATUS_NO_MATCH or another error if there is none. */
  intersect(callerRange: Uint8Array, ownRange: KsDataRange): Uint8Array | number;
  /** In place of `intersect`: one range of the caller against all of the factory's (PIN-076). */
  intersectAny?(callerRange: Uint8Array): Uint8Array | number;
  /** Whether a pin could be opened with a format that fits `range`. Changes nothing. */
  acceptFormat(format: Uint8Array, range: KsDataRange): number;
}

/** The target of the Pin property set. */
export interface PinFactoryHost {
  /** By PinId; a factory that was taken away leaves a gap. */
  readonly pinFactories: readonly (PinFactory | undefined)[];
}
