/** What a recording consists of: calls of the boundary with what they gave, exactly as the caller saw it. */
import type { SwitchPoint } from '../target/target.ts';
import type { Action } from './actions.ts';
import type { Answered, Change } from './answered.ts';

/** A call of the boundary that asks the target about itself, or is about the recording of those that follow. */
export interface Question {
  readonly do:
    | 'discover'
    | 'now'
    | 'probe'
    | 'reset'
    | 'census'
    | 'fetches'
    | 'handler-modes'
    | 'violations'
    | 'peek'
    /** From here on the target is scheduled, to the next `unscheduled`. */
    | 'scheduled'
    | 'unscheduled';
}

/** A point inside a call at which the caller was let in; what it did there. */
export interface Point {
  readonly at: SwitchPoint;
  /** What the target had changed since the call before, or the point before. */
  readonly changes: readonly Change[];
  readonly calls: readonly Recorded[];
}

/** Why a call gave nothing: the target died, or the call had to wait, was a misuse or a mistake of kscts itself. */
export interface Failure {
  readonly kind: 'died' | 'must-wait' | 'misuse' | 'error';
  readonly message: string;
}

export interface Recorded {
  /** Never `together`: what runs at the same time stands in `points`. */
  readonly call: Action | Question;
  /** As `perform` tells it. */
  readonly answered: Answered;
  /** The handle, address or request that the call gave, as a number; for `now` the time. */
  readonly gave?: bigint;
  /** What a question was answered: plain data. */
  readonly told?: unknown;
  readonly failure?: Failure;
  readonly changes: readonly Change[];
  /** Present iff the target was scheduled. */
  readonly points?: readonly Point[];
}

const questions: ReadonlySet<string> = new Set<Question['do']>([
  'discover',
  'now',
  'probe',
  'reset',
  'census',
  'fetches',
  'handler-modes',
  'violations',
  'peek',
  'scheduled',
  'unscheduled',
]);

export function isAction(call: Action | Question): call is Action {
  return !questions.has(call.do);
}
