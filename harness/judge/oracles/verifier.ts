/** Rules that Driver Verifier checks, under its own names. */
import type { Violation } from '../../target/target.ts';
import { breach, type Breach } from './oracle.ts';

/** The first violation that the target tells of. */
export function verifierBreach(violations: readonly Violation[]): Breach | null {
  const [first] = violations;
  return first ? breach('O19', `${first.rule}: ${first.detail}`, `the rule ${first.rule} of Driver Verifier holds`) : null;
}
