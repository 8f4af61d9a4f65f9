/** The templates of a device, from the declarations and from what the device said of itself. */
import { codecOf, CodecError, type Value } from '../../abi/codec.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import { layoutOf } from '../../abi/layout.ts';
import { allSets } from '../../abi/names.ts';
import { buildInput, ioctlOf, placeOf, valueTypeOf, verbs } from '../../plan/ask.ts';
import { carrier, itemKey, type DeviceObject } from '../../plan/device.ts';
import { livesOn } from '../../plan/discover.ts';
import { encodeRequest, headerSize, requestLayout } from '../../plan/request-layout.ts';
import { CaseContext } from '../../judge/context.ts';
import { ExpressionError } from '../../spec/expression.ts';
import type { Item, SpecBook } from '../../spec/model.ts';
import type { Target } from '../../target/target.ts';
import type { Learned, Template } from './template.ts';
import { declaredValues } from './values.ts';

const supportVerbs = { property: verbs.propertySupport, event: verbs.eventSupport, method: verbs.methodSupport } as const;
/** KSPROPERTY_TYPE_SETSUPPORT and its like, and the two for serialized sets. */
const setSupport = 0x100;
const serializeSet = 0x800;
const unserializeSet = 0x1000;
/** Size of an output buffer where the value has no fixed one. */
const roomForVariable = 256;
const roomForSet = 4096;
/** KSPROPERTY_DESCRIPTION. */
const descriptionSize = 40;
const noValues = { legal: [], illegal: [] } as const;

/**
 * All templates, object by object. The device is asked only for the limits that it tells.
 * @param destructive also those that may lose settings or data
 */
export function templatesOf(book: SpecBook, target: Target, device: readonly DeviceObject[], destructive: boolean): Template[] {
  const maker = new Maker(book, target, device);
  for (const object of device) {
    if (object.absent !== undefined) continue;
    if (carrier(object) === object) maker.addRaw(object);
    for (const item of book.items) {
      const loses = item.kind === 'property' && item.destructive && !destructive;
      if (livesOn(item, object) && !loses) maker.add(object, item);
    }
  }
  return maker.templates;
}

type Part = Omit<Template, 'number' | 'title' | 'carrier' | 'unknownId' | 'settable'>;

class Maker {
  readonly templates: Template[] = [];
  readonly #book: SpecBook;
  readonly #target: Target;
  readonly #device: readonly DeviceObject[];
  /** Sets of objects for which there are serialized requests. */
  readonly #serialized = new Set<string>();
  readonly #unknownIds = new Map<string, number>();

  constructor(book: SpecBook, target: Target, device: readonly DeviceObject[]) {
    this.#book = book;
    this.#target = target;
    this.#device = device;
  }

  /** Requests about no item, which go to every handle. */
  addRaw(object: DeviceObject): void {
    const raw = (code: number, input: Uint8Array, outputLength: number): void => {
      const learned: Learned = { value: undefined };
      this.#push({ object, item: undefined, offered: true, able: true, verb: 'raw', code, input, structSize: 0, outputLength, fixed: false, ...noValues, learned });
    };
    const identifier = new Uint8Array(headerSize);
    new DataView(identifier.buffer).setUint32(20, setSupport, true);
    for (const code of Object.values(ioctlOf)) raw(code, identifier, 64);
    // KSRESET_BEGIN
    raw(IOCTL.IOCTL_KS_RESET_STATE, new Uint8Array(4), 0);
    raw(IOCTL.IOCTL_KS_HANDSHAKE, new Uint8Array(40), 40);
    raw(IOCTL.IOCTL_KS_DISABLE_EVENT, new Uint8Array(layoutOf(this.#target.arch, 'KSEVENTDATA')?.size ?? headerSize), 0);
  }

  add(object: DeviceObject, item: Item): void {
    const planned = { id: '', kind: 'law', claim: '', object: object.path, subject: object, about: item } as const;
    const ctx = new CaseContext(this.#book, this.#target, planned, this.#device);
    try {
      if (item.kind === 'property') this.#addProperty(ctx, object, item);
      else this.#addOther(ctx, object, item);
    } finally {
      ctx.tearDown();
    }
  }

  #addProperty(ctx: CaseContext, object: DeviceObject, item: Item): void {
    const offer = object.offers.get(itemKey(item));
    const type = valueTypeOf(item, object.kind);
    const size = this.#sizeOf(type);
    const offered = offer?.offered ?? false;
    const able = offer?.get ?? false;
    const base = { object, item, offered, able, code: ioctlOf.property, fixed: size !== null, ...noValues, learned: { value: undefined } };
    const outputLength = size ?? roomForVariable;
    this.#push({ ...base, verb: 'get', ...this.#input(ctx, object, item, verbs.get), outputLength });
    // What is not there has no other verb that is worth a template.
    if (!offered) return;
    this.#push({ ...base, able: true, verb: 'support', ...this.#input(ctx, object, item, supportVerbs.property), outputLength: descriptionSize });
    if (offer?.set) {
      const values = declaredValues(ctx, item, size ?? codecOf(type, this.#target.arch, this.#book.types).minSize);
      this.#push({ ...base, able: true, verb: 'set', ...this.#input(ctx, object, item, verbs.set), outputLength, ...values });
    }
    this.#addSerialized(ctx, object, item, size ?? 4);
  }

  /** Requests for the whole set of an item, once for each object. */
  #addSerialized(ctx: CaseContext, object: DeviceObject, item: Item, size: number): void {
    const set = `${object.path} ${item.set.guid}`;
    if (this.#serialized.has(set)) return;
    this.#serialized.add(set);
    const base = { object, item, offered: true, able: true, code: ioctlOf.property, fixed: false, ...noValues, learned: { value: undefined } };
    this.#push({ ...base, verb: 'serialize', ...this.#input(ctx, object, item, serializeSet), outputLength: roomForSet });
    const serial = { PropertySet: item.set.guid, Items: [{ Id: item.id, Data: new Uint8Array(size) }] };
    const one = codecOf('KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]', this.#target.arch, this.#book.types).encode(serial);
    this.#push({ ...base, verb: 'unserialize', ...this.#input(ctx, object, item, unserializeSet), outputLength: one.length, legal: [one] });
  }

  #addOther(ctx: CaseContext, object: DeviceObject, item: Exclude<Item, { kind: 'property' }>): void {
    const size = this.#sizeOf(valueTypeOf(item, object.kind));
    const offered = object.offers.get(itemKey(item))?.offered ?? false;
    const base = { object, item, offered, able: offered, code: ioctlOf[item.kind], fixed: size !== null, ...noValues, learned: { value: undefined } };
    if (item.kind === 'method') {
      const outputLength = size ?? roomForVariable;
      const flags = item.flags === 0 ? verbs.methodSend : item.flags;
      this.#push({ ...base, verb: 'call', ...this.#input(ctx, object, item, flags), outputLength, legal: [new Uint8Array(outputLength)] });
    } else {
      const data = this.#eventData(size ?? 0);
      this.#push({ ...base, verb: 'enable', ...this.#input(ctx, object, item, verbs.enable), outputLength: data.length, legal: [data] });
    }
    if (!offered) return;
    this.#push({ ...base, verb: 'support', ...this.#input(ctx, object, item, supportVerbs[item.kind]), outputLength: 4 });
  }

  #push(part: Part): void {
    const { object, verb, item, code } = part;
    const title = `${object.path} ${verb} ${item?.name ?? `0x${code.toString(16)}`}`;
    const settable = item !== undefined && (object.offers.get(itemKey(item))?.set ?? false);
    this.templates.push({ ...part, number: this.templates.length, carrier: carrier(object), title, settable, unknownId: item ? this.#unknownId(item) : 0 });
  }

  /** One past all ids that headers and specs have in the set. */
  #unknownId({ set }: Item): number {
    let id = this.#unknownIds.get(set.guid);
    if (id === undefined) {
      const inHeaders = allSets().filter(({ guid }) => guid === set.guid).flatMap(({ ids }) => ids.flatMap((entry) => entry.id ?? []));
      const inSpecs = this.#book.items.filter((item) => item.set.guid === set.guid).map((item) => item.id);
      this.#unknownIds.set(set.guid, (id = Math.max(...inHeaders, ...inSpecs, ...set.ids) + 1));
    }
    return id;
  }

  #sizeOf(type: string): number | null {
    return type === 'none' ? 0 : codecOf(type, this.#target.arch, this.#book.types).size;
  }

  #input(ctx: CaseContext, object: DeviceObject, item: Item, flags: number): Pick<Template, 'input' | 'structSize'> {
    const { arch } = this.#target;
    const place = placeOf(object, arch);
    const type = item.requestTypes[object.kind] ?? item.requestType;
    const layout = requestLayout(type, arch, this.#book.types);
    // An array of open length at the end is not needed, and a driver need not ask for the padding behind the last field.
    const structSize = codecOf(type, arch, this.#book.types).minSize;
    try {
      return { input: buildInput(this.#book, item, place, flags, ctx.scope), structSize };
    } catch (error) {
      // What goes into the fields depends on something that is not there now; they are zero then.
      if (!(error instanceof ExpressionError || error instanceof CodecError)) throw error;
      const fields: Readonly<Record<string, Value>> = place.fields;
      const header = { set: item.set.guid, id: item.id, flags: (flags | place.flags) >>> 0, fields };
      return { input: encodeRequest({ ...layout, tail: undefined }, header), structSize };
    }
  }

  /** KSEVENTDATA that names the event object 0, and room for what the event has besides. */
  #eventData(size: number): Uint8Array {
    const layout = layoutOf(this.#target.arch, 'KSEVENTDATA');
    const bytes = new Uint8Array(Math.max(size, layout?.size ?? 0));
    const type = layout?.fields.find(({ name }) => name === 'NotificationType');
    // KSEVENTF_EVENT_HANDLE
    new DataView(bytes.buffer).setUint32(type?.offset ?? 0, 1, true);
    return bytes;
  }
}
