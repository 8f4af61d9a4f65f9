/** A law or a behaviour as one closure, and what else of it is the same for each of its cases: made when the first is judged. */
import type { CompiledBehaviour, CompiledLaw, CompiledStep } from '../spec/model.ts';
import { bind } from './steps/flow.ts';
import { runOf } from './steps/index.ts';
import type { Run } from './steps/run.ts';
import { interleaves } from './switches.ts';
import { variablesOf } from './variables.ts';

export interface CompiledClaim {
  /** One try: binds what the claim lets, and does its steps. */
  readonly run: Run;
  /** Whether a try leaves nothing behind. */
  readonly stateless: boolean;
  /** Whether lists of its steps run at the same time. */
  readonly interleaves: boolean;
  /** Whether it looks at the size of the item that it is applied to. */
  readonly readsSize: boolean;
}

const compiled = new WeakMap<CompiledLaw | CompiledBehaviour, CompiledClaim>();

/** The same for the same claim. */
export function compiledClaim(claim: CompiledLaw | CompiledBehaviour): CompiledClaim {
  let known = compiled.get(claim);
  if (!known) compiled.set(claim, (known = compile(claim)));
  return known;
}

function compile(claim: CompiledLaw | CompiledBehaviour): CompiledClaim {
  const lets = bind(claim.let);
  const steps = runOf(claim.steps);
  return {
    run: claim.let.size === 0 ? steps : (ctx) => {
      lets(ctx);
      steps(ctx);
    },
    stateless: claim.steps.every(isStateless),
    interleaves: interleaves(claim),
    readsSize: variablesOf(claim).has('size'),
  };
}

const isStateless = (step: CompiledStep) => ['send', 'get', 'support', 'check', 'measure', 'let', 'require'].includes(step.kind);
