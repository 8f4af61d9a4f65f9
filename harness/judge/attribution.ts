/**
 * Which kind of oracle a claim is, so that findings say how they were known. What a claim declares goes first; else what
 * it does tells: a model is walked, lists of steps overlap, the device sleeps. Else each expectation has its own.
 */
import type { OracleId } from '../spec/oracle-ids.ts';
import type { Claim, CompiledStep, Expression } from '../spec/model.ts';
import { interleaves } from './switches.ts';

/** The oracle that a whole claim is; `undefined` if its expectations are of several. */
export function oracleOfClaim(claim: Claim): OracleId | undefined {
  if (claim.oracle !== undefined) return claim.oracle;
  if (claim.kind === 'model') return 'O5';
  if (claim.kind === 'requirement') return undefined;
  if (interleaves(claim)) return 'O9';
  if (has(claim.steps, ['duplicate', 'exit'])) return 'O20';
  return has(claim.steps, ['power', 'unplug', 'plug']) ? 'O18' : undefined;
}

/** Functions of the language that belong to one oracle. */
const functions: readonly (readonly [RegExp, OracleId])[] = [
  [/\b(covers|rangesIntersect|within)\(/, 'O14'],
  [/\b(reachable|connectedPins)\(/, 'O13'],
  [/\blinearFit\(/, 'O12'],
];

/** The oracle that a condition is, by what it computes, else by what the claim does. */
export function oracleOfCondition(condition: Expression, claim: Claim | undefined): OracleId {
  const known = functions.find(([pattern]) => pattern.test(condition.source));
  if (known) return known[1];
  const steps = claim && 'steps' in claim ? claim.steps : [];
  if (has(steps, ['enable', 'signals'])) return 'O15';
  if (has(steps, ['submit'])) return 'O16';
  return has(steps, ['sleep']) ? 'O12' : 'O6';
}

function has(steps: readonly CompiledStep[], kinds: readonly CompiledStep['kind'][]): boolean {
  return steps.some((step) => kinds.includes(step.kind) || ('steps' in step && has(step.steps, kinds)) || ('else' in step && has(step.else, kinds)));
}
