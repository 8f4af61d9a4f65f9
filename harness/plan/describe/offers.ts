/** What an object offers: sets, items, verbs, the legal values that it tells, and the values that it has. */
import { isStruct, type Value } from '../../abi/codec.ts';
import { isSuccess, statusName } from '../../abi/ntstatus.ts';
import type { Answer, MethodDescription, Offers, PropertyDescription } from '../../description/format.ts';
import { eventOf, idText, idsOfSet, type SetKind } from '../../description/items.ts';
import { codecFor, guidText, jsonOf, repeatedBytes, type Json } from '../../description/values.ts';
import type { ObjectKind } from '../../spec/language.ts';
import type { Item } from '../../spec/model.ts';
import { valueTypeOf, verbs, type GotValue } from '../ask.ts';
import type { DeviceObject } from '../device.ts';
import { livesOn } from '../discover.ts';
import { requestLayout } from '../request-layout.ts';
import type { Asked, Asker } from './asker.ts';

/** Ids tried of a set that neither the specs nor the headers know. */
const idsTried = 32;
/** Channels asked at most; a device ends the list by refusing one. */
const mostChannels = 16;
/** Objects whose attributes a description has places of their own for. */
const described: readonly ObjectKind[] = ['filter', 'pinFactory', 'node'];
const directions = [
  [1, 'read'],
  [2, 'write'],
  [4, 'source'],
] as const;

/**
 * What an object offers, sorted by set and number.
 * @param factories the pin factories that are asked through it: their items are the object's, with an answer for each pin
 */
export function offersOf(asker: Asker, object: DeviceObject, factories: readonly DeviceObject[]): Offers {
  const describer = new Describer(asker, object, factories);
  const properties = describer.sets('property', (asked, support) => describer.property(asked, support));
  const events = describer.sets('event', ({ set, id }) => ({ id: idText('event', set, id) }));
  const methods = describer.sets('method', ({ set, id }, support): MethodDescription => {
    const access = u32(support);
    const flags = directions.filter(([bit]) => (access & bit) !== 0).map(([, name]) => name);
    return { id: idText('method', set, id), ...(flags.length > 0 && { flags }) };
  });
  return {
    ...(properties.length > 0 && { properties }),
    ...(events.length > 0 && { events }),
    ...(methods.length > 0 && { methods }),
  };
}

const u32 = (bytes: Uint8Array): number =>
  bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);

class Describer {
  readonly #asker: Asker;
  readonly #object: DeviceObject;
  readonly #factories: readonly DeviceObject[];
  /** Properties that the description has a place of its own for. */
  readonly #structural: ReadonlySet<Item>;

  constructor(asker: Asker, object: DeviceObject, factories: readonly DeviceObject[]) {
    this.#asker = asker;
    this.#object = object;
    this.#factories = factories;
    const attributes = described.flatMap((kind) => [...(asker.book.objects.get(kind)?.attributes.values() ?? [])]);
    this.#structural = new Set(attributes.flatMap((attribute) => (attribute.kind === 'get' ? attribute.get.candidates : [])));
  }

  sets<T>(kind: SetKind, describe: (asked: Asked, support: Uint8Array) => T): { set: string; items: T[] }[] {
    const listed = this.#asker.sets(this.#object, kind);
    // A device that does not list its sets still answers for those that the specs know.
    const known = this.#asker.book.items.filter((item) => item.kind === kind && this.#homeOf(item)).map(({ set }) => set.guid);
    const sets = [...new Set(listed ?? known)];
    const found = sets.map((guid) => ({
      set: guidText(guid),
      items: this.#ids(kind, guid).flatMap((id) => {
        const asked = this.#asked(kind, guid, id);
        const support = this.#asker.support(this.#home(asked), asked);
        return support ? [describe(asked, support)] : [];
      }),
    }));
    const complete = listed !== undefined && this.#object.kind !== 'pinNode';
    const kept = complete ? found : found.filter(({ items }) => items.length > 0);
    return kept.sort((a, b) => (a.set < b.set ? -1 : 1));
  }

  property(asked: Asked, support: Uint8Array): PropertyDescription {
    const { set, id, item } = asked;
    const access = u32(support);
    const get = (access & verbs.get) !== 0;
    const verbNames = [...(get ? (['get'] as const) : []), ...((access & verbs.set) !== 0 ? (['set'] as const) : [])];
    const description = descriptionOf(support);
    const home = this.#home(asked);
    const request = item?.requestTypes[home.kind];
    const type = item && typeOf(item, home);
    const raises = item?.kind === 'property' ? item.raises.filter((name) => eventOf(name)) : [];
    return {
      id: idText('property', set, id),
      ...(verbNames.length > 0 && { access: verbNames }),
      ...(request !== undefined && !plainRequests.has(request) && !request.includes('+') && { request }),
      ...(type !== undefined && { type }),
      ...(description !== undefined && { description }),
      ...(raises.length > 0 && verbNames.includes('set') && { raises }),
      ...(item?.kind === 'property' && item.clamps && verbNames.includes('set') && { clamps: true }),
      ...(get && this.#answers(asked, type)),
    };
  }

  /** The values of a property, where they are neither fleeting nor said elsewhere. */
  #answers(asked: Asked, type: string | undefined): Pick<PropertyDescription, 'value' | 'status' | 'answers'> {
    const { item } = asked;
    if (item && (item.kind !== 'property' || item.volatile || item.destructive || item.valueType === 'none')) return {};
    if (item && this.#structural.has(item)) return {};
    const home = this.#home(asked);
    if (home.kind === 'pinFactory') {
      const answers = this.#factories.map((factory, pin) => ({ pin, ...answerOf(this.#asker.get(factory, asked), type) }));
      return { answers };
    }
    if (item && this.#hasChannels(item, home)) return { answers: this.#channels(asked, home, type) };
    const got = this.#asker.get(home, asked);
    // An item that is only a number may need more in its request than anybody knows.
    return item || isSuccess(got.status) ? answerOf(got, type, item?.requestTypes[home.kind]) : {};
  }

  #channels(asked: Asked, home: DeviceObject, type: string | undefined): Answer[] {
    const answers: Answer[] = [];
    for (let channel = 0; channel < mostChannels; channel++) {
      const got = this.#asker.get(home, asked, { Channel: channel });
      if (channel > 0 && !isSuccess(got.status)) break;
      answers.push({ channel, ...answerOf(got, type) });
    }
    return answers;
  }

  #hasChannels(item: Item, home: DeviceObject): boolean {
    const request = item.requestTypes[home.kind] ?? item.requestType;
    return requestLayout(request, this.#asker.fixture.target.arch, this.#asker.book.types).leaves.has('Channel');
  }

  #ids(kind: SetKind, guid: string): number[] {
    const items = this.#asker.book.items.filter((item) => item.kind === kind && item.set.guid === guid && this.#homeOf(item));
    const own = items.map(({ id }) => id);
    // What a node offers is said of the node; through a pin only what differs from stream to stream is of interest.
    if (this.#object.kind === 'pinNode') return own;
    const known = [...new Set([...own, ...idsOfSet(kind, guid)])].sort((a, b) => a - b);
    return known.length > 0 ? known : Array.from({ length: idsTried }, (_, id) => id);
  }

  #asked(kind: SetKind, set: string, id: number): Asked {
    const item = this.#asker.book.items.find(
      (each) => each.kind === kind && each.set.guid === set && each.id === id && this.#homeOf(each) !== undefined,
    );
    return { kind, set, id, item };
  }

  /** The object that a request about an item names: the object itself, or the first of its pin factories. */
  #home({ item }: Asked): DeviceObject {
    return (item && this.#homeOf(item)) ?? this.#object;
  }

  #homeOf(item: Item): DeviceObject | undefined {
    return [this.#object, ...this.#factories.slice(0, 1)].find((object) => livesOn(item, object));
  }
}

/** Structs that a request has unless it is told. */
const plainRequests: ReadonlySet<string> = new Set(['KSPROPERTY', 'KSIDENTIFIER', 'KSP_PIN', 'KSP_NODE']);

/** The type of a property's value, if the headers have it: a vendor's own types are not at hand where it is read. */
function typeOf(item: Item, object: DeviceObject): string | undefined {
  const type = valueTypeOf(item, object.kind);
  return type === 'none' || !codecFor(type) ? undefined : type;
}

/** What a get gave, without what only repeats the request. */
function answerOf(got: GotValue, type: string | undefined, request?: string): Answer {
  if (!isSuccess(got.status)) return { status: statusName(got.status) };
  const bytes = got.bytes.slice();
  bytes.fill(0, 0, repeatedBytes(type, request));
  return { value: jsonOf(type, bytes) };
}

/** A KSPROPERTY_DESCRIPTION without the verbs; `undefined` if it says nothing more. */
function descriptionOf(support: Uint8Array): Json | undefined {
  const type = 'KSPROPERTY_DESCRIPTION';
  const codec = codecFor(type);
  const value: Value | undefined = codec && support.length >= 40 ? codec.decode(support) : undefined;
  if (codec === undefined || !isStruct(value)) return undefined;
  const json = jsonOf(type, codec.encode({ ...value, AccessFlags: 0 }));
  return isStruct(json as Value) && Object.keys(json as object).length > 0 ? json : undefined;
}
