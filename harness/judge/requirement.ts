/** Judges what a profile requires of a filter: from what discovery found, without a request. */
import { isOffered, lineage, type DeviceObject } from '../plan/device.ts';
import { objectFacts } from '../plan/facts.ts';
import type { CompiledRequirement } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { NotJudged } from './outcome.ts';

/**
 * Holds the objects that the requirement is about against it.
 * @throws Broken for the first thing that is lacking; NotJudged if there is none, or none can be had
 */
export function judgeRequirement(ctx: CaseContext, claim: CompiledRequirement): void {
  const { least, most, where, rules, strength } = claim;
  const breach = (message: string, expected: string): void => { ctx.breach(message, expected, rules, strength); };
  const own = ctx.device.filter((object) => object.kind === claim.on && isPartOf(object, ctx.case.subject));
  const meant = own.filter((object) => where?.test(factsOf(ctx, object)) ?? true);
  // What an object that cannot be opened offers is not known.
  const open = meant.filter((object) => object.absent === undefined);
  const kind = where ? `${claim.on} where ${where.source.trim()}` : claim.on;
  const [shut] = meant;
  if (open.length === 0 && shut) throw new NotJudged('no-instance', `${shut.path}: ${shut.absent ?? ''}`);
  if (open.length < least) breach(`there are ${open.length} of ${kind}`, `at least ${least}`);
  if (open.length === 0) throw new NotJudged('precondition', `there is no ${kind}`);
  if (most !== undefined && open.length > most) breach(`there are ${open.length} of ${kind}`, `at most ${most}`);
  for (const object of open) {
    for (const use of claim.items) if (!isOffered(object, use)) breach(`${object.path} does not offer ${use.name}`, use.name);
    const names = claim.oneOf.map(({ name }) => name).join(' or ');
    if (names !== '' && !claim.oneOf.some((use) => isOffered(object, use))) breach(`${object.path} offers none of ${names}`, names);
  }
  const { holds } = claim;
  if (!holds) return;
  for (const object of open) {
    if (!holds.test(factsOf(ctx, object))) breach(`${object.path} is not as required`, holds.source.trim());
  }
}

function isPartOf(object: DeviceObject, filter: DeviceObject): boolean {
  return [...lineage(object)].includes(filter);
}

function factsOf(ctx: CaseContext, object: DeviceObject) {
  return { arch: ctx.scope.arch, object: objectFacts(object) };
}
