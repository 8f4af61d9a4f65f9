import { GUID_NULL } from '../../../abi/guid.ts';
import { isError, STATUS } from '../../../abi/ntstatus.ts';
import { answerBytes } from './answers.ts';
import type { KsRequest } from './automation.ts';
import {
  align8,
  attributesMeet,
  dataFormatSize,
  formatFits,
  formatFlags,
  KSDATARANGE_FLAG,
  majorFormat,
  makeFormat,
  rangesMeet,
  sampleSize,
  specifier,
  specifierNone,
  subFormat,
  takeAttributes,
  takeFormat,
  type AttributeName,
} from './formats.ts';
import { ksGuid } from './guids.ts';
import type { KsDataRange, PinFactory } from './pin-factory.ts';

/** Offset of the caller's KSMULTIPLE_ITEM in In, and of its first range. */
const listOffset = 32;
const rangesOffset = 40;
const subtypeNone = ksGuid('KSDATAFORMAT_SUBTYPE_NONE');

/** Data intersection, and the choice of a range for a format. */
export class Intersections {
  /** DATAINTERSECTION (PIN-060…075), for a factory that exists or not. */
  intersect(request: KsRequest<never>, factory: PinFactory | undefined): number {
    const { input } = request;
    if (input.length < rangesOffset + dataFormatSize) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    if (factory === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    if (listOffset + input.u32(listOffset) > input.length) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    const bytes = input.slice();
    const count = input.u32(listOffset + 4);
    let at = rangesOffset;
    for (let i = 0; i < count; i++) {
      const range = takeFormat(bytes.subarray(at));
      if (range === undefined) return STATUS.STATUS_INVALID_BUFFER_SIZE;
      at += align8(range.length);
      let attributes: readonly AttributeName[] = [];
      if ((formatFlags(range) & KSDATARANGE_FLAG.ATTRIBUTES) !== 0) {
        const list = takeAttributes(bytes, at);
        if (list === undefined) return STATUS.STATUS_INVALID_BUFFER_SIZE;
        attributes = list.attributes;
        at = list.end;
      }
      const result = this.firstMatch(factory, range, attributes);
      if (typeof result !== 'number') return answerBytes(request, result);
      if (result !== STATUS.STATUS_NO_MATCH) return result;
    }
    return STATUS.STATUS_NO_MATCH;
  }

  /** The inner loop: the factory's ranges in order (PIN-062…064), unless its driver looks at the caller's itself. */
  firstMatch(factory: PinFactory, range: Uint8Array, attributes: readonly AttributeName[]): Uint8Array | number {
    if (factory.intersectAny !== undefined) return factory.intersectAny(range);
    for (const own of factory.constrainedDataRanges()) {
      if (!rangesMeet(range, own.bytes) || !attributesMeet(attributes, own.attributes ?? [])) continue;
      const result = factory.intersect(range, own);
      if (result !== STATUS.STATUS_NO_MATCH) return result;
    }
    return STATUS.STATUS_NO_MATCH;
  }

  /**
   * Tries the ranges that a format fits (OBJ-051), in order, until one attempt does not end in STATUS_NO_MATCH
   * (OBJ-061).
   */
  tryRanges(
    factory: PinFactory,
    format: Uint8Array,
    attributes: readonly AttributeName[],
    attempt: (range: KsDataRange) => number,
  ): number {
    for (const range of factory.dataRanges) {
      if (!formatFits(format, range.bytes) || !attributesMeet(attributes, range.attributes ?? [])) continue;
      const status = attempt(range);
      if (status !== STATUS.STATUS_NO_MATCH) return status;
    }
    return STATUS.STATUS_NO_MATCH;
  }

  /** Whether a pin of the factory could have the format: what proposals answer (PIN-090, CONN-050). */
  propose(factory: PinFactory, format: Uint8Array, attributes: readonly AttributeName[]): number {
    const status = this.tryRanges(factory, format, attributes, (range) => factory.acceptFormat(format, range));
    return isError(status) ? status : STATUS.STATUS_SUCCESS;
  }
}

/** What the class driver does for a factory without an intersect handler: specifier NONE only (PIN-070). */
export function intersectWithoutHandler(callerRange: Uint8Array, own: Uint8Array): Uint8Array | number {
  const concrete = (mine: string, theirs: string): string => (mine === GUID_NULL ? theirs : mine);
  const major = concrete(majorFormat(own), majorFormat(callerRange));
  if (specifier(own) !== specifierNone || major === GUID_NULL) return STATUS.STATUS_NO_MATCH;
  const sub = concrete(subFormat(own), subFormat(callerRange));
  return makeFormat({
    flags: formatFlags(own) & ~(KSDATARANGE_FLAG.ATTRIBUTES | KSDATARANGE_FLAG.REQUIRED_ATTRIBUTES),
    sampleSize: sampleSize(own) === 0 ? sampleSize(callerRange) : sampleSize(own),
    majorFormat: major,
    subFormat: sub === GUID_NULL ? subtypeNone : sub,
    specifier: specifierNone,
  });
}
