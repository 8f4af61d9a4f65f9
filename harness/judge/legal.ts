/** Legal values of an item: what the specs and the device say they are, whether a value is one, and why not. */
import { isStruct, type Value } from '../abi/codec.ts';
import type { Item } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { deviceLimits } from './device-limits.ts';
import { sameValue } from '../spec/values.ts';
import { show } from './show.ts';

/** Integers from `min` to `max`, every `step`-th. */
export interface Span {
  readonly min: bigint;
  readonly max: bigint;
  readonly step: bigint;
}

/** Constraints with their expressions evaluated. Absent members constrain nothing. */
export interface Limits {
  readonly range?: Span;
  readonly oneOf?: readonly Value[];
  /** Bits that may be set, unsigned. */
  readonly mask?: bigint;
}

/** The limits of an item in this case. Those that only the device can tell are asked for once. */
export function limitsOf(ctx: CaseContext, item: Item): Limits {
  let limits = ctx.limits.get(item);
  if (!limits) ctx.limits.set(item, (limits = evaluateLimits(ctx, item)));
  return limits;
}

function evaluateLimits(ctx: CaseContext, item: Item): Limits {
  if (item.kind !== 'property') return {};
  if (item.deviceRange) return deviceLimits(ctx, item);
  const { range, oneOf, flags } = item;
  const big = (value: Value) => BigInt(value as number | bigint);
  return {
    ...(range && {
      range: {
        min: big(range.min.evaluate(ctx.scope)),
        max: big(range.max.evaluate(ctx.scope)),
        step: range.step ? big(range.step.evaluate(ctx.scope)) : 1n,
      },
    }),
    ...(oneOf && { oneOf: oneOf.map((option) => option.evaluate(ctx.scope)) }),
    ...(flags && { mask: flags.reduce((mask, flag) => mask | big(flag.evaluate(ctx.scope)), 0n) }),
  };
}

/** The part of a value that the constraints are about: the item's field of a struct, else all of it. */
export function constrainedPart(item: Item, value: Value): Value {
  if (item.kind !== 'property' || item.valueField === undefined) return value;
  let part = value;
  for (const name of item.valueField.split('.')) {
    if (!isStruct(part)) return part;
    part = part[name] ?? null;
  }
  return part;
}

/** What a legal value would be, if `value` (whole, or its constrained part) is none; `undefined` if it is legal. */
export function violation(ctx: CaseContext, item: Item, value: Value): string | undefined {
  if (item.kind !== 'property') return undefined;
  const part = constrainedPart(item, value);
  const { range, oneOf, mask } = limitsOf(ctx, item);
  if (range && !inRange(range, part)) {
    return `a value from ${range.min} to ${range.max}${range.step > 1n ? ` in steps of ${range.step}` : ''}`;
  }
  if (oneOf && !oneOf.some((option) => sameValue(option, part))) return `one of ${oneOf.map(show).join(', ')}`;
  if (mask !== undefined && !((typeof part === 'number' || typeof part === 'bigint') && (BigInt(part) & ~mask) === 0n)) {
    return `only the flags ${show(mask)}`;
  }
  // Conditions are about the whole; of a setting alone they say nothing.
  if (item.valueField !== undefined && !isStruct(value)) return undefined;
  if (item.where.length === 0) return undefined;
  const scope = { ...ctx.scope, value };
  return item.where.find((condition) => !condition.test(scope))?.source;
}

function inRange({ min, max, step }: Span, value: Value): boolean {
  if (typeof value !== 'number' && typeof value !== 'bigint') return false;
  const v = BigInt(value);
  return v >= min && v <= max && (step <= 1n || (v - min) % step === 0n);
}
