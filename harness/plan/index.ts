/** The items and laws of a book by what they are about, so that nothing is looked through for every object again. */
import type { ObjectKind } from '../spec/language.ts';
import type { CompiledLaw, Item, SpecBook } from '../spec/model.ts';

interface Index {
  readonly items: ReadonlyMap<ObjectKind, readonly Item[]>;
  readonly laws: ReadonlyMap<string, readonly CompiledLaw[]>;
}

const indexes = new WeakMap<SpecBook, Index>();

/** The items that may live on objects of a kind, in the order of the specs. */
export function itemsOn(book: SpecBook, kind: ObjectKind): readonly Item[] {
  return indexOf(book).items.get(kind) ?? [];
}

/** The laws about items of a kind, or about objects, that speak of objects of `on`; in the order of the specs. */
export function lawsAbout(book: SpecBook, kind: CompiledLaw['selector']['kind'], on: ObjectKind): readonly CompiledLaw[] {
  const laws = indexOf(book).laws.get(kind) ?? [];
  return laws.filter(({ selector }) => selector.on?.includes(on) ?? true);
}

function indexOf(book: SpecBook): Index {
  let index = indexes.get(book);
  if (!index) indexes.set(book, (index = makeIndex(book)));
  return index;
}

function makeIndex(book: SpecBook): Index {
  const items = new Map<ObjectKind, Item[]>();
  for (const item of book.items) for (const kind of new Set(item.on)) add(items, kind, item);
  const laws = new Map<string, CompiledLaw[]>();
  for (const law of book.laws) add(laws, law.selector.kind, law);
  return { items, laws };
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
