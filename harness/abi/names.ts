/** Names of the wire: sets and their ids, GUIDs, constants and enums, both ways. */
import { constantsTable } from './generated/constants.ts';
import { enumsTable } from './generated/enums.ts';
import { guidsTable } from './generated/guids.ts';
import { itemMacrosTable } from './generated/item-macros.ts';
import { propertyKeysTable } from './generated/property-keys.ts';
import { setsTable } from './generated/sets.ts';
import { GUID_NULL, parseGuid } from './guid.ts';
import { statusByName, statusNames } from './ntstatus.ts';

export type SetKind = 'property' | 'event' | 'method' | 'interface' | 'medium' | 'degrade' | 'propertyType';

export interface ItemId {
  readonly name: string;
  /** `null` where no source tells it. */
  readonly id: number | null;
}

export interface SetInfo {
  readonly name: string;
  readonly kind: SetKind;
  /** Canonical text; `null` for the few documented sets without a known GUID (a vendor's own, or never published). */
  readonly guid: string | null;
  /** The header that declares it; `null` if only the documentation names it. */
  readonly header: string | null;
  readonly ids: readonly ItemId[];
}

export interface ItemInfo {
  readonly name: string;
  /** `null` where no source tells it. */
  readonly id: number | null;
  /** Every set that has it; an id means the same number in all of them. */
  readonly sets: readonly SetInfo[];
}

const sets = new Map<string, SetInfo>();
const setsOfGuid = new Map<string, SetInfo[]>();
const items = new Map<string, { name: string; id: number | null; sets: SetInfo[] }>();
for (const [name, kind, guid, header, ids, aliasOf] of setsTable) {
  const known = aliasOf === null ? undefined : sets.get(aliasOf);
  const info: SetInfo = known ?? { name, kind: kind as SetKind, guid, header, ids: ids.map(([item, id]) => ({ name: item, id })) };
  sets.set(name, info);
  if (known) continue;
  if (guid !== null) setsOfGuid.set(guid, [...(setsOfGuid.get(guid) ?? []), info]);
  for (const item of info.ids) {
    const seen = items.get(item.name);
    if (seen) seen.sets.push(info);
    else items.set(item.name, { ...item, sets: [info] });
  }
}

/** A set by its name in the headers or in the documentation. */
export function setByName(name: string): SetInfo | undefined {
  return sets.get(name);
}

/** Every set of that GUID: a GUID may name a property set and an event set at once. Any usual form of text is taken. */
export function setsByGuid(guid: string): readonly SetInfo[] {
  return setsOfGuid.get(guid) ?? setsOfGuid.get(parseGuid(guid) ?? '') ?? [];
}

/** All sets, without aliases, in order of kind and name. */
export function allSets(): readonly SetInfo[] {
  return [...new Set(sets.values())];
}

/** A property, event or method by its name in the headers (or in the documentation, if they lack it). */
export function itemByName(name: string): ItemInfo | undefined {
  return items.get(name);
}

/** Name of an id within a set, e.g. `KSPROPERTY_CLOCK_TIME`. */
export function itemName(set: SetInfo, id: number): string | undefined {
  return set.ids.find((item) => item.id === id)?.name;
}

/** What the headers' DEFINE_KS…_ITEM_* macro says about an item: handlers and least sizes for both architectures. */
export interface ItemMacro {
  readonly get: boolean;
  readonly set: boolean;
  readonly methodFlags: string | null;
  /** Least input length; `null` if the macro leaves it to its user. */
  readonly minRequest: { readonly x64: number | null; readonly x86: number | null };
  /** Least output length; 0 means that the handler checks. */
  readonly minData: { readonly x64: number | null; readonly x86: number | null };
}

const macros: ReadonlyMap<string, ItemMacro> = new Map(
  itemMacrosTable.map(([item, , get, set, methodFlags, request64, request86, data64, data86]) => [
    item,
    {
      get: get === 1,
      set: set === 1,
      methodFlags,
      minRequest: { x64: request64, x86: request86 },
      minData: { x64: data64, x86: data86 },
    },
  ]),
);

/** The headers' item macro, where there is one. */
export function itemMacro(item: string): ItemMacro | undefined {
  return macros.get(item);
}

const guids = new Map<string, string>();
/** Names of a GUID, best first. */
const namesOfGuid = new Map<string, string[]>();
const addGuid = (name: string, guid: string): void => {
  if (!guids.has(name)) guids.set(name, guid);
  const names = namesOfGuid.get(guid);
  if (names) names.push(name);
  else namesOfGuid.set(guid, [name]);
};
addGuid('GUID_NULL', GUID_NULL);
for (const info of sets.values()) if (info.guid !== null) addGuid(info.name, info.guid);
for (const [name, guid] of guidsTable) addGuid(name, guid);

/** Any named GUID, sets included, in canonical form. */
export function guidByName(name: string): string | undefined {
  return guids.get(name);
}

/**
 * The name of a GUID, or the GUID itself. Some have several (a category and a node type, a property set and an event
 * set): `prefer` picks the first name that begins with it.
 */
export function guidName(guid: string, prefer = ''): string {
  const names = guidNames(guid);
  return names.find((name) => prefer !== '' && name.startsWith(prefer)) ?? names[0] ?? guid;
}

/** All names of a GUID. */
export function guidNames(guid: string): readonly string[] {
  return namesOfGuid.get(guid) ?? namesOfGuid.get(parseGuid(guid) ?? '') ?? [];
}

/** Names and GUIDs of a group of the facts: `ksCategories`, `nodeTypes`, `dataFormatTypes`, `pinNames`, … */
export function guidGroup(group: string): readonly { readonly name: string; readonly guid: string }[] {
  return guidsTable.filter(([, , of]) => of === group).map(([name, guid]) => ({ name, guid }));
}

export interface EnumValue {
  readonly name: string;
  readonly value: number;
}

const enums = new Map<string, readonly EnumValue[]>();
const constants = new Map<string, number | bigint>();
for (const [name, aliases, values] of enumsTable) {
  const list = values.map(([member, value]) => ({ name: member, value }));
  for (const each of [name, ...aliases]) if (each !== '') enums.set(each, list);
  for (const { name: member, value } of list) constants.set(member, value);
}
for (const [name, value] of constantsTable) constants.set(name, typeof value === 'string' ? BigInt(value) : value);

/** A numeric #define, an enum value or an item id. A bigint where a double could not hold it. */
export function constantByName(name: string): number | bigint | undefined {
  return constants.get(name) ?? items.get(name)?.id ?? undefined;
}

/** The values of an enum, in order of declaration. */
export function enumByName(name: string): readonly EnumValue[] | undefined {
  return enums.get(name);
}

/** The name of a value of an enum, e.g. `KSSTATE_RUN`. */
export function constantName(enumName: string, value: number | bigint): string | undefined {
  return enums.get(enumName)?.find((member) => member.value === Number(value))?.name;
}

/** All numeric #defines whose name begins with `prefix`. */
export function constantsWithPrefix(prefix: string): readonly { readonly name: string; readonly value: number | bigint }[] {
  return [...constants].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => ({ name, value }));
}

/** Every name that means something on the wire: sets, items, GUIDs, constants, enums and statuses. */
export function* allNames(): Iterable<string> {
  yield* guids.keys();
  yield* sets.keys();
  yield* items.keys();
  yield* constants.keys();
  yield* enums.keys();
  yield* statusNames();
}

/** What a name of the wire stands for: a number, a bigint or the text of a GUID. Statuses included. */
export function valueOfName(name: string): number | bigint | string | undefined {
  return constantByName(name) ?? guidByName(name) ?? statusByName(name);
}

export interface PropertyKey {
  readonly fmtid: string;
  readonly pid: number;
}

const propertyKeys: ReadonlyMap<string, PropertyKey> = new Map(propertyKeysTable.map(([name, fmtid, pid]) => [name, { fmtid, pid }]));

/** A device property key (DEVPKEY_*) by name. */
export function propertyKeyByName(name: string): PropertyKey | undefined {
  return propertyKeys.get(name);
}
