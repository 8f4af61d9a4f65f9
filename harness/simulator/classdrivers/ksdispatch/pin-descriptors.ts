import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsHandler, KsPropertySet } from '../ks/automation.ts';
import { ksGuid } from '../ks/guids.ts';
import { intersectWithoutHandler } from '../ks/intersection.ts';
import type { KsLibrary } from '../ks/library.ts';
import type { KsDataRange, KsPinIdentifier, PinFactory, PinFactoryHost } from '../ks/pin-factory.ts';
import { pinPropertySet } from '../ks/pin-set.ts';
import type { KsPinDescriptor } from './descriptors.ts';

const unlimited = 0xffff_ffff;
const standardInterfaces: readonly KsPinIdentifier[] = [{ set: ksGuid('KSINTERFACESETID_Standard'), id: 0 }];
const standardMediums: readonly KsPinIdentifier[] = [{ set: ksGuid('KSMEDIUMSETID_Standard'), id: 0 }];

/** What a minidriver does for a pin factory besides describing it; everything is optional. */
export interface PinCallbacks {
  /** KStrIntersectHandler: a format in both ranges, or STATUS_NO_MATCH to go on, or another error. */
  readonly intersect?: (callerRange: Uint8Array, ownRange: KsDataRange) => Uint8Array | number;
  /** What is supported now; all ranges unless told. */
  readonly constrainedDataRanges?: () => readonly KsDataRange[];
  /** Whether a pin could have a format whose GUIDs match `range`. Changes nothing. Everything unless told. */
  readonly acceptFormat?: (format: Uint8Array, range: KsDataRange) => number;
}

/** A pin factory as KsPinPropertyHandler, KsPinDataIntersection and KsValidateConnectRequest see it. */
export class DescribedPin implements PinFactory {
  readonly dataFlow: number;
  readonly communication: number;
  readonly denyUserMode = false;
  readonly interfaces: readonly KsPinIdentifier[];
  readonly mediums: readonly KsPinIdentifier[];
  readonly dataRanges: readonly KsDataRange[];
  readonly category: string | undefined;
  readonly nameGuid: string | undefined;
  // KS does not count: instances are the minidriver's (CINSTANCES is not among what KsPinPropertyHandler answers).
  readonly possible = unlimited;
  readonly current = 0;
  readonly necessary = 0;
  readonly globalPossible = unlimited;
  readonly globalCurrent = 0;
  readonly physicalConnection = undefined;
  readonly #callbacks: PinCallbacks;

  constructor(descriptor: KsPinDescriptor, callbacks: PinCallbacks) {
    this.dataFlow = descriptor.dataFlow;
    this.communication = descriptor.communication;
    this.interfaces = descriptor.interfaces ?? standardInterfaces;
    this.mediums = descriptor.mediums ?? standardMediums;
    this.dataRanges = descriptor.dataRanges;
    this.category = descriptor.category;
    this.nameGuid = descriptor.name ?? descriptor.category;
    this.#callbacks = callbacks;
  }

  constrainedDataRanges(): readonly KsDataRange[] {
    return this.#callbacks.constrainedDataRanges?.() ?? this.dataRanges;
  }

  intersect(callerRange: Uint8Array, ownRange: KsDataRange): Uint8Array | number {
    const handler = this.#callbacks.intersect;
    return handler === undefined ? intersectWithoutHandler(callerRange, ownRange.bytes) : handler(callerRange, ownRange);
  }

  acceptFormat(format: Uint8Array, range: KsDataRange): number {
    return this.#callbacks.acceptFormat?.(format, range) ?? STATUS.STATUS_SUCCESS;
  }
}

/** CINSTANCES, which is the minidriver's. */
const instances = 0;
/** GLOBALCINSTANCES, NECESSARYINSTANCES, PHYSICALCONNECTION, PROPOSEDATAFORMAT: nothing that a KSPIN_DESCRIPTOR tells. */
const notDescribed: ReadonlySet<number> = new Set([instances, 8, 9, 10, 14]);

/**
 * DEFINE_KSPROPERTY_PINSETCONSTRAINED: the static members by KsPinPropertyHandler, DATAINTERSECTION by
 * KsPinDataIntersection, and the minidriver's handler of CINSTANCES.
 */
export function definePinSet<T extends PinFactoryHost>(ks: KsLibrary, pinInstances: KsHandler<T>): KsPropertySet<T> {
  const { set, items } = pinPropertySet(ks);
  return {
    set,
    items: [
      { id: instances, minProperty: 32, minData: 8, get: pinInstances },
      ...items.filter(({ id }) => !notDescribed.has(id)),
    ],
  };
}
