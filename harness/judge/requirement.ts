/** Judges what a profile requires of a filter: from what discovery found, without a request. */
import { isOffered, lineage, type DeviceObject } from '../plan/device.ts';
import { objectFacts } from '../plan/facts.ts';
import type { CompiledRequirement } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { NotJudged } from './outcome.ts';

/**
 * Holds the objects that the requirement is about against it.
 * @throws Broken for the first thing that is lacking; NotJudged if none of the objects can be had
 */
export function judgeRequirement(ctx: CaseContext, claim: CompiledRequirement): void {
  const { least, most, where, rules, strength } = claim;
  const breach = (message: string, expected: string): void => { ctx.breach(message, expected, rules, strength); };
  const own = ctx.device.filter((object) => object.kind === claim.on && isPartOf(object, ctx.case.subject));
  const meant = own.filter((object) => where?.test(factsOf(ctx, object)) ?? true);
  const kind = where ? `${claim.on} where ${where.source.trim()}` : claim.on;
  if (meant.length < least) breach(`there are ${meant.length} of ${kind}`, `at least ${least}`);
  if (most !== undefined && meant.length > most) breach(`there are ${meant.length} of ${kind}`, `at most ${most}`);
  // What is known of an object that cannot be opened was asked of its parent; what it offers is not known.
  const open = meant.filter((object) => object.absent === undefined);
  if (meant.length > 0 && open.length === 0 && claim.items.length + claim.oneOf.length > 0) {
    throw new NotJudged('no-instance', `${meant[0]?.path ?? ''}: ${meant[0]?.absent ?? ''}`);
  }
  for (const object of open) {
    for (const use of claim.items) if (!isOffered(object, use)) breach(`${object.path} does not offer ${use.name}`, use.name);
    const names = claim.oneOf.map(({ name }) => name).join(' or ');
    if (names !== '' && !claim.oneOf.some((use) => isOffered(object, use))) breach(`${object.path} offers none of ${names}`, names);
  }
  const { holds } = claim;
  if (!holds) return;
  for (const object of meant) {
    if (!holds.test(factsOf(ctx, object))) breach(`${object.path} is not as required`, holds.source.trim());
  }
}

function isPartOf(object: DeviceObject, filter: DeviceObject): boolean {
  return [...lineage(object)].includes(filter);
}

function factsOf(ctx: CaseContext, object: DeviceObject) {
  return { arch: ctx.scope.arch, object: objectFacts(object) };
}
