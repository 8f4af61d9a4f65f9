import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../ks/guids.ts';
import { intersectWithoutHandler } from '../ks/intersection.ts';
import type { KsDataRange, KsPinIdentifier, PhysicalConnection, PinFactory } from '../ks/pin-factory.ts';
import { KSFILTER_FLAG, KSPIN_FLAG, type KsPinDescriptorEx } from './descriptors.ts';
import type { AvFilter } from './filter.ts';

const unlimited = 0xffff_ffff;
/** What a descriptor without lists offers (PIN-048, PIN-051). */
const standardInterfaces: readonly KsPinIdentifier[] = [{ set: ksGuid('KSINTERFACESETID_Standard'), id: 0 }];
const standardMediums: readonly KsPinIdentifier[] = [{ set: ksGuid('KSMEDIUMSETID_Standard'), id: 0 }];

/** Open pins of a factory over all filters of the device. */
export interface GlobalInstances {
  count: number;
}

/** A pin factory of an open AVStream filter. */
export class AvPinFactory implements PinFactory {
  readonly descriptor: KsPinDescriptorEx;
  readonly id: number;
  current = 0;
  readonly #filter: AvFilter;
  readonly #global: GlobalInstances;

  constructor(filter: AvFilter, id: number, descriptor: KsPinDescriptorEx, global: GlobalInstances) {
    this.#filter = filter;
    this.id = id;
    this.descriptor = descriptor;
    this.#global = global;
  }

  get dataFlow(): number {
    return this.descriptor.dataFlow;
  }

  get communication(): number {
    return this.descriptor.communication;
  }

  get denyUserMode(): boolean {
    const filterFlags = this.#filter.descriptor.flags ?? 0;
    return (
      ((this.descriptor.flags ?? 0) & KSPIN_FLAG.DENY_USERMODE_ACCESS) !== 0 ||
      (filterFlags & KSFILTER_FLAG.DENY_USERMODE_ACCESS) !== 0
    );
  }

  get interfaces(): readonly KsPinIdentifier[] {
    return this.descriptor.interfaces ?? standardInterfaces;
  }

  get mediums(): readonly KsPinIdentifier[] {
    return this.descriptor.mediums ?? standardMediums;
  }

  get dataRanges(): readonly KsDataRange[] {
    return this.descriptor.dataRanges;
  }

  get category(): string | undefined {
    return this.descriptor.category;
  }

  get nameGuid(): string | undefined {
    return this.descriptor.name ?? this.descriptor.category;
  }

  get possible(): number {
    return this.descriptor.instancesPossible ?? 1;
  }

  get necessary(): number {
    return this.descriptor.instancesNecessary ?? 0;
  }

  get globalPossible(): number {
    return this.descriptor.globalInstancesPossible ?? unlimited;
  }

  get globalCurrent(): number {
    return this.#global.count;
  }

  get physicalConnection(): PhysicalConnection | undefined {
    return this.descriptor.physicalConnection;
  }

  constrainedDataRanges(): readonly KsDataRange[] {
    return this.descriptor.constrainedDataRanges?.(this.#filter) ?? this.descriptor.dataRanges;
  }

  intersect(callerRange: Uint8Array, ownRange: KsDataRange): Uint8Array | number {
    const handler = this.descriptor.intersectHandler;
    return handler === undefined
      ? intersectWithoutHandler(callerRange, ownRange.bytes)
      : handler(this.#filter, this.descriptor, callerRange, ownRange);
  }

  acceptFormat(format: Uint8Array, range: KsDataRange): number {
    return this.descriptor.acceptFormat?.(this.#filter, format, range) ?? STATUS.STATUS_SUCCESS;
  }

  /** A pin was opened (+1) or closed (−1). */
  count(change: 1 | -1): void {
    this.current += change;
    this.#global.count += change;
  }
}
