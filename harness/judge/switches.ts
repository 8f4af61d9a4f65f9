/** The points at which lists of steps that run at the same time are switched, as a variable that is quantified over. */
import fc from 'fast-check';
import type { Value } from '../abi/codec.ts';
import type { Claim, CompiledStep } from '../spec/model.ts';
import type { Domain } from './domain.ts';

/** What findings call the variable. No variable of a spec can have this name. */
export const switchesAt = 'switched at';

/** Most switches of one run: few are enough for nearly every race. */
const mostSwitches = 3;
/** Most points of which all pairs are listed. */
const fewPoints = 40;

/** Whether a claim has lists of steps that run at the same time. */
export function interleaves(claim: Claim): boolean {
  const has = (steps: readonly CompiledStep[]): boolean =>
    steps.some((step) => step.kind === 'interleave' || ('steps' in step && has(step.steps)) || ('else' in step && has(step.else)));
  return (claim.kind === 'law' || claim.kind === 'behaviour') && has(claim.steps);
}

/** The switches among `points` points: each alone, then pairs, then some. */
export function switchDomain(points: number): Domain {
  const alone = Array.from({ length: points }, (_, at): Value => [at]);
  const pairs = alone.flatMap((_, i) => Array.from({ length: points - i - 1 }, (_unused, k): Value => [i, i + 1 + k]));
  const some = fc
    .uniqueArray(fc.nat({ max: points - 1 }), { minLength: 1, maxLength: mostSwitches })
    .map((list): Value => [...list].sort((a, b) => a - b));
  return { ...(points <= fewPoints && { all: [...alone, ...pairs] }), edges: alone, arbitrary: some };
}
