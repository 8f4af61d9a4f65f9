/** A device as the planner found it: a tree of objects that claims are made about. Nothing here is open. */
import type { Value } from '../abi/codec.ts';
import type { ObjectKind } from '../spec/language.ts';
import type { CompiledObject, Item, ItemUse, Scope } from '../spec/model.ts';
import type { Arch, FilterInterface } from '../target/target.ts';

/** What an object answered when it was asked whether it has an item. */
export interface Offer {
  /** The device has it. For properties the verbs are in `get` and `set`. */
  readonly offered: boolean;
  readonly get: boolean;
  readonly set: boolean;
  /** AccessFlags of the basic support answer; 0 for events and methods. */
  readonly access: number;
  /** Status of the basic support request. */
  readonly status: number;
}

/** One object of the device: a filter, a pin factory, a pin that can be created, … */
export interface DeviceObject {
  /** `camera/pin0/clock`: names of the ancestors that have handles, then its own. */
  readonly path: string;
  readonly kind: ObjectKind;
  readonly declaration: CompiledObject;
  readonly parent: DeviceObject | undefined;
  readonly filter: FilterInterface;
  /** Facts found at discovery: its own and those of its ancestors. */
  readonly attributes: Readonly<Record<string, Value>>;
  /** By `itemKey`; complete for every item that may live on this kind. */
  readonly offers: ReadonlyMap<string, Offer>;
  /** Why no instance of it can be had; absent if one can. */
  readonly absent?: string;
}

const itemKeys = new WeakMap<Item, string>();

/** Names an item unambiguously: one name may stand in several sets. */
export function itemKey(item: Item): string {
  let key = itemKeys.get(item);
  if (key === undefined) itemKeys.set(item, (key = `${item.set.guid}.${item.name}`));
  return key;
}

/** Whether the object said that it has an item of that name. */
export function isOffered(object: DeviceObject, { candidates }: ItemUse): boolean {
  return candidates.some((item) => object.offers.get(itemKey(item))?.offered ?? false);
}

/** The object itself and its ancestors, nearest first. */
export function* lineage(object: DeviceObject): Generator<DeviceObject> {
  for (let o: DeviceObject | undefined = object; o; o = o.parent) yield o;
}

/** The nearest of `object` and its ancestors whose kind is one of `kinds`. */
export function nearest(object: DeviceObject, kinds: readonly ObjectKind[]): DeviceObject | undefined {
  for (let o: DeviceObject | undefined = object; o; o = o.parent) if (kinds.includes(o.kind)) return o;
  return undefined;
}

/** The object whose handle carries requests about `object`: itself, or the ancestor it is asked through. */
export function carrier(object: DeviceObject): DeviceObject {
  const { via } = object.declaration;
  return (via && nearest(object, [via])) ?? object;
}

/** What expressions of the object's own declaration see: its attributes by their bare names. */
export function declarationScope(object: DeviceObject, arch: Arch): Scope {
  return { arch, ...object.attributes };
}
