/** Requests that a description is made from: what the specs know by name, and what only the device knows. */
import { codecOf, CodecError, type StructValue, type Value } from '../../abi/codec.ts';
import { GUID_NULL, readGuid } from '../../abi/guid.ts';
import { isSuccess, STATUS } from '../../abi/ntstatus.ts';
import type { SetKind } from '../../description/items.ts';
import { jsonOf, type Json } from '../../description/values.ts';
import type { Item, SpecBook } from '../../spec/model.ts';
import { ioctlOf, getValue, placeOf, valueTypeOf, verbs, buildInput, type GotValue } from '../ask.ts';
import { nearest, type DeviceObject } from '../device.ts';
import { scopeOf } from '../discover.ts';
import type { Fixture } from '../fixture.ts';
import { encodeRequest, requestLayout } from '../request-layout.ts';

/** Request structs that name the object and nothing else. */
const plainRequests: Readonly<Record<SetKind, Readonly<Record<string, string>>>> = {
  property: { pinFactory: 'KSP_PIN', node: 'KSP_NODE', pinNode: 'KSP_NODE' },
  event: { pinFactory: 'KSE_PIN', node: 'KSE_NODE', pinNode: 'KSE_NODE' },
  method: { node: 'KSM_NODE', pinNode: 'KSM_NODE' },
};
/** The verb that asks for all sets; the same for the three kinds. */
const setSupport = 0x100;
const support = { property: verbs.propertySupport, event: verbs.eventSupport, method: verbs.methodSupport } as const;

/** A property, event or method: one of the specs, or just a number. */
export interface Asked {
  readonly kind: SetKind;
  readonly set: string;
  readonly id: number;
  readonly item?: Item | undefined;
}

/** What an attribute of the object was at discovery. */
export const attributeValue = (object: DeviceObject, name: string): Value | undefined => object.attributes[name];

export class Asker {
  readonly fixture: Fixture;
  readonly book: SpecBook;

  constructor(fixture: Fixture, book: SpecBook) {
    this.fixture = fixture;
    this.book = book;
  }

  /** The same for another set of handles. */
  with(fixture: Fixture): Asker {
    return new Asker(fixture, this.book);
  }

  /** What the property behind an attribute of the object answers now, and its type; `undefined` if it has none. */
  attribute(object: DeviceObject, name: string): { readonly bytes: Uint8Array; readonly type: string } | undefined {
    const attribute = object.declaration.attributes.get(name);
    const item = attribute?.kind === 'get' ? attribute.get.candidates[0] : undefined;
    if (attribute?.kind !== 'get' || !item) return undefined;
    const scope = scopeOf(this.fixture.target.arch, object.attributes, object);
    const more: Record<string, Value> = {};
    for (const [field, expression] of attribute.with) more[field] = expression.evaluate(scope);
    const owner = nearest(object, item.on) ?? object;
    const got = getValue(this.fixture, this.book, item, owner, scope, more);
    return isSuccess(got.status) ? { bytes: got.bytes, type: valueTypeOf(item, owner.kind) } : undefined;
  }

  /** The decoded value of {@link attribute}; `undefined` where nothing can be decoded. */
  value(object: DeviceObject, name: string): Value | undefined {
    const got = this.attribute(object, name);
    return got && this.decode(got.type, got.bytes);
  }

  /** The text of {@link attribute}. */
  text(object: DeviceObject, name: string): string | undefined {
    const value = this.value(object, name);
    return typeof value === 'string' ? value : undefined;
  }

  /** Items of a KSMULTIPLE_ITEM answer, each as JSON of `type`. */
  list(object: DeviceObject, name: string, type: string): Json[] {
    const items = (this.value(object, name) as StructValue | undefined)?.['Items'];
    const codec = codecOf(type, this.fixture.target.arch);
    return Array.isArray(items) ? (items as readonly Value[]).map((item) => jsonOf(type, codec.encode(item))) : [];
  }

  /** The sets of a kind that the object lists, in its order; `undefined` if it does not tell. */
  sets(object: DeviceObject, kind: SetKind): string[] | undefined {
    const input = this.#input({ kind, set: GUID_NULL, id: 0 }, object, setSupport);
    const { bytes, status } = this.#sized(object, kind, input);
    if (!isSuccess(status)) return undefined;
    const count = Math.floor(bytes.length / 16);
    return Array.from({ length: count }, (_, i) => readGuid(bytes, i * 16));
  }

  /** The basic support answer, the short or the whole one; `undefined` if the item is not offered. */
  support(object: DeviceObject, asked: Asked): Uint8Array | undefined {
    const input = this.#input(asked, object, support[asked.kind]);
    if (asked.kind === 'event') {
      const { status } = this.#send(object, 'event', input, null);
      return isSuccess(status) ? new Uint8Array(0) : undefined;
    }
    const whole = this.#sized(object, asked.kind, input);
    if (isSuccess(whole.status) && whole.bytes.length >= 4) return whole.bytes;
    // Some drivers answer the access flags and nothing more.
    const flags = new Uint8Array(4);
    const short = this.#send(object, asked.kind, input, flags);
    return isSuccess(short.status) ? flags : undefined;
  }

  /** Gets a property; `more` are fields of the request. */
  get(object: DeviceObject, asked: Asked, more: Readonly<Record<string, Value>> = {}): GotValue {
    const { item } = asked;
    if (item) return getValue(this.fixture, this.book, item, object, scopeOf(this.fixture.target.arch, object.attributes, object), more);
    return this.#sized(object, 'property', this.#input(asked, object, verbs.get));
  }

  decode(type: string, bytes: Uint8Array): Value | undefined {
    try {
      return codecOf(type, this.fixture.target.arch, this.book.types).decode(bytes);
    } catch (error) {
      if (error instanceof CodecError) return undefined;
      throw error;
    }
  }

  #input({ kind, set, id, item }: Asked, object: DeviceObject, flags: number): Uint8Array {
    const { arch } = this.fixture.target;
    const place = placeOf(object, arch);
    if (item) return buildInput(this.book, item, place, flags, scopeOf(arch, object.attributes, object));
    const struct = plainRequests[kind][object.kind] ?? 'KSIDENTIFIER';
    const layout = requestLayout(struct, arch, this.book.types);
    return encodeRequest(layout, { set, id, flags: (flags | place.flags) >>> 0, fields: place.fields });
  }

  /** Asks for the size first, then for as much. */
  #sized(object: DeviceObject, kind: SetKind, input: Uint8Array): GotValue {
    const query = this.#send(object, kind, input, null);
    if (query.status !== STATUS.STATUS_BUFFER_OVERFLOW) return { ...query, bytes: new Uint8Array(0) };
    const output = new Uint8Array(query.information);
    const answer = this.#send(object, kind, input, output);
    return { ...answer, bytes: output.subarray(0, Math.min(answer.information, output.length)) };
  }

  #send(object: DeviceObject, kind: SetKind, input: Uint8Array, output: Uint8Array | null) {
    return this.fixture.target.ioctl(this.fixture.handleOf(object), ioctlOf[kind], input, output);
  }
}
