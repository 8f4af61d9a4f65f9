/** Whether a claim does what a real device may not come back from, beside those that say so themselves. */
import type { CompiledBehaviour, CompiledLaw, CompiledModel, Item } from '../spec/model.ts';

const managing = new Set(['power', 'unplug', 'plug']);
const asking = new Set(['get', 'support']);
const known = new WeakMap<object, boolean>();

/**
 * Whether any step of it takes the device away, changes its power, or sends something other than a question about a
 * property whose set may lose settings or data.
 */
export function mayLose(claim: CompiledLaw | CompiledBehaviour | CompiledModel): boolean {
  let found = known.get(claim);
  if (found === undefined) {
    const { steps, setup, commands } = claim as Partial<CompiledBehaviour & CompiledModel>;
    known.set(claim, (found = has([steps, setup, commands], new Set())));
  }
  return found;
}

function has(node: unknown, seen: Set<object>): boolean {
  if (typeof node !== 'object' || node === null || seen.has(node) || 'evaluate' in node) return false;
  seen.add(node);
  if ('kind' in node) {
    if (managing.has(String(node.kind))) return true;
    if (asking.has(String(node.kind))) return false;
  }
  // What stands for the item that a law is about is known only with the case.
  if ('candidates' in node) return !('own' in node && node.own === true) && (node.candidates as readonly Item[]).some(loses);
  return [...(node instanceof Map ? node.values() : Object.values(node))].some((child) => has(child, seen));
}

function loses(item: Item): boolean {
  return item.kind === 'property' && item.destructive;
}
