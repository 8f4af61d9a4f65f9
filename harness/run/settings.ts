/**
 * The settings of a device: what can be read and written of filters, pin factories and nodes, and so outlives whoever asked.
 * They are read before a run and given back after it.
 */
import { codecOf, CodecError } from '../abi/codec.ts';
import { isSuccess } from '../abi/ntstatus.ts';
import { buildInput, getValue, ioctlOf, placeOf, valueTypeOf, verbs } from '../plan/ask.ts';
import { carrier, itemKey, type DeviceObject } from '../plan/device.ts';
import { scopeOf } from '../plan/discover.ts';
import { Fixture, OpenFailed } from '../plan/fixture.ts';
import { requestLayout } from '../plan/request-layout.ts';
import type { PropertyItem, SpecBook } from '../spec/model.ts';
import type { Target } from '../target/target.ts';

/** A value as the device gave it. */
export interface Setting {
  /** Path of the object. */
  readonly object: string;
  /** See `itemKey`. */
  readonly item: string;
  /** Of the values that nodes have for each channel. */
  readonly channel?: number;
  /** Hexadecimal. */
  readonly value: string;
}

/** How many settings there were, how many had been changed and were given back, and which could not. */
export interface Restored {
  readonly saved: number;
  readonly restored: number;
  /** `camera/KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS`, one by one. */
  readonly failed: readonly string[];
}

/** No device has more channels. */
const mostChannels = 32;

/** One property of one object. */
interface Place {
  readonly object: DeviceObject;
  readonly item: PropertyItem;
  readonly channel?: number;
}

/** Reads all settings. What cannot be read is none. */
export function saveSettings(book: SpecBook, target: Target, device: readonly DeviceObject[]): readonly Setting[] {
  const saved: Setting[] = [];
  forEachPlace(book, target, device, (fixture, place) => {
    const value = read(fixture, book, place);
    if (value === undefined) return false;
    const { object, item, channel } = place;
    saved.push({ object: object.path, item: itemKey(item), ...(channel !== undefined && { channel }), value });
    return true;
  });
  return saved;
}

/**
 * Gives back what differs from what was saved. What is refused is tried again after the others: a frequency may be one of a
 * mode that has to come first. Throws nothing that a device does, its death aside.
 */
export function restoreSettings(book: SpecBook, target: Target, device: readonly DeviceObject[], saved: readonly Setting[]): Restored {
  const values = new Map(saved.map((setting) => [keyOf(setting), setting.value]));
  const restored = new Set<string>();
  let failed = new Map<string, string>();
  for (let pass = 0; pass < mostPasses && (pass === 0 || failed.size > 0); pass++) {
    const again = pass === 0 ? undefined : failed;
    failed = new Map();
    forEachPlace(book, target, device, (fixture, place) => {
      const key = keyOfPlace(place);
      const before = values.get(key);
      if (before === undefined) return false;
      if (again?.has(key) === false || read(fixture, book, place) === before) return true;
      write(fixture, book, place, before);
      if (isSame(book, target, place, before, read(fixture, book, place))) restored.add(key);
      else failed.set(key, nameOf(place));
      return true;
    });
  }
  return { saved: saved.length, restored: restored.size, failed: [...failed.values()] };
}

/** So many settings that need each other, one after the other. */
const mostPasses = 3;

/** Calls for each property of each object; `false` means that there are no further channels. */
function forEachPlace(book: SpecBook, target: Target, device: readonly DeviceObject[], body: (fixture: Fixture, place: Place) => boolean): void {
  for (const [object, items] of settingsOf(book, device)) {
    // A handle for each object: values that an instance has for itself are those of a fresh one, before and after.
    withFixture(book, target, (fixture) => {
      for (const item of items) {
        for (const place of placesOf(book, target, object, item)) if (!body(fixture, place)) break;
      }
    });
  }
}

function keyOfPlace({ object, item, channel }: Place): string {
  return keyOf({ object: object.path, item: itemKey(item), ...(channel !== undefined && { channel }) });
}

function nameOf({ object, item, channel }: Place): string {
  return `${object.path}/${item.name}${channel === undefined ? '' : ` of channel ${channel}`}`;
}

/** Whether a value is what it was. Fields beside the value may tell of the set itself. */
function isSame(book: SpecBook, target: Target, { object, item }: Place, before: string, after: string | undefined): boolean {
  if (before === after) return true;
  const { valueField } = item;
  if (valueField === undefined || after === undefined) return false;
  const codec = codecOf(valueTypeOf(item, object.kind), target.arch, book.types);
  const fieldOf = (hex: string) => valueField.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], codec.decode(Buffer.from(hex, 'hex')));
  try {
    return fieldOf(before) === fieldOf(after);
  } catch (error) {
    if (error instanceof CodecError) return false;
    throw error;
  }
}

function keyOf({ object, item, channel = -1 }: Omit<Setting, 'value'>): string {
  return `${object} ${item} ${channel}`;
}

/** The properties that are settings, by object. Those of pins die with the pin. */
function* settingsOf(book: SpecBook, device: readonly DeviceObject[]): Generator<readonly [DeviceObject, readonly PropertyItem[]]> {
  const properties = book.items.filter((item) => item.kind === 'property');
  for (const object of device) {
    if (object.absent !== undefined || carrier(object).kind !== 'filter') continue;
    const items = properties.filter((item) => {
      const offer = object.offers.get(itemKey(item));
      return offer?.get === true && offer.set && item.restore && !item.volatile && !item.destructive && item.valueType !== 'none';
    });
    if (items.length > 0) yield [object, items];
  }
}

function withFixture(book: SpecBook, target: Target, body: (fixture: Fixture) => void): void {
  const fixture = new Fixture(target, book);
  try {
    body(fixture);
  } catch (error) {
    if (!(error instanceof OpenFailed)) throw error;
  } finally {
    fixture.closeAll();
  }
}

/** The property once, or for each channel until there is none. */
function* placesOf(book: SpecBook, target: Target, object: DeviceObject, item: PropertyItem): Generator<Place> {
  const layout = requestLayout(item.requestTypes[object.kind] ?? item.requestType, target.arch, book.types);
  if (object.kind !== 'node' || !layout.leaves.has('Channel')) yield { object, item };
  else for (let channel = 0; channel < mostChannels; channel++) yield { object, item, channel };
}

const fieldsOf = ({ channel }: Place) => (channel === undefined ? {} : { Channel: channel });
const scopeAt = (fixture: Fixture, { object }: Place) => scopeOf(fixture.target.arch, object.attributes, object);

function read(fixture: Fixture, book: SpecBook, place: Place): string | undefined {
  const { object, item } = place;
  const { status, bytes } = getValue(fixture, book, item, object, scopeAt(fixture, place), fieldsOf(place));
  return isSuccess(status) && bytes.length > 0 ? Buffer.from(bytes).toString('hex') : undefined;
}

function write(fixture: Fixture, book: SpecBook, place: Place, value: string): void {
  const { object, item } = place;
  const { target } = fixture;
  const input = buildInput(book, item, placeOf(object, target.arch), verbs.set, scopeAt(fixture, place), fieldsOf(place));
  const bytes = new Uint8Array(Buffer.from(value, 'hex'));
  // Where the request goes both ways, a driver may read the value from either.
  const bothWays = valueTypeOf(item, object.kind) === (item.requestTypes[object.kind] ?? item.requestType);
  if (bothWays && bytes.length === input.length) input.set(bytes.subarray(headerSize(object)), headerSize(object));
  target.ioctl(fixture.handleOf(object), ioctlOf.property, input, bytes);
}

/** KSPROPERTY, or with a node or a pin named behind it. */
const headerSize = ({ kind }: DeviceObject) => (kind === 'filter' ? 24 : 32);
