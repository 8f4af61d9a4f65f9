/** A cause has its status. What the causes are, and which statuses each may have, is declared. */
import { isSuccess, STATUS, statusName } from '../../abi/ntstatus.ts';
import type { StatusSet } from '../../spec/model.ts';
import { breach, type Breach } from './oracle.ts';

/** One thing that is wrong about a request, and what it may end with. */
export interface Cause {
  /** As messages tell it: `the set is unknown`. */
  readonly name: string;
  readonly statuses: StatusSet;
  /** Id of the rule that says so. */
  readonly rule?: string;
}

/** Statuses by code. */
export function statusSet(...codes: readonly number[]): StatusSet {
  const all = new Set(codes.map((code) => code >>> 0));
  return { text: codes.map(statusName).join(' or '), matches: (status) => all.has(status >>> 0) };
}

/** @param what what was asked: `get KSPROPERTY_CLOCK_TIME` */
export function statusBreach(what: string, status: number, expected: StatusSet, rule?: string): Breach | null {
  if (expected.matches(status)) return null;
  return breach('O2', `${what}: status is ${statusName(status)}`, `status ${expected.text}`, rule);
}

/**
 * Holds a status against what was wrong about the request. Of several causes any may be found first; with none the
 * request is one that must succeed.
 */
export function causeBreach(what: string, status: number, causes: readonly Cause[]): Breach | null {
  if (causes.length === 0) {
    return isSuccess(status) ? null : breach('O2', `${what}: status is ${statusName(status)}`, 'success: nothing is wrong about it');
  }
  for (const cause of causes) if (cause.statuses.matches(status)) return null;
  return breach(
    'O2',
    `${what}: status is ${statusName(status)}`,
    causes.map(({ name, statuses }) => `${statuses.text}: ${name}`).join(', or '),
    causes.length === 1 ? causes[0]?.rule : undefined,
  );
}

/** No request ends with STATUS_PENDING. Not asked of one that was cancelled because its time was over. */
export function finalBreach(status: number): Breach | null {
  if (status !== STATUS.STATUS_PENDING) return null;
  return breach('O2', 'the request completed with STATUS_PENDING', 'a final status');
}
