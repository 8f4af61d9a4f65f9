import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../ks/guids.ts';
import { KSPIN_COMMUNICATION, type KsDataRange, type KsPinIdentifier, type PinFactory } from '../ks/pin-factory.ts';
import type { HwStreamInformation } from './descriptors.ts';
import type { FilterInstance } from './instance.ts';

const interfaces: readonly KsPinIdentifier[] = [{ set: ksGuid('KSINTERFACESETID_Standard'), id: 0 }];
const anyInstance: readonly KsPinIdentifier[] = [{ set: ksGuid('KSMEDIUMSETID_Standard'), id: 0 }];
const unlimited = 0xffff_ffff;

/** Open instances of a stream over all filters of the device. */
export interface OpenStreams {
  count: number;
}

/** A stream of an open filter, as a pin factory. */
export class StreamPinFactory implements PinFactory {
  readonly id: number;
  readonly information: HwStreamInformation;
  readonly denyUserMode = false;
  readonly interfaces = interfaces;
  readonly necessary = 0;
  readonly physicalConnection = undefined;
  current = 0;
  readonly #instance: FilterInstance;
  readonly #open: OpenStreams;

  constructor(instance: FilterInstance, id: number, information: HwStreamInformation, open: OpenStreams) {
    this.#instance = instance;
    this.id = id;
    this.information = information;
    this.#open = open;
  }

  get dataFlow(): number {
    return this.information.dataFlow;
  }

  /** SCLS-012. */
  get communication(): number {
    return this.information.bridgeStream === true ? KSPIN_COMMUNICATION.BRIDGE : KSPIN_COMMUNICATION.SINK;
  }

  get mediums(): readonly KsPinIdentifier[] {
    return this.information.mediums ?? anyInstance;
  }

  get dataRanges(): readonly KsDataRange[] {
    return this.information.streamFormatsArray;
  }

  get category(): string | undefined {
    return this.information.category;
  }

  get nameGuid(): string | undefined {
    return this.information.name ?? this.information.category;
  }

  get possible(): number {
    return this.information.numberOfPossibleInstances;
  }

  /** A device without instances of its filter has its streams once, whoever opens them. */
  get globalPossible(): number {
    return this.#instance.adapter.multiple ? unlimited : this.possible;
  }

  get globalCurrent(): number {
    return this.#open.count;
  }

  constrainedDataRanges(): readonly KsDataRange[] {
    return this.dataRanges;
  }

  /** Ranges are not intersected pair by pair. */
  intersect(callerRange: Uint8Array): Uint8Array | number {
    return this.intersectAny(callerRange);
  }

  /** PIN-076: the minidriver is given one range of the caller. */
  intersectAny(callerRange: Uint8Array): Uint8Array | number {
    const intersectInfo = { streamNumber: this.id, dataRange: callerRange, dataFormat: null as Uint8Array | null };
    const { status } = this.#instance.device({ code: 'SRB_GET_DATA_INTERSECTION', intersectInfo });
    // Only a success ends the search; anything else is no match of this range.
    return status === STATUS.STATUS_SUCCESS && intersectInfo.dataFormat !== null
      ? intersectInfo.dataFormat
      : STATUS.STATUS_NO_MATCH;
  }

  /** What goes beyond the GUIDs is judged by the minidriver when the stream opens or its format is set. */
  acceptFormat(): number {
    return STATUS.STATUS_SUCCESS;
  }

  /** A pin was opened (+1) or closed (−1). */
  count(change: 1 | -1): void {
    this.current += change;
    this.#open.count += change;
  }
}
