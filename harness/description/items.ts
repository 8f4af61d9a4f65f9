/** Items of sets by name and by number. */
import { itemByName, itemName, setsByGuid } from '../abi/names.ts';
import { guidOf } from './values.ts';

export type SetKind = 'property' | 'event' | 'method';

const setOf = (kind: SetKind, set: string) => setsByGuid(guidOf(set) ?? set).find((each) => each.kind === kind);

/** The number of an item that is written as a name or as a number; `undefined` if the set has no such name. */
export function idOf(kind: SetKind, set: string, id: string | number): number | undefined {
  if (typeof id === 'number') return id;
  return setOf(kind, set)?.ids.find(({ name }) => name === id)?.id ?? undefined;
}

/** The name of an item if the headers know one that leads back to it, else its number. */
export function idText(kind: SetKind, set: string, id: number): string | number {
  const known = setOf(kind, set);
  const name = known && itemName(known, id);
  return name !== undefined && idOf(kind, set, name) === id ? name : id;
}

/** Set and number of an event that is written by name; `undefined` if the headers have none. */
export function eventOf(name: string): { readonly set: string; readonly id: number } | undefined {
  const item = itemByName(name);
  const set = item?.sets.find(({ kind }) => kind === 'event')?.guid;
  return set === undefined || set === null || typeof item?.id !== 'number' ? undefined : { set, id: item.id };
}

/** Names and numbers of the items that the headers know of a set. */
export function idsOfSet(kind: SetKind, set: string): readonly number[] {
  return [...new Set((setOf(kind, set)?.ids ?? []).flatMap(({ id }) => (id === null ? [] : [id])))];
}

export function namesOfSet(kind: SetKind, set: string): readonly string[] {
  return (setOf(kind, set)?.ids ?? []).map(({ name }) => name);
}
