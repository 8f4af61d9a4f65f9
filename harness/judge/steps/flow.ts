/** Steps that ask nothing: let, check, require, sleep, repeat, each, if. */
import type { Value } from '../../abi/codec.ts';
import type { Bindings, CompiledStep, CompiledSteps } from '../../spec/model.ts';
import { oracleOfCondition } from '../attribution.ts';
import type { CaseContext } from '../context.ts';
import { explain, holds } from '../expect.ts';
import { CannotTell, NotJudged } from '../outcome.ts';
import type { Run } from './run.ts';

/** A repetition beyond this is a mistake in a spec, not a test. */
const mostRepeats = 1_000_000;

export function bind(bindings: Bindings): Run {
  const all = [...bindings];
  return ({ scope }) => {
    for (const [name, expression] of all) scope[name] = expression.evaluate(scope);
  };
}

export function check({ check: condition, message, rules, strength }: CompiledSteps['check']): Run {
  return (ctx) => {
    if (holds(condition, ctx.scope)) return;
    const why = explain(condition, ctx.scope);
    ctx.breach(message ? `${message}: ${why}` : why, condition.source, rules, strength, oracleOfCondition(condition, ctx.claim));
  };
}

export function require({ require: condition, reason }: CompiledSteps['require']): Run {
  return ({ scope }) => {
    if (!holds(condition, scope)) throw new NotJudged('precondition', reason);
  };
}

export function sleep({ sleep: time }: CompiledSteps['sleep']): Run {
  return ({ target, scope }) => {
    target.sleep(BigInt(Math.round(time.evaluateNumber(scope))));
  };
}

/** Steps that stand for other steps, done one list after the other. */
export type FlowStep = Extract<CompiledStep, { readonly kind: 'repeat' | 'each' | 'if' }>;

export function isFlow(step: CompiledStep): step is FlowStep {
  return step.kind === 'repeat' || step.kind === 'each' || step.kind === 'if';
}

/**
 * Compiles a step to the lists that it stands for, each compiled to a `Body`. They are given one after the other, each when
 * the one before it is done, and the name that goes with one is bound before it is given.
 */
export function bodies<Body>(step: FlowStep, compile: (steps: readonly CompiledStep[]) => Body): (ctx: CaseContext) => Iterable<Body> {
  const body = compile(step.steps);
  if (step.kind === 'if') {
    const [then, otherwise] = [[body], [compile(step.else)]];
    return ({ scope }) => (holds(step.if, scope) ? then : otherwise);
  }
  const { as } = step;
  const elementsOf = step.kind === 'each' ? listed(step) : counted(step);
  return function* (ctx) {
    for (const element of elementsOf(ctx)) {
      if (as !== undefined) ctx.scope[as] = element;
      yield body;
    }
  };
}

type Elements = (ctx: CaseContext) => Iterable<Value>;

function counted({ repeat }: CompiledSteps['repeat']): Elements {
  return function* ({ scope }) {
    const times = repeat.evaluateNumber(scope);
    if (times > mostRepeats) throw new CannotTell(`${repeat.source} asks for ${times} repetitions`);
    for (let i = 0; i < times; i++) yield i;
  };
}

function listed({ each }: CompiledSteps['each']): Elements {
  return ({ scope }) => {
    const list = each.evaluate(scope);
    if (!Array.isArray(list)) throw new CannotTell(`${each.source} is no list`);
    return list as readonly Value[];
  };
}
