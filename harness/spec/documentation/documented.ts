/** What Microsoft's documentation says of items: the records of `harness/abi/facts/documented-items.json`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setByName } from '../../abi/names.ts';
import { packageRoot } from '../../base/package-root.ts';
import type { ItemKind } from '../model.ts';

/** One usage table of one page. An item that two pages describe has two records. */
export interface DocumentedItem {
  readonly kind: ItemKind;
  /** Name in the title of the page. */
  readonly name: string;
  /** Name in the header, where that differs. */
  readonly headerName?: string;
  readonly set: string;
  /** Further sets with the same ids. */
  readonly alsoInSets: readonly string[];
  /** `null` where no source tells it. */
  readonly id: number | null;
  /** `yes`, `no`, `conditional`; `null` where the page is silent. Of an event, `set_` says whether it can be enabled. */
  readonly get: string | null;
  readonly set_: string | null;
  /** Objects, and with `via:` handles. */
  readonly target: readonly string[];
  /** Alternative types of the input buffer. */
  readonly descriptorType: readonly string[];
  readonly valueType: string | null;
  /** Of extended camera controls: the whole value, of which `valueType` is the header. */
  readonly payload?: string;
  readonly methodFlags?: readonly string[];
  /** Path in the repository of the documentation. */
  readonly page: string;
}

let records: readonly DocumentedItem[] | undefined;

/** All records, read once. */
export function documentedItems(): readonly DocumentedItem[] {
  const file = join(packageRoot, 'harness', 'abi', 'facts', 'documented-items.json');
  records ??= JSON.parse(readFileSync(file, 'utf8')) as readonly DocumentedItem[];
  return records;
}

/** The sets that a record is about, by their names in the headers. */
export function setsOf({ set, alsoInSets }: DocumentedItem): readonly string[] {
  return [set, ...alsoInSets].map((name) => setByName(name)?.name ?? name);
}

/** `docs:stream/ksproperty-clock-time`: a page as `sources` names it. */
export function pageName({ page }: DocumentedItem): string {
  return `docs:${page.replace(/^[^/]*\//, '').replace(/\.md$/, '')}`;
}
