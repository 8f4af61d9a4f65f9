/** Something that a campaign found wrong, and when two of them are the same. */
import type { Breach } from '../judge/oracles/oracle.ts';
import type { Proof } from './proof.ts';
import { withoutNumbers } from './walks.ts';

export interface Found {
  readonly verdict: 'fail' | 'crash' | 'hang';
  readonly breach: Breach;
  /** Kind of the object asked, e.g. `pin`. */
  readonly object: string;
  /** Name of the item, or of the control code. */
  readonly item: string;
  readonly verb: string;
  /** Path of the object, e.g. `camera/pin0`. */
  readonly path: string;
  /** What was changed of a right request: `input length 23`. */
  readonly changes: readonly string[];
  /** State of the model in which it was, if one was walked. */
  readonly state: string;
  readonly proof: Proof;
  /** The report of a sanitizer. */
  readonly detail?: string;
}

/**
 * Findings with the same cause are one: the oracle, what was asked, and the message but for its numbers. A death has the
 * place where it happened in its message, whatever verb led there.
 */
export function causeOf({ breach, object, item, verb, proof }: Found): string {
  const asked = proof.kind === 'died' ? [item] : [object, item, verb];
  return [breach.oracle, ...asked, withoutNumbers(breach.message)].join(' | ');
}
