/** Values of a property that are legal, and values that break one of its constraints, as bytes. */
import fc from 'fast-check';
import { CodecError, type Value } from '../../abi/codec.ts';
import { placeOf } from '../../plan/ask.ts';
import { OpenFailed } from '../../plan/fixture.ts';
import { domainOf } from '../../judge/domain.ts';
import type { CaseContext } from '../../judge/context.ts';
import { CannotTell, NotJudged } from '../../judge/outcome.ts';
import { encodeValue } from '../../judge/value.ts';
import { ExpressionError } from '../../spec/expression.ts';
import type { Item } from '../../spec/model.ts';
import type { Template } from './template.ts';

/** Most values of each sort that are kept. */
const most = 12;
/** Besides the edges: enough that a range is not known by its ends only. */
const samples = 4;

/**
 * The values that the declaration and the device say are legal, and their neighbours that are not: each breaks one
 * constraint. Where nothing is declared, `size` zeros and `size` ones stand for them.
 */
export function declaredValues(ctx: CaseContext, item: Item, size: number): Pick<Template, 'legal' | 'illegal'> {
  const legal = valuesOf(ctx, item, true);
  const illegal = valuesOf(ctx, item, false);
  return {
    legal: legal.length > 0 ? legal : [new Uint8Array(size)],
    illegal: illegal.length > 0 ? illegal : [new Uint8Array(size).fill(0xff)],
  };
}

function valuesOf(ctx: CaseContext, item: Item, valid: boolean): Uint8Array[] {
  const found = new Map<string, Uint8Array>();
  whereKnown(() => {
    const { edges, all, arbitrary } = domainOf({ kind: 'value', valid }, ctx);
    const sampled = all ? [] : fc.sample(arbitrary, { numRuns: samples, seed: item.id });
    for (const value of [...edges, ...(all ?? []).slice(0, most), ...sampled]) {
      const bytes = found.size < most ? whereKnown(() => encode(ctx, item, value)) : undefined;
      if (bytes) found.set(Buffer.from(bytes).toString('hex'), bytes);
    }
  });
  return [...found.values()];
}

function encode(ctx: CaseContext, item: Item, value: Value): Uint8Array {
  const { subject } = ctx.case;
  const place = placeOf(subject, ctx.scope.arch);
  return encodeValue(ctx, { item, handle: ctx.open(subject), place, object: subject }, value, {});
}

/** What cannot be told on this device gives nothing; anything else that is thrown is a mistake of kscts. */
function whereKnown<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof NotJudged || error instanceof CannotTell || error instanceof OpenFailed) return undefined;
    if (error instanceof CodecError || error instanceof ExpressionError) return undefined;
    throw error;
  }
}
