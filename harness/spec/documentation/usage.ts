/** The usage table of an item, as its page gives it and as the specs do, in the same words so that they can be compared. */
import { layoutOf } from '../../abi/layout.ts';
import type { ObjectKind } from '../language.ts';
import type { Item, Presence } from '../model.ts';
import { pageName, type DocumentedItem } from './documented.ts';

/**
 * Columns of a usage table. `set` of an event is whether it can be enabled, `value` its data; `target` are the handles
 * that take the request; `page` is where it is described.
 */
export const usageColumns = ['get', 'set', 'target', 'request', 'value', 'direction', 'page'] as const;
export type UsageColumn = (typeof usageColumns)[number];
/** Absent columns are those that the page leaves open, or that do not exist for the kind of item. */
export type Usage = { readonly [C in UsageColumn]?: string };

/** The usage table of a page. */
export function documentedUsage(record: DocumentedItem): Usage {
  const { kind, get, set_, descriptorType, valueType, payload, methodFlags } = record;
  const target = documentedTarget(record);
  return {
    ...(kind === 'property' && get !== null && { get: yesNo(get) }),
    ...(kind !== 'method' && set_ !== null && { set: yesNo(set_) }),
    ...(target !== '' && { target }),
    ...(descriptorType.length > 0 && { request: alternatives(descriptorType) }),
    ...(valueType !== null && { value: payload ?? valueType }),
    ...(methodFlags && { direction: methodFlags.map((flag) => flag.replace('KSMETHOD_TYPE_', '')).join(' ') }),
    page: pageName(record),
  };
}

/** The specs tell what is required from what is optional; a usage table does not. */
const yesNo = (text: string): string => (text === 'no' ? 'no' : 'yes');
const allowed = (presence: Presence): string => (presence === 'forbidden' ? 'no' : 'yes');
const alternatives = (types: Iterable<string | undefined>): string => [...new Set(types)].sort().join(' or ');

/**
 * Pages name objects and handles alike. Handles count: what `via:` says, the filter for its pin factories (the page says
 * "pin" where the request is a KSP_PIN) and for a "device".
 */
function documentedTarget({ kind, target, descriptorType }: DocumentedItem): string {
  const via = target.filter((word) => word.startsWith('via:')).map((word) => word.slice('via:'.length));
  const factory = kind === 'property' && descriptorType.some((type) => /^KSP_PIN\b/.test(type));
  const handles = via.length > 0 ? via : target.map((word) => (factory || word === 'device' || word === 'node' ? 'filter' : word));
  return alternatives(handles);
}

/** The usage table that the specs give an item. */
export function specifiedUsage(item: Item): Usage {
  return {
    ...(item.kind === 'property' ? { get: allowed(item.access.get), set: allowed(item.access.set) } : {}),
    ...(item.kind === 'event' && { set: allowed(item.presence) }),
    target: alternatives(item.on.flatMap((kind) => handlesOf(item, kind))),
    request: alternatives(Object.values(item.requestTypes)),
    value: alternatives(Object.values(item.valueTypes)),
    ...(item.kind === 'method' && { direction: item.flagsName }),
  };
}

/** Where a whole structure goes both ways a page may give the type of the field that is the setting instead. */
export function settingType(item: Item): string | undefined {
  if (item.kind !== 'property' || item.valueField === undefined || item.requestType !== item.valueType) return undefined;
  const types = Object.values(item.valueTypes).map((type) => layoutOf('x64', type)?.fields.find(({ name }) => name === item.valueField)?.type);
  return alternatives(types);
}

function handlesOf(item: Item, kind: ObjectKind): readonly string[] {
  if (kind === 'node') return item.via;
  if (kind === 'pinNode') return ['pin'];
  return [kind === 'pinFactory' ? 'filter' : kind];
}

/**
 * Whether the specs name a page as a source of an item: in so many words, or because it lies in the folder of a named
 * page and is called like the item (`ksproperty-clock-time`).
 */
export function namesPage(item: Item, page: string): boolean {
  if (item.sources.includes(page)) return true;
  const folders = item.sources.filter((source) => source.startsWith('docs:')).map((source) => source.slice(0, source.lastIndexOf('/')));
  return folders.some((folder) => page === `${folder}/${item.name.toLowerCase().replaceAll('_', '-')}`);
}
