/** Steps that ask nothing: let, check, require, sleep, repeat, each, if. */
import type { Value } from '../../abi/codec.ts';
import type { CompiledStep, CompiledSteps } from '../../spec/model.ts';
import type { CaseContext } from '../context.ts';
import { explain, holds } from '../expect.ts';
import { CannotTell, NotJudged } from '../outcome.ts';

export type RunSteps = (ctx: CaseContext, steps: readonly CompiledStep[]) => void;

/** A repetition beyond this is a mistake in a spec, not a test. */
const mostRepeats = 1_000_000;

export function bind(ctx: CaseContext, step: CompiledSteps['let']): void {
  for (const [name, expression] of step.let) ctx.scope[name] = expression.evaluate(ctx.scope);
}

export function check(ctx: CaseContext, step: CompiledSteps['check']): void {
  if (holds(step.check, ctx.scope)) return;
  const why = explain(step.check, ctx.scope);
  ctx.breach(step.message ? `${step.message}: ${why}` : why, step.check.source, step.rules, step.strength);
}

export function require(ctx: CaseContext, step: CompiledSteps['require']): void {
  if (!holds(step.require, ctx.scope)) throw new NotJudged('precondition', step.reason);
}

export function sleep(ctx: CaseContext, step: CompiledSteps['sleep']): void {
  ctx.target.sleep(BigInt(Math.round(step.sleep.evaluateNumber(ctx.scope))));
}

export function repeat(ctx: CaseContext, step: CompiledSteps['repeat'], run: RunSteps): void {
  const times = step.repeat.evaluateNumber(ctx.scope);
  if (times > mostRepeats) throw new CannotTell(`${step.repeat.source} asks for ${times} repetitions`);
  for (let i = 0; i < times; i++) {
    if (step.as !== undefined) ctx.scope[step.as] = i;
    run(ctx, step.steps);
  }
}

export function each(ctx: CaseContext, step: CompiledSteps['each'], run: RunSteps): void {
  const list = step.each.evaluate(ctx.scope);
  if (!Array.isArray(list)) throw new CannotTell(`${step.each.source} is no list`);
  for (const element of list as readonly Value[]) {
    ctx.scope[step.as] = element;
    run(ctx, step.steps);
  }
}

export function branch(ctx: CaseContext, step: CompiledSteps['if'], run: RunSteps): void {
  run(ctx, holds(step.if, ctx.scope) ? step.steps : step.else);
}
