/** The algebra of formats and ranges: what is advertised, intersected, proposed and created agree. */
import { isSuccess, STATUS, statusName } from '../../abi/ntstatus.ts';
import { covers, rangesIntersect, within, type Fields } from '../../spec/functions/formats.ts';
import { breach, type Breach } from './oracle.ts';

/** What an intersection was asked for and gave. Formats and ranges are decoded. */
export interface Intersection {
  /** Ranges of the caller, in its order. */
  readonly asked: readonly Fields[];
  /** Ranges that the pin factory advertises. */
  readonly offered: readonly Fields[];
  readonly status: number;
  /** The format, if it succeeded. */
  readonly format?: Fields | undefined;
}

/** What comes of an intersection lies in both, in the first of the caller's ranges that has something in common. */
export function intersectionBreach(what: string, { asked, offered, status, format }: Intersection): Breach | null {
  const common = asked.find((range) => offered.some((own) => rangesIntersect(range, own)));
  if (!isSuccess(status) || !format) {
    if (!common || status !== STATUS.STATUS_NO_MATCH) return null;
    return breach('O14', `${what}: ${statusName(status)}, though the ranges have formats in common`, 'a format of both');
  }
  if (!common) return breach('O14', `${what}: a format, though the ranges have none in common`, 'STATUS_NO_MATCH');
  if (!offered.some((range) => covers(range, format))) return breach('O14', `${what}: the format is in no range of the pin`, 'a format of both');
  if (covers(common, format)) return null;
  const which = asked.some((range) => covers(range, format)) ? 'not in the first range that matches' : 'in no range of the caller';
  return breach('O14', `${what}: the format is ${which}`, 'a format of both');
}

/** A pin that can be had opens with a format iff it is advertised. @param sparse ranges are bounding boxes of what there is */
export function acceptanceBreach(what: string, format: Fields, offered: readonly Fields[], status: number, sparse = false): Breach | null {
  const advertised = offered.some((range) => covers(range, format));
  const accepted = isSuccess(status);
  if (advertised === accepted) return null;
  if (accepted) return breach('O14', `${what}: the format is accepted, and in no range of the pin`, 'STATUS_NO_MATCH');
  // A device may refuse for its own reasons; that no range has it is none where one does.
  if (sparse || status !== STATUS.STATUS_NO_MATCH) return null;
  return breach('O14', `${what}: the format is refused with ${statusName(status)}, and in a range of the pin`, 'what is advertised is accepted');
}

/** What a proposal says is what creation with that format does. */
export function proposalBreach(what: string, proposed: number, created: number): Breach | null {
  const absent = proposed === STATUS.STATUS_NOT_FOUND || proposed === STATUS.STATUS_PROPSET_NOT_FOUND;
  if (absent || isSuccess(proposed) === isSuccess(created)) return null;
  if (!isSuccess(proposed) && proposed !== STATUS.STATUS_NO_MATCH) return null;
  return breach('O14', `${what}: proposing it ends with ${statusName(proposed)}, opening with it with ${statusName(created)}`, 'the same fate');
}

/** A range that a filter makes of another one, e.g. the constrained ranges of a pin, holds nothing that the other does not. */
export function constraintBreach(what: string, constrained: readonly Fields[], all: readonly Fields[]): Breach | null {
  const outside = constrained.findIndex((range) => !all.some((whole) => within(range, whole)));
  return outside < 0 ? null : breach('O14', `${what}: constrained range ${outside} is in no data range`, 'a part of the data ranges');
}
