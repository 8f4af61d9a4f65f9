/**
 * How far the specs cover what there is to cover: every item that Microsoft documents, and every item that only the
 * headers have. What the specs say differently from the documentation is told, cell by cell.
 */
import { allSets, itemName, setByName } from '../abi/names.ts';
import { itemsInBehaviours, mayApply } from './documentation/claims.ts';
import { noEntry, type Difference } from './documentation/differences.ts';
import { documentedItems, setsOf, type DocumentedItem } from './documentation/documented.ts';
import { documentedUsage, namesPage, settingType, specifiedUsage, usageColumns } from './documentation/usage.ts';
import type { Item, ItemKind, SpecBook } from './model.ts';

export { listedUnexposed, compareUnexposed } from './documentation/unexposed.ts';
export { compareDifferences, differenceTable, listedDifferences, parseDifferences, type Difference } from './documentation/differences.ts';

/** One set, or all of them. */
export interface CoverageRow {
  readonly set: string;
  /** Documented items. */
  readonly documented: number;
  /** Items that only the headers have. */
  readonly headerOnly: number;
  /** Items with an entry; more than there are to cover where a spec file knows ids of its own. */
  readonly specified: number;
  /** Those of them that a behaviour or model names. */
  readonly inBehaviours: number;
  /** Laws that can hold of one of them. */
  readonly laws: number;
  /** Items to cover without an entry. */
  readonly absent: readonly string[];
  /** Items for user-mode clients that no bundled device offers; empty where nobody was asked. */
  readonly unexposed: readonly string[];
}

export interface Coverage {
  /** By kind of set, then by name. */
  readonly rows: readonly CoverageRow[];
  readonly total: CoverageRow;
  readonly differences: readonly Difference[];
}

/** An item to cover. */
interface Wanted {
  readonly kind: ItemKind;
  readonly set: string;
  readonly name: string;
  /** Absent for what only the headers have. */
  readonly record?: DocumentedItem;
}

const kinds: readonly ItemKind[] = ['property', 'event', 'method'];
const keyOf = ({ kind, set, name }: Pick<Wanted, 'kind' | 'set' | 'name'>): string => `${kind} ${set} ${name}`;

/**
 * Counts what the specs cover, and compares usage tables.
 * @param exposed whether some bundled device offers an item
 */
export function coverage(
  book: SpecBook,
  documentation: readonly DocumentedItem[] = documentedItems(),
  exposed: (item: Item) => boolean = () => true,
): Coverage {
  const wanted = wantedItems(documentation);
  const find = finder(book);
  const found = wanted.map((each) => ({ ...each, item: find(each) }));
  const exercised = itemsInBehaviours(book);
  const row = (set: string, of: typeof found, items: readonly Item[]): CoverageRow => {
    const names = (some: typeof found): string[] => [...new Set(some.map(keyOf))];
    return {
      set,
      documented: names(of.filter(({ record }) => record)).length,
      headerOnly: names(of.filter(({ record }) => !record)).length,
      specified: items.length,
      inBehaviours: items.filter((item) => exercised.has(item)).length,
      laws: book.laws.filter((law) => items.some((item) => mayApply(law, item))).length,
      absent: [...new Set(of.filter(({ item }) => !item).map(({ name }) => name))],
      unexposed: items.filter((item) => !item.kernelOnly && !exposed(item)).map(({ name }) => name),
    };
  };
  const sets = kinds.flatMap((kind) => {
    const ofKind = [...found, ...book.items.map((item) => ({ kind: item.kind, set: headerName(item.set.name) }))].filter((each) => each.kind === kind);
    return [...new Set(ofKind.map(({ set }) => set))].sort().map((set) => ({ kind, set }));
  });
  const rows = sets.map(({ kind, set }) =>
    row(
      set,
      found.filter((each) => each.kind === kind && each.set === set),
      book.items.filter((item) => item.kind === kind && headerName(item.set.name) === set),
    ),
  );
  return { rows, total: row('total', found, book.items), differences: found.flatMap(differencesOf) };
}

const headerName = (set: string): string => setByName(set)?.name ?? set;

/** Documented items first, in the order of the facts; then what only the headers have. */
function wantedItems(documentation: readonly DocumentedItem[]): Wanted[] {
  const documented = documentation.flatMap((record): Wanted[] =>
    setsOf(record).map((set) => ({ kind: record.kind, set, name: record.headerName ?? record.name, record })),
  );
  const known = new Set(documented.map(keyOf));
  const headers = allSets().flatMap(({ kind, name: set, ids }): Wanted[] =>
    kinds.includes(kind as ItemKind) ? ids.map(({ name }) => ({ kind: kind as ItemKind, set, name })) : [],
  );
  return [...documented, ...headers.filter((each) => !known.has(keyOf(each)))];
}

/**
 * Finds the entry of an item: by its name in its set; a documented one also by its id there under another name, or by
 * its name in another set, where the page has either wrong.
 */
function finder(book: SpecBook): (wanted: Wanted) => Item | undefined {
  return ({ kind, set, name, record }) => {
    const named = (book.itemsByName.get(name) ?? []).filter((item) => item.kind === kind);
    const exact = named.find((item) => headerName(item.set.name) === set);
    if (exact ?? !record) return exact;
    const info = setByName(set);
    const other = info && record?.id != null ? itemName(info, record.id) : undefined;
    const renamed = (book.itemsByName.get(other ?? '') ?? []).find((item) => item.kind === kind && headerName(item.set.name) === set);
    return renamed ?? named[0];
  };
}

function differencesOf({ set, name, record, item }: Wanted & { item: Item | undefined }): Difference[] {
  const difference = (column: Difference['column'], documented: string, specified: string): Difference => ({
    set,
    item: name,
    column,
    documented,
    specified,
  });
  const source = record ? name : `${name} of the header`;
  if (!item) return [difference('item', source, noEntry)];
  if (!record) return [];
  const place = headerName(item.set.name) === set ? item.name : `${item.name} of ${item.set.name}`;
  const page = documentedUsage(record);
  const specs = specifiedUsage(item);
  return [
    ...(place === name ? [] : [difference('item', name, place)]),
    ...usageColumns.flatMap((column) => {
      const documented = page[column];
      if (documented === undefined) return [];
      const same =
        specs[column] === documented ||
        (column === 'page' && namesPage(item, documented)) ||
        (column === 'value' && settingType(item) === documented);
      return same ? [] : [difference(column, documented, specs[column] ?? noEntry)];
    }),
  ];
}
