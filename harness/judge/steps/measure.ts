/** The step that measures: it holds points or values against their limits, and keeps them for the plots of a report. */
import type { Value } from '../../abi/codec.ts';
import { isStruct } from '../../abi/codec.ts';
import type { CompiledSteps, Expression } from '../../spec/model.ts';
import { fitLine, type Point } from '../../spec/functions/line.ts';
import type { CaseContext } from '../context.ts';
import { CannotTell } from '../outcome.ts';
import type { Run } from './run.ts';

/** Most points or values of a measurement that are kept: as many as a plot can tell apart. */
const mostKept = 400;

export function measure(step: CompiledSteps['measure']): Run {
  const { line, values = {} } = step;
  return (ctx) => {
    const list = step.measure.evaluate(ctx.scope);
    if (!Array.isArray(list) || list.length === 0) throw new CannotTell(`${step.measure.source} is no list with something in it`);
    if (line) measureLine(ctx, step, line, list as readonly Value[]);
    else measureValues(ctx, step, values, list as readonly Value[]);
  };
}

function measureLine(ctx: CaseContext, step: CompiledSteps['measure'], line: NonNullable<CompiledSteps['measure']['line']>, list: readonly Value[]): void {
  const points = list.map((point): Point => {
    if (!isStruct(point)) throw new CannotTell(`${step.measure.source} holds something that is no point`);
    return { t: numberOf(step, point['t']), v: numberOf(step, point['v']) };
  });
  const [first] = points;
  if (!first || points.every(({ t }) => t === first.t)) throw new CannotTell('a line needs points at different times');
  const { slope, sigma, maxResidual } = fitLine(points);
  const limits = limitsOf(ctx, line);
  ctx.measurements.set(step.title, {
    ...{ kind: 'line', title: step.title, slope, sigma, residual: maxResidual, limits },
    points: kept(points).map(({ t, v }) => [tenth(t - first.t), tenth(v - first.v)]),
  });
  const { rate, sigma: mostSigma, residual } = limits;
  if (rate !== undefined && !(Math.abs(slope - 1) <= rate)) {
    const off = percent(Math.abs(slope - 1));
    breach(ctx, step, `the rate is ${off} too ${slope > 1 ? 'high' : 'low'}`, `at most ${percent(rate)} off`);
  }
  if (mostSigma !== undefined && !(sigma < mostSigma)) breach(ctx, step, `the standard deviation is ${ms(sigma)}`, `less than ${ms(mostSigma)}`);
  if (residual !== undefined && !(maxResidual < residual)) {
    breach(ctx, step, `a point is ${ms(maxResidual)} off the line`, `less than ${ms(residual)}`);
  }
}

function measureValues(ctx: CaseContext, step: CompiledSteps['measure'], range: NonNullable<CompiledSteps['measure']['values']>, list: readonly Value[]): void {
  const values = list.map((value) => numberOf(step, value));
  const limits = limitsOf(ctx, range);
  ctx.measurements.set(step.title, { kind: 'values', title: step.title, values: kept(values).map(tenth), limits });
  const { least, most } = limits;
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (least !== undefined && low < least) breach(ctx, step, `a value is ${ms(low)}`, `at least ${ms(least)}`);
  if (most !== undefined && high > most) breach(ctx, step, `a value is ${ms(high)}`, `at most ${ms(most)}`);
}

function breach(ctx: CaseContext, step: CompiledSteps['measure'], message: string, expected: string): void {
  ctx.breach(`${step.title}: ${message}`, expected, step.rules, step.strength, 'O12');
}

function limitsOf<K extends string>(ctx: CaseContext, limits: { readonly [Key in K]?: Expression }): { readonly [Key in K]?: number } {
  const entries = Object.entries(limits) as [K, Expression][];
  return Object.fromEntries(entries.map(([name, limit]) => [name, limit.evaluateNumber(ctx.scope)])) as { [Key in K]?: number };
}

function numberOf(step: CompiledSteps['measure'], value: Value | undefined): number {
  if (typeof value !== 'number' && typeof value !== 'bigint') throw new CannotTell(`${step.measure.source} holds something that is no number`);
  return Number(value);
}

/** The first, the last, and evenly what lies between. */
function kept<T>(all: readonly T[]): readonly T[] {
  if (all.length <= mostKept) return all;
  const step = (all.length - 1) / (mostKept - 1);
  return Array.from({ length: mostKept }, (_, i) => all[Math.round(i * step)] as T);
}

const tenth = (n: number): number => Math.round(n * 10) / 10;
const percent = (part: number): string => `${Number((part * 100).toPrecision(3))} %`;
/** A time in 100 ns, in milliseconds. */
const ms = (hns: number): string => `${Number((hns / 10_000).toPrecision(3))} ms`;
