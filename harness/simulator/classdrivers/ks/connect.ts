/** Opening a pin: KSPIN_CONNECT, the format behind it, and their validation (OBJ-040…074). */
import { readGuid } from '../../../abi/guid.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { CallerLayout } from './caller-layout.ts';
import { attributesMeet, formatFits, readU32, type AttributeName } from './formats.ts';
import { KSPIN_COMMUNICATION, KSPIN_DATAFLOW, type KsPinIdentifier, type PinFactory } from './pin-factory.ts';
import { takeProposal } from './pin-set.ts';

/** Instances without limit. */
const unlimited = 0xffff_ffff;

/** What a client asked for. */
export interface PinConnect {
  readonly pinId: number;
  readonly interface: KsPinIdentifier;
  readonly medium: KsPinIdentifier;
  /** The handle of the pin to be connected to, or 0. */
  readonly pinToHandle: number;
  /** KSPRIORITY: class and subclass. */
  readonly priority: { readonly class: number; readonly subClass: number };
  /** FormatSize bytes, or `undefined` if the format is malformed. */
  readonly format: Uint8Array | undefined;
  readonly attributes: readonly AttributeName[];
}

/** An accepted connection request. */
export interface ValidConnect extends PinConnect {
  readonly format: Uint8Array;
  readonly factory: PinFactory;
  /** The pin to be connected to. */
  readonly pinTo: FileObject | null;
}

/** A driver of a file object that is a pin, as connections see it. */
export interface ConnectablePin {
  readonly isPin: true;
  readonly factory: PinFactory;
}

function identifier(blob: Uint8Array, offset: number): KsPinIdentifier {
  return { set: readGuid(blob, offset), id: readU32(blob, offset + 16) };
}

/** Takes the parameters of a pin's name apart; they are at least a KSPIN_CONNECT. */
export function parseConnect(layout: CallerLayout, blob: Uint8Array): PinConnect {
  const at = layout.pinConnect;
  const proposal = takeProposal(blob.subarray(at.size));
  const high = layout.pointerSize === 8 ? readU32(blob, at.pinToHandle + 4) : 0;
  return {
    pinId: readU32(blob, at.pinId),
    interface: identifier(blob, 0),
    medium: identifier(blob, at.medium),
    pinToHandle: readU32(blob, at.pinToHandle) + high * 0x1_0000_0000,
    priority: { class: readU32(blob, at.priority), subClass: readU32(blob, at.priority + 4) },
    format: proposal?.format,
    attributes: proposal?.attributes ?? [],
  };
}

/** KsValidateConnectRequest and the instance limit, in the order of OBJ-045. */
export class Connections {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** The request with what it names, or the status that refuses it. */
  validate(factories: readonly (PinFactory | undefined)[], connect: PinConnect): ValidConnect | number {
    const factory = factories[connect.pinId];
    if (factory === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    if (factory.denyUserMode) return STATUS.STATUS_ACCESS_DENIED;
    if (!this.#roleFits(factory, connect)) return STATUS.STATUS_INVALID_PARAMETER;
    if (!this.listed(factory.interfaces, connect.interface)) return STATUS.STATUS_NO_MATCH;
    if (!this.listed(factory.mediums, connect.medium)) return STATUS.STATUS_NO_MATCH;
    const { format } = connect;
    if (format === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    if (!this.basicFormat(factory, format, connect.attributes)) return STATUS.STATUS_NO_MATCH;
    const pinTo = this.#pinTo(factory, connect.pinToHandle);
    if (typeof pinTo === 'number') return pinTo;
    const instances = this.instances(factory);
    if (instances !== STATUS.STATUS_SUCCESS) return instances;
    return { ...connect, format, factory, pinTo };
  }

  /** OBJ-047, OBJ-049: Set and Id decide, Flags do not count. */
  listed(list: readonly KsPinIdentifier[], wanted: KsPinIdentifier): boolean {
    return list.some(({ set, id }) => set === wanted.set && id === wanted.id);
  }

  /** OBJ-051. */
  basicFormat(factory: PinFactory, format: Uint8Array, attributes: readonly AttributeName[]): boolean {
    return factory.dataRanges.some(
      (range) => formatFits(format, range.bytes) && attributesMeet(attributes, range.attributes ?? []),
    );
  }

  /** OBJ-058. */
  instances({ possible, current, globalPossible, globalCurrent }: PinFactory): number {
    const full =
      (possible !== unlimited && current >= possible) ||
      (globalPossible !== unlimited && globalCurrent >= globalPossible);
    return full ? STATUS.STATUS_INSUFFICIENT_RESOURCES : STATUS.STATUS_SUCCESS;
  }

  /** OBJ-041, OBJ-068: a pin without a partner must be one that clients talk to. */
  #roleFits({ communication }: PinFactory, { pinToHandle }: PinConnect): boolean {
    if (communication === KSPIN_COMMUNICATION.NONE) return false;
    return pinToHandle !== 0 || communication !== KSPIN_COMMUNICATION.SOURCE;
  }

  /** OBJ-042, OBJ-067, OBJ-073: the sink that a source is to be connected to. */
  #pinTo(factory: PinFactory, handle: number): FileObject | null | number {
    if (handle === 0) return null;
    const object = this.#kernel.handles.get(handle);
    if (object === undefined) return STATUS.STATUS_INVALID_HANDLE;
    if (object.type !== 'file') return STATUS.STATUS_OBJECT_TYPE_MISMATCH;
    const driver = object.driver as Partial<ConnectablePin>;
    const { communication } = factory;
    const source = communication === KSPIN_COMMUNICATION.SOURCE || communication === KSPIN_COMMUNICATION.BOTH;
    if (driver.isPin !== true || driver.factory === undefined || !source) return STATUS.STATUS_INVALID_PARAMETER;
    const { communication: theirs, dataFlow } = driver.factory;
    const sink = theirs === KSPIN_COMMUNICATION.SINK || theirs === KSPIN_COMMUNICATION.BOTH;
    const joined = sink && factory.dataFlow === KSPIN_DATAFLOW.OUT && dataFlow === KSPIN_DATAFLOW.IN;
    return joined ? object : STATUS.STATUS_NO_MATCH;
  }
}
