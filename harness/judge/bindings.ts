/** Bindings of a step, as they are evaluated in each of its tries. */
import type { Value } from '../abi/codec.ts';
import { evaluateAll } from '../plan/fixture.ts';
import type { Bindings, Scope } from '../spec/model.ts';

/** What bindings give. Only to be looked at: what is the same in every try is made once. */
export type Given = Readonly<Record<string, Value>>;

const nothing: Given = {};

/** Compiles bindings; each sees those before it. */
export function givenBy(bindings: Bindings): (scope: Scope) => Given {
  if (bindings.size === 0) return () => nothing;
  if (![...bindings.values()].every(({ constant }) => constant !== undefined)) return (scope) => evaluateAll(bindings, scope);
  const constant = Object.fromEntries([...bindings].map(([name, expression]) => [name, expression.constant as Value]));
  return () => constant;
}
