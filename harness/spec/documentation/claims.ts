/** Which claims are about which items. */
import type { CompiledLaw, Item, ItemUse, SpecBook } from '../model.ts';

/** The items that behaviours and models name, in `needs` and in steps, whatever object they then ask. */
export function itemsInBehaviours(book: SpecBook): ReadonlySet<Item> {
  const found = new Set<Item>();
  for (const claim of [...book.behaviours, ...book.models]) {
    for (const use of itemUses(claim)) for (const item of use.candidates) found.add(item);
  }
  return found;
}

function* itemUses(node: unknown): Generator<ItemUse> {
  if (typeof node !== 'object' || node === null) return;
  if ('candidates' in node && 'own' in node) {
    yield node as ItemUse;
  } else if (node instanceof Map || Array.isArray(node)) {
    for (const each of node.values()) yield* itemUses(each);
  } else if (!('source' in node)) {
    // A compiled expression has a source; it names no item.
    for (const each of Object.values(node)) yield* itemUses(each);
  }
}

/** Whether the selector of a law can hold of an item, on some device. */
export function mayApply({ selector }: CompiledLaw, item: Item): boolean {
  return (
    selector.kind === item.kind &&
    (!selector.on || selector.on.some((kind) => item.on.includes(kind))) &&
    (!selector.items || selector.items.has(item.name)) &&
    (!selector.sets || selector.sets.has(item.set.name)) &&
    (!selector.size || selector.size === item.sized)
  );
}
