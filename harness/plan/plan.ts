/** Specs × device → cases: plain data, the same for the same specs and device. */
import type { CompiledBehaviour, CompiledLaw, CompiledModel, CompiledRequirement, Item, Scope, SpecBook } from '../spec/model.ts';
import type { Arch, Target } from '../target/target.ts';
import type { Case, SkipReason } from './case.ts';
import { itemKey, nearest, type DeviceObject, type Offer } from './device.ts';
import { discover, livesOn } from './discover.ts';
import { itemFacts, objectFacts } from './facts.ts';
import { itemsOn, lawsAbout } from './index.ts';
import { mayLose } from './loses.ts';
import { chosenProfiles, requirementsFor } from './profiles.ts';
import { nothingMatches, selected } from './select.ts';

export interface PlanOptions {
  /** Case queries; empty means all. */
  readonly query: readonly string[];
  /** Names of the profiles to judge; empty means each that a filter of the device is of. */
  readonly profiles: readonly string[];
  /** Whether claims that may lose settings or data are judged. */
  readonly destructive: boolean;
}

/** A case together with what it is about. */
export interface PlannedCase extends Case {
  readonly law?: CompiledLaw;
  readonly behaviour?: CompiledBehaviour;
  readonly model?: CompiledModel;
  readonly requirement?: CompiledRequirement;
  readonly subject: DeviceObject;
  readonly about?: Item;
}

export interface Plan {
  readonly cases: readonly PlannedCase[];
  /** All objects found, also those that no case is about. */
  readonly device: readonly DeviceObject[];
  readonly items: number;
  readonly laws: number;
  readonly behaviours: number;
  readonly models: number;
  /** Names of the profiles that are judged. */
  readonly profiles: readonly string[];
  readonly objects: readonly string[];
}

interface Allowed extends PlanOptions {
  /** Whether the device may lose something: a simulated one has nothing to lose. */
  readonly lose: boolean;
}

type Skip = { readonly reason: SkipReason; readonly detail: string };

/**
 * Makes the plan.
 * @throws UserError (exit code 4) if the queries match no case
 */
export function makePlan(book: SpecBook, target: Target, options: PlanOptions): Plan {
  const device = discover(target, book);
  const simulated = target.capabilities.has('virtual-time') || target.capabilities.has('scheduling');
  const allowed = { ...options, lose: simulated || options.destructive };
  const profiles = chosenProfiles(book, device, target.arch, options.profiles);
  const all = device.flatMap((object) => [
    ...casesOf(object, book, allowed, target.arch),
    ...requirementsFor(object, profiles).map((requirement) =>
      claimCase('requirement', requirement, object, undefined, { requirement }),
    ),
  ]);
  const cases = selected(all, options.query);
  if (cases.length === 0 && options.query.length > 0) throw nothingMatches(options.query, all);
  return {
    cases,
    device,
    items: book.items.length,
    laws: book.laws.length,
    behaviours: book.behaviours.length,
    models: book.models.length,
    profiles: [...profiles.keys()].map(({ name }) => name),
    objects: device.map((o) => o.path),
  };
}

function* casesOf(object: DeviceObject, book: SpecBook, options: Allowed, arch: Arch): Generator<PlannedCase> {
  if (object.absent !== undefined) {
    yield standIn(object, object.path, 'no-instance', object.absent, claimsAbout(object, book));
    return;
  }
  for (const items of bySet(book, object)) yield* casesOfSet(items, object, book, options, arch);
  for (const law of lawsAbout(book, 'object', object.kind)) {
    if (where(law, object, arch)) yield lawCase(law, undefined, object, destructiveSkip(law, options) ?? losingSkip(law, options));
  }
  for (const behaviour of book.behaviours) {
    if (behaviour.on !== object.kind || !where(behaviour, object, arch)) continue;
    const skip = missing(behaviour, object) ?? destructiveSkip(behaviour, options) ?? losingSkip(behaviour, options);
    yield claimCase('behaviour', behaviour, object, skip, { behaviour });
  }
  for (const model of book.models) {
    if (model.on !== object.kind || !where(model, object, arch)) continue;
    yield claimCase('model', model, object, missing(model, object) ?? losingSkip(model, options), { model });
  }
}

/** The items that may live on an object, set by set, in the order of the specs. */
function bySet(book: SpecBook, object: DeviceObject): readonly (readonly Item[])[] {
  const sets = new Map<string, Item[]>();
  for (const item of itemsOn(book, object.kind)) {
    if (!livesOn(item, object)) continue;
    const key = `${item.kind} ${item.path} ${item.set.name}`;
    const known = sets.get(key);
    if (known) known.push(item);
    else sets.set(key, [item]);
  }
  return [...sets.values()];
}

/**
 * The cases about a set on an object. Laws about what is offered are not repeated for every item that is not: one case
 * stands for all of them where the set is absent, one for each item that alone is absent.
 */
function* casesOfSet(
  items: readonly Item[],
  object: DeviceObject,
  book: SpecBook,
  options: Allowed,
  arch: Arch,
): Generator<PlannedCase> {
  const first = items[0];
  if (!first) return;
  // All items of a set are of one kind.
  const laws = lawsAbout(book, first.kind, object.kind);
  const ofOffered = laws.filter(({ selector }) => selector.offered === true);
  const ofOthers = laws.filter(({ selector }) => selector.offered !== true);
  const about = scopeOf(object, arch);
  const anyOffered = items.some((item) => object.offers.get(itemKey(item))?.offered);
  let left = 0;
  for (const item of items) {
    const offer = object.offers.get(itemKey(item));
    const scope = {
      ...about,
      // Few laws look at what the device lacks.
      get item() {
        return itemFacts(item, offer, object.kind);
      },
    };
    const casesOfLaws = (some: readonly CompiledLaw[]) => some.flatMap((law) => applyLaw(law, item, offer, object, options, scope) ?? []);
    if (offer?.offered) {
      yield* casesOfLaws(laws);
      continue;
    }
    // Laws about absent items are judged one by one; those about offered ones are what the stand-in is for.
    yield* casesOfLaws(ofOthers);
    const stood = ofOffered.filter((law) => speaksOf(law, item)).length;
    left += stood;
    if (anyOffered && stood > 0) {
      const reason = item.kernelOnly ? 'kernel-only' : 'not-offered';
      yield standIn(object, `${item.path}/${item.name}`, reason, `${item.name} is not offered`, stood);
    }
  }
  if (!anyOffered && left > 0) {
    yield standIn(object, `${first.path}/${first.set.name}`, 'not-offered', `${first.set.name} is not offered`, left);
  }
}

/** A skipped case that stands for many: what would have been judged if the object, set or item were there. */
function standIn(object: DeviceObject, place: string, reason: SkipReason, detail: string, claims: number): PlannedCase {
  return {
    id: `${place}:*@${object.path}`,
    kind: 'law',
    claim: '*',
    object: object.path,
    subject: object,
    skip: { reason, detail: `${detail} (${claims} claims)` },
  };
}

function claimsAbout(object: DeviceObject, book: SpecBook): number {
  const count = (kind: CompiledLaw['selector']['kind']) => lawsAbout(book, kind, object.kind).length;
  const laws = { property: count('property'), event: count('event'), method: count('method') };
  const perItem = itemsOn(book, object.kind).reduce((sum, item) => sum + (livesOn(item, object) ? laws[item.kind] : 0), 0);
  const own = [...book.behaviours, ...book.models].filter((claim) => claim.on === object.kind);
  return perItem + own.length + count('object');
}

function scopeOf(object: DeviceObject, arch: Arch): Scope & Record<string, unknown> {
  return { arch, object: objectFacts(object) };
}

function where(claim: { where?: CompiledBehaviour['where']; selector?: CompiledLaw['selector'] }, object: DeviceObject, arch: Arch): boolean {
  const condition = claim.where ?? claim.selector?.where;
  return !condition || condition.test(scopeOf(object, arch));
}

/** Whether a law speaks of such an item, wherever it is. */
function speaksOf({ selector: { items, sets, size } }: CompiledLaw, item: Item): boolean {
  return (items?.has(item.name) ?? true) && (sets?.has(item.set.name) ?? true) && (size === undefined || size === item.sized);
}

/** The case of a law about an item, or `undefined` where the law says nothing about it. */
function applyLaw(
  law: CompiledLaw,
  item: Item,
  offer: Offer | undefined,
  object: DeviceObject,
  options: Allowed,
  scope: Scope,
): PlannedCase | undefined {
  const { selector } = law;
  if (!speaksOf(law, item)) return undefined;
  const skip = selector.offered === true ? offeredSkip(law, item, offer) : undefined;
  if (skip === 'no') return undefined;
  if (selector.offered === false && offer?.offered !== false) return undefined;
  if (selector.where && !skip && !selector.where.test(scope)) return undefined;
  return lawCase(law, item, object, skip ?? destructiveSkip(law, options) ?? losingSkip(law, options) ?? writingSkip(law, item, options));
}

/** A law about what can be written writes, if only what should be refused. */
function writingSkip({ selector, id }: CompiledLaw, item: Item, options: Allowed): Skip | undefined {
  if (options.lose || item.kind !== 'property' || !item.destructive) return undefined;
  if (selector.access !== 'set' && selector.access !== 'both') return undefined;
  return { reason: 'destructive', detail: `${id} sets ${item.name}, which may lose settings or data` };
}

/** For laws about what is offered: why not judged, `no` if the law is not about such a device, undefined if judged. */
function offeredSkip(law: CompiledLaw, item: Item, offer: Offer | undefined): Skip | 'no' | undefined {
  if (!offer?.offered) {
    if (item.kernelOnly) return { reason: 'kernel-only', detail: `${item.name} is for kernel clients` };
    return { reason: 'not-offered', detail: `${item.name} is not offered` };
  }
  if (item.kind !== 'property') return undefined;
  const { get, set } = offer;
  switch (law.selector.access) {
    case 'get':
      return get ? undefined : { reason: 'not-offered', detail: `${item.name} cannot be read` };
    case 'set':
      return set ? undefined : { reason: 'not-offered', detail: `${item.name} cannot be written` };
    case 'both':
      return get && set ? undefined : { reason: 'not-offered', detail: `${item.name} cannot be read and written` };
    case 'none':
      return get && set ? 'no' : undefined;
    case 'any':
      return undefined;
  }
}

function missing(claim: CompiledBehaviour | CompiledModel, object: DeviceObject): Skip | undefined {
  for (const need of claim.needs) {
    const has = need.candidates.some((item) => {
      const owner = nearest(object, item.on);
      return owner?.offers.get(itemKey(item))?.offered ?? false;
    });
    if (!has) return { reason: 'not-offered', detail: `${need.name} is not offered` };
  }
  return undefined;
}

function destructiveSkip(claim: { destructive: boolean; id: string }, options: PlanOptions): Skip | undefined {
  if (!claim.destructive || options.destructive) return undefined;
  return { reason: 'destructive', detail: `${claim.id} may lose settings or data` };
}

/** What no claim says of itself: a real device that does not come back, or not as it was, is lost to who uses it. */
function losingSkip(claim: CompiledLaw | CompiledBehaviour | CompiledModel, options: Allowed): Skip | undefined {
  if (options.lose || !mayLose(claim)) return undefined;
  return { reason: 'destructive', detail: `${claim.id} may lose settings or data of a real device, or the device` };
}

function lawCase(law: CompiledLaw, item: Item | undefined, object: DeviceObject, skip: Skip | undefined): PlannedCase {
  return claimCase('law', law, object, skip, { law, ...(item && { about: item, item: item.name }) });
}

function claimCase(
  kind: Case['kind'],
  claim: { id: string; path: string },
  object: DeviceObject,
  skip: Skip | undefined,
  more: Pick<PlannedCase, 'law' | 'behaviour' | 'model' | 'requirement' | 'about' | 'item'>,
): PlannedCase {
  // An item's cases stand under the item's file, so that `core/clock/*` is all that is said about clocks.
  const place = more.about ? `${more.about.path}/${more.about.name}` : claim.path;
  return { id: `${place}:${claim.id}@${object.path}`, kind, claim: claim.id, object: object.path, subject: object, ...more, ...(skip && { skip }) };
}
