import { describe, expect, it } from 'vitest';
import type { CompiledQuantifier, Expression } from '../spec/model.ts';
import { TargetDied } from '../target/target.ts';
import type { CaseContext } from './context.ts';
import { Broken, NotJudged } from './outcome.ts';
import { quantify, type Values } from './quantify.ts';

/** An expression as the judge sees it: a constant, or `scope => …` with the variables it reads. */
function expr(value: number | ((scope: Record<string, number>) => number), ...variables: string[]): Expression {
  const evaluate = (scope: unknown) => (typeof value === 'number' ? value : value(scope as Record<string, number>));
  return { source: String(value), variables, evaluate, evaluateNumber: evaluate } as unknown as Expression;
}

function context(): CaseContext {
  const scope: Record<string, unknown> = {};
  return {
    scope,
    with(values: Values, body: () => unknown) {
      Object.assign(scope, values);
      return body();
    },
  } as unknown as CaseContext;
}

const length = (from: number, to: number): CompiledQuantifier => ({ kind: 'length', from: expr(from), to: expr(to) });

function run(any: Record<string, CompiledQuantifier>, attempt: (v: Record<string, number>) => void, runs = 100) {
  const seen: Values[] = [];
  const tried = quantify(context(), new Map(Object.entries(any)), runs, 7, (values) => {
    seen.push(values);
    attempt(values as Record<string, number>);
  });
  return { ...tried, seen };
}

const breaks = () => {
  throw new Broken('broken', 'whole');
};

describe('quantified variables', () => {
  it('a claim without variables is tried once', () => {
    expect(run({}, () => {})).toMatchObject({ runs: 1, seen: [{}] });
  });

  it('few values are all tried, the smallest first', () => {
    const { seen, runs } = run({ n: length(1, 3), m: length(0, 1) }, () => {});
    expect(runs).toBe(6);
    expect(seen).toEqual([1, 2, 3].flatMap((n) => [0, 1].map((m) => ({ n, m }))));
  });

  it('the first of few that fails is the counterexample', () => {
    const { values, runs } = run({ n: length(0, 50) }, ({ n }) => (n! >= 17 ? breaks() : undefined));
    expect(values).toEqual({ n: 17 });
    expect(runs).toBe(18);
  });

  it('of many the edges come first', () => {
    const { seen } = run({ n: length(5, 1_000_000) }, () => {});
    expect(seen.slice(0, 4).map((v) => v['n'])).toEqual([5, 6, 999_999, 1_000_000]);
    expect(seen).toHaveLength(100);
  });

  it('a counterexample among many is shrunk', () => {
    const { values, error } = run({ n: length(0, 2 ** 31) }, ({ n }) => (n! >= 1_000 && n! < 2 ** 30 ? breaks() : undefined));
    expect(error).toBeInstanceOf(Broken);
    expect(values['n']).toBe(1000);
  });

  it('one variable may bound the next', () => {
    const any: Record<string, CompiledQuantifier> = {
      n: length(1, 1_000_000),
      m: { kind: 'length', below: expr((scope) => scope['n']!, 'n') },
    };
    const { seen, error } = run(any, ({ n, m }) => (m! >= n! ? breaks() : undefined));
    expect(error).toBeUndefined();
    expect(seen.length).toBeGreaterThan(50);
  });

  it('a target that died is not asked again', () => {
    const { error, seen } = run({ n: length(0, 2 ** 31) }, ({ n }) => {
      if (n! > 100) throw new TargetDied('bug check');
    });
    expect(error).toBeInstanceOf(TargetDied);
    expect(seen.filter((v) => (v['n'] as number) > 100)).toHaveLength(1);
  });

  it('values that miss a precondition are left out; if all do, so is the case', () => {
    const skip = () => {
      throw new NotJudged('precondition', 'never');
    };
    expect(run({ n: length(0, 9) }, ({ n }) => (n! < 9 ? skip() : undefined)).error).toBeUndefined();
    expect(run({ n: length(0, 9) }, skip).error).toBeInstanceOf(NotJudged);
    expect(run({ n: length(0, 2 ** 31) }, skip).error).toBeInstanceOf(NotJudged);
  });

  it('the same seed gives the same values', () => {
    const values = () => run({ n: length(0, 2 ** 31) }, () => {}).seen;
    expect(values()).toEqual(values());
  });
});
