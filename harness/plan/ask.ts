/** Asking an object of a device about an item: the plain requests that discovery and the judge share. */
import { codecOf, type Value } from '../abi/codec.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { STATUS, isError, isSuccess } from '../abi/ntstatus.ts';
import { constantByName } from '../abi/names.ts';
import type { Item, Scope, SpecBook } from '../spec/model.ts';
import type { ObjectKind } from '../spec/language.ts';
import type { Answer, Arch, Handle, PlainRequest, Target } from '../target/target.ts';
import { carrier, declarationScope, lineage, type DeviceObject, type Offer } from './device.ts';
import { evaluateAll, type Fixture } from './fixture.ts';
import { encodeRequest, requestLayout } from './request-layout.ts';

function flag(name: string): number {
  const value = constantByName(name);
  if (typeof value !== 'number') throw new Error(`the facts lack ${name}`);
  return value >>> 0;
}

/** Verb flags of the three kinds of request, from the headers. */
export const verbs = {
  get: flag('KSPROPERTY_TYPE_GET'),
  set: flag('KSPROPERTY_TYPE_SET'),
  propertySupport: flag('KSPROPERTY_TYPE_BASICSUPPORT'),
  eventSupport: flag('KSEVENT_TYPE_BASICSUPPORT'),
  methodSupport: flag('KSMETHOD_TYPE_BASICSUPPORT'),
  methodSend: flag('KSMETHOD_TYPE_SEND'),
  enable: flag('KSEVENT_TYPE_ENABLE'),
} as const;

/** The IOCTL that carries requests about an item of that kind. */
export const ioctlOf = {
  property: IOCTL.IOCTL_KS_PROPERTY,
  method: IOCTL.IOCTL_KS_METHOD,
  event: IOCTL.IOCTL_KS_ENABLE_EVENT,
} as const;

/** Where a request is addressed to: which struct it takes, the fields that name the object, the modifier flags. */
export interface Place {
  readonly kind: ObjectKind;
  readonly fields: Readonly<Record<string, Value>>;
  readonly flags: number;
}

const places = new WeakMap<DeviceObject, Place>();

/** The place of an object: what names it to the handle that requests go to (`{ PinId: 2 }`, `{ NodeId: 0 }`). */
export function placeOf(object: DeviceObject, arch: Arch): Place {
  let place = places.get(object);
  if (!place) {
    const scope = declarationScope(object, arch);
    const fields: Record<string, Value> = {};
    const handle = carrier(object);
    for (const o of lineage(object)) {
      Object.assign(fields, evaluateAll(o.declaration.fields, scope, fields));
      if (o === handle) break;
    }
    place = { kind: object.kind, fields, flags: object.declaration.flags.evaluateNumber(scope) };
    places.set(object, place);
  }
  return place;
}

/** Builds the input buffer of a request about `item` at `place`. `more` overrides what place and item say. */
export function buildInput(
  book: SpecBook,
  item: Item,
  place: Place,
  flags: number,
  scope: Scope,
  more: Readonly<Record<string, Value>> = {},
): Uint8Array {
  const layout = requestLayout(item.requestTypes[place.kind] ?? item.requestType, scope.arch, book.types);
  return encodeRequest(layout, {
    set: item.set.guid,
    id: item.id,
    flags: (flags | place.flags) >>> 0,
    fields: { ...evaluateAll(item.with, scope, more), ...place.fields, ...more },
  });
}

/** What a get gave: the answer, and the bytes that it says it wrote. */
export interface GotValue extends Answer {
  readonly bytes: Uint8Array;
}

const none = new Uint8Array(0);

/** Type of an item's value at an object of that kind. */
export function valueTypeOf(item: Item, kind: ObjectKind): string {
  return item.valueTypes[kind] ?? item.valueType;
}

/** The least size of an output buffer tried when a device does not tell the size of a variable value. */
const generousSize = 65_536;

/**
 * Gets a property the way a careful client does: fixed values at their size, others after asking for it.
 * @throws OpenFailed if the object cannot be opened
 */
export function getValue(
  fixture: Fixture,
  book: SpecBook,
  item: Item,
  object: DeviceObject,
  scope: Scope,
  more: Readonly<Record<string, Value>> = {},
): GotValue {
  const handle = fixture.handleOf(object);
  const { target } = fixture;
  const input = buildInput(book, item, placeOf(object, target.arch), verbs.get, scope, more);
  const fixed = codecOf(valueTypeOf(item, object.kind), target.arch, book.types).size;
  let length = fixed;
  if (length === null) {
    const query = target.ioctl(handle, ioctlOf.property, input, null);
    if (query.status === STATUS.STATUS_BUFFER_OVERFLOW) length = query.information;
    else if (isError(query.status) && query.status !== STATUS.STATUS_BUFFER_TOO_SMALL) return { ...query, bytes: none };
    else if (isSuccess(query.status)) return { ...query, bytes: none };
    else length = generousSize;
  }
  const answer = fetch(target, handle, input, length);
  // Some drivers answer the least size of a variable value where they are asked for the size.
  const misled = fixed === null && answer.status === STATUS.STATUS_BUFFER_TOO_SMALL && length < generousSize;
  return misled ? fetch(target, handle, input, generousSize) : answer;
}

function fetch(target: Target, handle: Handle, input: Uint8Array, length: number): GotValue {
  const output = new Uint8Array(length);
  const answer = target.ioctl(handle, ioctlOf.property, input, output);
  return { ...answer, bytes: output.subarray(0, Math.min(answer.information, output.length)) };
}

/** Asks an object whether it has each of these items, and with which verbs (PROP-050, METH-041, EVT-060). */
export function askSupport(fixture: Fixture, book: SpecBook, items: readonly Item[], object: DeviceObject, scope: Scope): Offer[] {
  const { target } = fixture;
  const handle = fixture.handleOf(object);
  const place = placeOf(object, target.arch);
  const requests = items.map((item): PlainRequest => {
    const flags = { property: verbs.propertySupport, event: verbs.eventSupport, method: verbs.methodSupport }[item.kind];
    const input = buildInput(book, item, place, flags, scope);
    return { handle, code: ioctlOf[item.kind], input, output: item.kind === 'event' ? null : new Uint8Array(4) };
  });
  // None of the answers decides what is asked next.
  const answers = target.pipeline?.ask(requests) ?? requests.map(({ code, input, output }) => target.ioctl(handle, code, input, output));
  return items.map((item, i) => offerOf(item, answers[i], requests[i]?.output ?? null));
}

function offerOf(item: Item, answer: Answer = { status: STATUS.STATUS_UNSUCCESSFUL, information: 0 }, output: Uint8Array | null): Offer {
  const offered = isSuccess(answer.status);
  const access = offered && output && answer.information >= 4 ? new DataView(output.buffer).getUint32(0, true) : 0;
  const property = item.kind === 'property';
  return {
    offered,
    get: offered && property && (access & verbs.get) !== 0,
    set: offered && property && (access & verbs.set) !== 0,
    access,
    status: answer.status,
  };
}
