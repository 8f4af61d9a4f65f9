import { layoutRows, scalarRows } from './layout-rows.ts';
import type { ConstantRow, EnumRow, GuidRow, IoctlRow, ItemMacroRow, PropertyKeyRow, SetRow, StringRow } from '../table-types.ts';
import type { FactHeader, Facts } from './facts.ts';
import { moduleText, type GeneratedTable } from './write-module.ts';

/** Text of every generated module, by file name. */
export function generatedModules(facts: Facts): Map<string, string> {
  return new Map(tables(facts).map((table) => [table.file, moduleText(table)]));
}

function tables(facts: Facts): GeneratedTable[] {
  const { header } = facts;
  const table = (name: string, type: string, about: string, rows: readonly unknown[]): GeneratedTable => ({
    file: `${name}.ts`,
    constant: `${name.replace(/-(.)/g, (_, c: string) => c.toUpperCase())}Table`,
    type,
    about,
    rows,
  });
  return [
    table('ioctls', 'IoctlRow', 'The IOCTL codes of ks.h.', ioctlRows(header)),
    table('sets', 'SetRow', 'Every set of the headers and of the documentation, with its ids.', setRows(facts)),
    table('item-macros', 'ItemMacroRow', 'The DEFINE_KS…_ITEM_* macros of the headers.', header.itemMacros.map(itemMacroRow)),
    table('guids', 'GuidRow', 'GUIDs that are not sets: categories, node types, formats, …', guidRows(header)),
    table('enums', 'EnumRow', 'Enums of the headers.', enumRows(header)),
    table('constants', 'ConstantRow', 'Numeric #defines of the headers.', header.constants.map(constantRow)),
    table('strings', 'StringRow', 'Names of KS objects in create strings.', header.strings.map((s): StringRow => [s.name, s.value])),
    table('property-keys', 'PropertyKeyRow', 'Device property keys.', header.devPropertyKeys.map((k): PropertyKeyRow => [k.name, k.fmtid, k.pid])),
    table('layouts', 'LayoutRow', 'Every struct and union, for x64 and x86.', layoutRows(facts)),
    table('scalar-types', 'ScalarRow', 'Named types that are no aggregates.', scalarRows(facts)),
  ];
}

const ioctlRows = (header: FactHeader): IoctlRow[] => header.ioctls.map((i) => [i.name, i.value, i.function, i.access]);

/** Header sets first, then what only the documentation has; ids that only the documentation has join their set. */
function setRows(facts: Facts): SetRow[] {
  type MutableIds = [name: string, id: number | null][];
  const rows = facts.header.sets.map((s) => ({ name: s.name, kind: s.kind, guid: s.guid as string | null, header: s.header,
    ids: s.ids.map((i): [string, number | null] => [i.name, i.id]) as MutableIds, aliasOf: null as string | null }));
  const byName = new Map(rows.map((row) => [row.name, row]));
  for (const set of facts.documentedSets) {
    if (byName.has(set.name)) continue;
    const row = { name: set.name, kind: set.kind, guid: set.guid, header: null, ids: [] as MutableIds, aliasOf: set.aliasOf };
    rows.push(row);
    byName.set(row.name, row);
  }
  for (const item of facts.documentedItems) {
    const row = byName.get(item.set);
    if (!row) throw new Error(`${item.name}: its set ${item.set} is unknown`);
    const name = item.headerName ?? item.name;
    if (row.aliasOf === null && !row.ids.some(([known]) => known === name)) row.ids.push([name, item.id]);
  }
  return rows.map((row) => [row.name, row.kind, row.guid, row.header, row.ids, row.aliasOf]);
}

function itemMacroRow(macro: FactHeader['itemMacros'][number]): ItemMacroRow {
  const property = macro.kind === 'property';
  return [
    macro.item,
    macro.set,
    macro.get ? 1 : 0,
    macro.setHandler ? 1 : 0,
    macro.methodFlags ?? null,
    (property ? macro.minProperty_x64 : macro.minMethod_x64) ?? null,
    (property ? macro.minProperty_x86 : macro.minMethod_x86) ?? null,
    macro.minData_x64,
    macro.minData_x86,
  ];
}

function guidRows(header: FactHeader): GuidRow[] {
  return Object.entries(header.guids).flatMap(([group, list]) => list.map((g): GuidRow => [g.name, g.guid, group]));
}

/** Enums without a name (`<anon@…>`) keep their values and get an empty name. */
function enumRows(header: FactHeader): EnumRow[] {
  return header.enums.map((e) => [e.name.startsWith('<') ? '' : e.name, e.aliases, e.values.map((v) => [v.name, v.value])]);
}

function constantRow(constant: FactHeader['constants'][number]): ConstantRow {
  const negative = constant.hex.startsWith('-');
  const value = BigInt(negative ? constant.hex.slice(1) : constant.hex) * (negative ? -1n : 1n);
  const exact = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
  return [constant.name, exact ? Number(value) : constant.hex, constant.group];
}
