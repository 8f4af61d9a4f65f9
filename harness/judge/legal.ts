/** Legal values of an item: whether a value is one, and why not. */
import type { Value } from '../abi/codec.ts';
import type { Constraints, Expression, Item } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { equal } from './equal.ts';
import { show } from './show.ts';

/** What a legal value would be, if `value` is none; `undefined` if it is legal. */
export function violation(ctx: CaseContext, item: Item, value: Value): string | undefined {
  if (item.kind !== 'property') return undefined;
  const { range, oneOf, flags } = item;
  if (range && !inRange(ctx, range, value)) {
    return `a value from ${text(ctx, range.min)} to ${text(ctx, range.max)}${range.step ? ` in steps of ${text(ctx, range.step)}` : ''}`;
  }
  if (oneOf && !oneOf.some((option) => equal(option.evaluate(ctx.scope), value))) {
    return `one of ${oneOf.map((o) => o.source).join(', ')}`;
  }
  if (flags && (typeof value !== 'number' || (value & ~maskOf(ctx, flags)) !== 0)) {
    return `only the flags ${flags.map((f) => f.source).join(', ')}`;
  }
  const scope = { ...ctx.scope, value };
  return item.where.find((condition) => !condition.test(scope))?.source;
}

function inRange(ctx: CaseContext, range: NonNullable<Constraints['range']>, value: Value): boolean {
  if (typeof value !== 'number' && typeof value !== 'bigint') return false;
  const min = BigInt(range.min.evaluate(ctx.scope) as number | bigint);
  const max = BigInt(range.max.evaluate(ctx.scope) as number | bigint);
  const step = range.step ? BigInt(range.step.evaluate(ctx.scope) as number | bigint) : 1n;
  const v = BigInt(value);
  return v >= min && v <= max && (step <= 1n || (v - min) % step === 0n);
}

/** The bits that may be set, as an unsigned 32-bit mask. */
export function maskOf(ctx: CaseContext, flags: readonly Expression[]): number {
  return flags.reduce((mask, flag) => mask | Number(flag.evaluate(ctx.scope)), 0) >>> 0;
}

const text = (ctx: CaseContext, e: Expression) => show(e.evaluate(ctx.scope));
