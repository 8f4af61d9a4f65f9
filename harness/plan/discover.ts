/** Finds the objects of a target and what each offers, as `objects:` of the specs say. */
import { codecOf, CodecError, type Value } from '../abi/codec.ts';
import { isSuccess, statusName } from '../abi/ntstatus.ts';
import { objectKinds, type ObjectKind } from '../spec/language.ts';
import type { CompiledAttribute, CompiledObject, Item, Scope, SpecBook } from '../spec/model.ts';
import type { Arch, FilterInterface, Target } from '../target/target.ts';
import { askSupport, getValue, valueTypeOf } from './ask.ts';
import { carrier, itemKey, nearest, type DeviceObject, type Offer } from './device.ts';
import { Fixture, OpenFailed } from './fixture.ts';
import { itemsOn } from './index.ts';

/** No filter has this many pins or nodes; a device that claims more is not followed there. */
const mostOfAKind = 1024;

/** A device object while its facts are being gathered. */
type Draft = { -readonly [K in keyof DeviceObject]: DeviceObject[K] } & { attributes: Record<string, Value> };

/**
 * All objects of the target, parents before children, in a stable order. Every handle opened on the way is closed.
 * What a device answers wrongly here is no error: laws find it later.
 */
export function discover(target: Target, book: SpecBook): readonly DeviceObject[] {
  const found: DeviceObject[] = [];
  for (const filter of target.discover()) {
    const fixture = new Fixture(target, book);
    try {
      discoverKind('filter', undefined, filter, fixture, book, found);
    } finally {
      fixture.closeAll();
    }
  }
  return found;
}

function discoverKind(
  kind: ObjectKind,
  parent: DeviceObject | undefined,
  filter: FilterInterface,
  fixture: Fixture,
  book: SpecBook,
  found: DeviceObject[],
): void {
  const declaration = book.objects.get(kind);
  if (!declaration) return;
  const inherited = parent?.attributes ?? {};
  const told = parent ? declaration.count.evaluateNumber(scopeOf(fixture.target.arch, inherited)) : 1;
  for (let index = 0; index < Math.min(told, mostOfAKind); index++) {
    const object = makeObject(declaration, parent, filter, index);
    found.push(object);
    gatherFacts(object, fixture, book);
    if (object.absent !== undefined) continue;
    for (const child of objectKinds) {
      if (book.objects.get(child)?.parent === kind) discoverKind(child, object, filter, fixture, book, found);
    }
  }
}

function makeObject(
  declaration: CompiledObject,
  parent: DeviceObject | undefined,
  filter: FilterInterface,
  index: number,
): Draft {
  const { kind } = declaration;
  const attributes: Record<string, Value> = { ...parent?.attributes };
  if (declaration.index) attributes[declaration.index] = index;
  const object: Draft = { path: '', kind, declaration, parent, filter, attributes, offers: new Map() };
  object.path = pathOf(object, declaration.index ? String(index) : undefined);
  return object;
}

/** `camera/pin0/clock`: only ancestors with handles are named; a pin takes the number of its factory. */
function pathOf(object: DeviceObject, own: string | undefined): string {
  const { parent, kind, filter } = object;
  if (!parent) return filter.name;
  const factoryIndex = parent.declaration.index;
  const number = own ?? (carrier(parent) === parent || factoryIndex === undefined ? '' : parent.attributes[factoryIndex]);
  return `${carrier(parent).path}/${kind}${String(number)}`;
}

function gatherFacts(object: Draft, fixture: Fixture, book: SpecBook): void {
  const { declaration } = object;
  // What has no handle of its own can be asked about before it is known whether it can be had.
  const asked = declaration.via !== undefined;
  if (!asked && isAbsent(object, fixture)) return;
  try {
    fixture.handleOf(object);
    for (const [name, attribute] of declaration.attributes) {
      object.attributes[name] = attributeValue(attribute, object, fixture, book);
    }
    if (asked && isAbsent(object, fixture)) return;
    object.offers = offersOf(object, fixture, book);
  } catch (error) {
    if (!(error instanceof OpenFailed)) throw error;
    object.absent = `opening it answered ${statusName(error.status)}`;
  }
}

/** Whether the declaration says that there is no such object here, and if so, why. */
function isAbsent(object: Draft, fixture: Fixture): boolean {
  const { when } = object.declaration;
  if (!when || when.test(scopeOf(fixture.target.arch, object.attributes))) return false;
  object.absent = `not where ${when.source.trim()}`;
  return true;
}

function attributeValue(attribute: CompiledAttribute, object: Draft, fixture: Fixture, book: SpecBook): Value {
  const scope = scopeOf(fixture.target.arch, object.attributes, object);
  if (attribute.kind === 'let') return attribute.let.evaluate(scope);
  const item = attribute.get.candidates[0];
  if (!item) return attribute.default.evaluate(scope);
  const more: Record<string, Value> = {};
  for (const [name, expression] of attribute.with) more[name] = expression.evaluate(scope);
  const owner = nearest(object, item.on) ?? object;
  const got = getValue(fixture, book, item, owner, scope, more);
  if (!isSuccess(got.status)) return attribute.default.evaluate(scope);
  try {
    const value = codecOf(valueTypeOf(item, owner.kind), fixture.target.arch, book.types).decode(got.bytes);
    return attribute.value ? attribute.value.evaluate({ ...scope, value, bytes: got.bytes }) : value;
  } catch (error) {
    if (error instanceof CodecError) return attribute.default.evaluate(scope);
    throw error;
  }
}

function offersOf(object: Draft, fixture: Fixture, book: SpecBook): Map<string, Offer> {
  const scope = scopeOf(fixture.target.arch, object.attributes, object);
  const items = itemsOn(book, object.kind).filter((item) => livesOn(item, object));
  const asked = askSupport(fixture, book, items, object, scope);
  return new Map(items.flatMap((item, i) => (asked[i] ? [[itemKey(item), asked[i]] as const] : [])));
}

/** Whether the specs let the item live on that object: its kind, and its node type if the item names some. */
export function livesOn(item: Item, object: DeviceObject): boolean {
  if (!item.on.includes(object.kind)) return false;
  if (item.nodeTypes.length === 0 || (object.kind !== 'node' && object.kind !== 'pinNode')) return true;
  return item.nodeTypes.includes(String(object.attributes['nodeType']));
}

/** What expressions see during discovery: attributes by bare name, and as fields of `object`. */
export function scopeOf(arch: Arch, attributes: Readonly<Record<string, Value>>, object?: DeviceObject): Scope {
  return object ? { arch, ...attributes, object: { ...attributes, path: object.path, kind: object.kind } } : { arch, ...attributes };
}
