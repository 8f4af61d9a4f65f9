/** Steps that ask nothing: let, check, require, sleep, repeat, each, if. */
import type { Value } from '../../abi/codec.ts';
import type { CompiledStep, CompiledSteps } from '../../spec/model.ts';
import { oracleOfCondition } from '../attribution.ts';
import type { CaseContext } from '../context.ts';
import { explain, holds } from '../expect.ts';
import { CannotTell, NotJudged } from '../outcome.ts';

/** A repetition beyond this is a mistake in a spec, not a test. */
const mostRepeats = 1_000_000;

export function bind(ctx: CaseContext, step: CompiledSteps['let']): void {
  for (const [name, expression] of step.let) ctx.scope[name] = expression.evaluate(ctx.scope);
}

export function check(ctx: CaseContext, step: CompiledSteps['check']): void {
  if (holds(step.check, ctx.scope)) return;
  const why = explain(step.check, ctx.scope);
  ctx.breach(step.message ? `${step.message}: ${why}` : why, step.check.source, step.rules, step.strength, oracleOfCondition(step.check, ctx.claim));
}

export function require(ctx: CaseContext, step: CompiledSteps['require']): void {
  if (!holds(step.require, ctx.scope)) throw new NotJudged('precondition', step.reason);
}

export function sleep(ctx: CaseContext, step: CompiledSteps['sleep']): void {
  ctx.target.sleep(BigInt(Math.round(step.sleep.evaluateNumber(ctx.scope))));
}

/** Steps that stand for other steps, done one list after the other. */
export type FlowStep = Extract<CompiledStep, { readonly kind: 'repeat' | 'each' | 'if' }>;

export function isFlow(step: CompiledStep): step is FlowStep {
  return step.kind === 'repeat' || step.kind === 'each' || step.kind === 'if';
}

/** The lists of steps that a step stands for. The name that goes with one is bound before it is given. */
export function* bodies(ctx: CaseContext, step: FlowStep): Generator<readonly CompiledStep[]> {
  if (step.kind === 'if') {
    yield holds(step.if, ctx.scope) ? step.steps : step.else;
    return;
  }
  const elements = step.kind === 'each' ? listOf(ctx, step) : countOf(ctx, step);
  for (const element of elements) {
    if (step.as !== undefined) ctx.scope[step.as] = element;
    yield step.steps;
  }
}

function* countOf(ctx: CaseContext, step: CompiledSteps['repeat']): Generator<number> {
  const times = step.repeat.evaluateNumber(ctx.scope);
  if (times > mostRepeats) throw new CannotTell(`${step.repeat.source} asks for ${times} repetitions`);
  for (let i = 0; i < times; i++) yield i;
}

function listOf(ctx: CaseContext, step: CompiledSteps['each']): readonly Value[] {
  const list = step.each.evaluate(ctx.scope);
  if (!Array.isArray(list)) throw new CannotTell(`${step.each.source} is no list`);
  return list as readonly Value[];
}
