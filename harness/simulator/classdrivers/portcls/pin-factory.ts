import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../ks/guids.ts';
import type { KsDataRange, KsPinIdentifier, PhysicalConnection, PinFactory } from '../ks/pin-factory.ts';
import type { PcPinDescriptor } from './descriptors.ts';
import type { PcPinCounts } from './miniports.ts';
import type { Subdevice } from './subdevice.ts';
import { defaultIntersection, waveFits } from './wave-format.ts';

const standard = ksGuid('KSINTERFACESETID_Standard');
/** KSINTERFACE_STANDARD_STREAMING and _LOOPED_STREAMING: the port's own list (PCLS-063). */
const interfaces: readonly KsPinIdentifier[] = [
  { set: standard, id: 0 },
  { set: standard, id: 1 },
];
/** DEVIO. */
const mediums: readonly KsPinIdentifier[] = [{ set: ksGuid('KSMEDIUMSETID_Standard'), id: 0 }];

/** Open pins of a factory over all filters of the subdevice. */
export interface GlobalInstances {
  count: number;
}

/** A pin factory of an open filter of a port. */
export class PcPinFactory implements PinFactory {
  readonly descriptor: PcPinDescriptor;
  readonly id: number;
  readonly denyUserMode = false;
  readonly interfaces = interfaces;
  readonly mediums = mediums;
  readonly #subdevice: Subdevice;
  readonly #global: GlobalInstances;
  #current = 0;

  constructor(subdevice: Subdevice, id: number, descriptor: PcPinDescriptor) {
    this.#subdevice = subdevice;
    this.id = id;
    this.descriptor = descriptor;
    this.#global = subdevice.globalInstances(id);
  }

  get dataFlow(): number {
    return this.descriptor.ksPinDescriptor.dataFlow;
  }

  get communication(): number {
    return this.descriptor.ksPinDescriptor.communication;
  }

  get dataRanges(): readonly KsDataRange[] {
    return this.descriptor.ksPinDescriptor.dataRanges;
  }

  get category(): string | undefined {
    return this.descriptor.ksPinDescriptor.category;
  }

  get nameGuid(): string | undefined {
    return this.descriptor.ksPinDescriptor.name ?? this.category;
  }

  get possible(): number {
    return this.#counts().filterPossible;
  }

  get current(): number {
    return this.#counts().filterCurrent;
  }

  get necessary(): number {
    return this.#counts().filterNecessary;
  }

  get globalPossible(): number {
    return this.#counts().globalPossible;
  }

  get globalCurrent(): number {
    return this.#counts().globalCurrent;
  }

  get physicalConnection(): PhysicalConnection | undefined {
    return this.#subdevice.physicalConnections.get(this.id);
  }

  constrainedDataRanges(): readonly KsDataRange[] {
    return this.dataRanges;
  }

  intersect(callerRange: Uint8Array, ownRange: KsDataRange): Uint8Array | number {
    const own = this.#subdevice.miniport.dataRangeIntersection?.(this.id, callerRange, ownRange);
    return own === undefined || own === STATUS.STATUS_NOT_IMPLEMENTED
      ? defaultIntersection(callerRange, ownRange)
      : own;
  }

  /** The port judges formats by the pin's ranges; a miniport may refuse more when the stream is made (PCLS-062). */
  acceptFormat(format: Uint8Array, range: KsDataRange): number {
    return waveFits(format, range.bytes) ? STATUS.STATUS_SUCCESS : STATUS.STATUS_NO_MATCH;
  }

  /** A pin was opened (+1) or closed (−1). */
  count(change: 1 | -1): void {
    this.#current += change;
    this.#global.count += change;
  }

  #counts(): PcPinCounts {
    const { maxFilterInstanceCount, maxGlobalInstanceCount, minFilterInstanceCount } = this.descriptor;
    const counts: PcPinCounts = {
      filterCurrent: this.#current,
      filterPossible: maxFilterInstanceCount,
      filterNecessary: minFilterInstanceCount,
      globalCurrent: this.#global.count,
      globalPossible: maxGlobalInstanceCount,
    };
    this.#subdevice.miniport.pinCount?.(this.id, counts);
    return counts;
  }
}
