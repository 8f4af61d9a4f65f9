/** Which variables the expressions of a claim read, so that nothing is asked of a device that nobody looks at. */
import type { Claim } from '../spec/model.ts';

const known = new WeakMap<Claim, ReadonlySet<string>>();

/** All variables read anywhere in the claim. */
export function variablesOf(claim: Claim): ReadonlySet<string> {
  let names = known.get(claim);
  if (!names) {
    known.set(claim, (names = variablesIn(claim)));
  }
  return names;
}

/** All variables read anywhere in a part of a claim: a step, an expression, bindings. */
export function variablesIn(part: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  collect(part, found, new Set());
  return found;
}

function collect(node: unknown, into: Set<string>, seen: Set<object>): void {
  if (typeof node !== 'object' || node === null || seen.has(node)) return;
  seen.add(node);
  if ('evaluate' in node && 'variables' in node) {
    for (const name of node.variables as readonly string[]) into.add(name);
    return;
  }
  const children = node instanceof Map ? node.values() : Object.values(node);
  for (const child of children) collect(child, into, seen);
}
