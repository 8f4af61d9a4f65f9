/** What expressions see of an item and of an object: `item.…` and `object.…`. */
import type { Value } from '../abi/codec.ts';
import type { ObjectKind } from '../spec/language.ts';
import type { Item } from '../spec/model.ts';
import type { DeviceObject, Offer } from './device.ts';

type Facts = { readonly [name: string]: Value };

/** Facts are asked for with every case: those of what a device offers are kept. */
const ofOffers = new WeakMap<Offer, { readonly item: Item; readonly kind: ObjectKind | undefined; readonly facts: Facts }>();
const ofObjects = new WeakMap<DeviceObject, Facts>();

/**
 * `item`: `name`, `id`, `setGuid`, `setName`, `kind`, `type` of the value, `request` struct, `sized`; what the specs say
 * (`get` and `set` of a property, `presence` of an event or method, `setPresence`, `volatile`, `clamps`, `constrained`,
 * `raises`, `states`, `kernelOnly`, `unsure`, `requiredOn`, `flags`, `oneShot`); what the device says (`offered`,
 * `gettable`, `settable`, `access`).
 */
export function itemFacts(item: Item, offer: Offer | undefined, kind?: ObjectKind): Facts {
  const known = offer && ofOffers.get(offer);
  if (known?.item === item && known.kind === kind) return known.facts;
  const facts = makeItemFacts(item, offer, kind);
  if (offer) ofOffers.set(offer, { item, kind, facts });
  return facts;
}

function makeItemFacts(item: Item, offer: Offer | undefined, kind: ObjectKind | undefined): Facts {
  const common = {
    name: item.name,
    id: item.id,
    setGuid: item.set.guid,
    setName: item.set.name,
    setPresence: item.setPresence,
    kind: item.kind,
    type: (kind && item.valueTypes[kind]) ?? item.valueType,
    request: (kind && item.requestTypes[kind]) ?? item.requestType,
    sized: item.sized,
    kernelOnly: item.kernelOnly,
    unsure: item.unsure !== undefined,
    requiredOn: item.requiredOn,
    offered: offer?.offered ?? false,
    gettable: offer?.get ?? false,
    settable: offer?.set ?? false,
    access: offer?.access ?? 0,
  };
  switch (item.kind) {
    case 'property':
      return {
        ...common,
        get: item.access.get,
        set: item.access.set,
        volatile: item.volatile,
        clamps: item.clamps,
        constrained: isConstrained(item),
        raises: item.raises,
        states: item.states,
      };
    case 'event':
      return { ...common, presence: item.presence, oneShot: item.oneShot };
    case 'method':
      return { ...common, presence: item.presence, flags: item.flags };
  }
}

/** Whether the specs tell legal values of the property from illegal ones. */
export function isConstrained(item: Item): boolean {
  return item.kind === 'property' && (item.deviceRange || !!(item.range ?? item.oneOf ?? item.flags ?? item.where[0]));
}

/** `object`: its attributes, `path`, `kind`, and `classDriver`, `filterName`, `categories` of its filter; once discovery is done. */
export function objectFacts(object: DeviceObject): Facts {
  let facts = ofObjects.get(object);
  if (!facts) {
    facts = {
      ...object.attributes,
      path: object.path,
      kind: object.kind,
      classDriver: object.filter.classDriver ?? '',
      filterName: object.filter.name,
    };
    ofObjects.set(object, facts);
  }
  return facts;
}
