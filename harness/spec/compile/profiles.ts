/** Compiles profiles: what a device of a kind must offer. */
import { didYouMean } from '../../base/suggest.ts';
import type { Cursor } from '../cursor.ts';
import type { Profile, Requirement } from '../language.ts';
import type { CompiledProfile, CompiledRequirement, ItemUse } from '../model.ts';
import { assertedRules, compileCondition, itemUse, type CompileContext } from './context.ts';
import { withoutAbsent } from './requests.ts';
import { variablesOf } from './variables-in-scope.ts';

interface Declared {
  readonly cursor: Cursor<Profile>;
  readonly path: string;
}

/** All profiles of all files; each with the requirements of those that it includes. */
export function compileProfiles(ctx: CompileContext, declared: readonly Declared[]): CompiledProfile[] {
  const byName = new Map<string, Declared>();
  for (const each of declared) {
    const name = each.cursor.need('profile');
    const twin = byName.get(name.value);
    if (twin) ctx.report(name.problem('KS040', `the profile "${name.value}" is declared twice`, `first in ${twin.cursor.at.file}:${twin.cursor.at.line}`));
    else byName.set(name.value, each);
  }
  const own = new Map(declared.map((each) => [each, compileRequirements(ctx, each)]));
  return declared.map((each) => compileProfile(ctx, each, byName, own));
}

/** The requirements of all profiles, each once. */
export function requirementsOf(profiles: readonly CompiledProfile[]): CompiledRequirement[] {
  return [...new Set(profiles.flatMap(({ requires }) => requires))];
}

function compileProfile(
  ctx: CompileContext,
  { cursor, path }: Declared,
  byName: ReadonlyMap<string, Declared>,
  own: ReadonlyMap<Declared, readonly CompiledRequirement[]>,
): CompiledProfile {
  const { profile, title, about, sources } = cursor.value;
  const requires = new Set<CompiledRequirement>();
  const visit = (at: Cursor<Profile>, open: readonly string[]): void => {
    for (const name of at.get('includes')?.list() ?? []) {
      const included = byName.get(name.value);
      if (!included) ctx.report(name.problem('KS042', `there is no profile "${name.value}"`, didYouMean(name.value, byName.keys())));
      else if (open.includes(name.value)) ctx.report(name.problem('KS042', `the profile "${name.value}" includes itself`));
      else visit(included.cursor, [...open, name.value]);
    }
    for (const [declared, requirements] of own) if (declared.cursor === at) for (const each of requirements) requires.add(each);
  };
  visit(cursor, [profile]);
  return {
    name: profile,
    path,
    title,
    ...withoutAbsent({ about }),
    sources,
    applies: compileApplies(ctx, cursor.need('applies')),
    requires: [...requires],
    at: cursor.at,
  };
}

function compileApplies(ctx: CompileContext, cursor: Cursor<Profile['applies']>): CompiledProfile['applies'] {
  const { on } = cursor.value;
  const where = cursor.get('where');
  return {
    on,
    ...withoutAbsent({ where: where && compileCondition(ctx, where, variablesOf([on], ctx.attributes, false)) }),
    offers: itemUses(ctx, cursor.get('offers')),
    lacks: itemUses(ctx, cursor.get('lacks')),
  };
}

function itemUses(ctx: CompileContext, cursor: Cursor<string[]> | undefined): ItemUse[] {
  return cursor?.list().map((item) => itemUse(ctx, item as Cursor<string>, undefined, false)) ?? [];
}

function compileRequirements(ctx: CompileContext, { cursor, path }: Declared): CompiledRequirement[] {
  const list = cursor.get('requires')?.list() ?? [];
  return list.map((each) => compileRequirement(ctx, each as Cursor<Requirement>, cursor.value.profile, path));
}

function compileRequirement(ctx: CompileContext, cursor: Cursor<Requirement>, profile: string, path: string): CompiledRequirement {
  const { require, title, about, on, least = 1, most } = cursor.value;
  const rules = assertedRules(ctx, cursor.get('cites'));
  const variables = variablesOf([on], ctx.attributes, false);
  const where = cursor.get('where');
  const holds = cursor.get('holds');
  return {
    kind: 'requirement',
    id: `${profile}.${require}`,
    path,
    title,
    ...withoutAbsent({
      about,
      most,
      where: where && compileCondition(ctx, where, variables),
      holds: holds && compileCondition(ctx, holds, variables),
    }),
    rules,
    strength: rules[0]?.strength ?? 'may',
    on,
    least,
    items: itemUses(ctx, cursor.get('items')),
    oneOf: itemUses(ctx, cursor.get('oneOf')),
    at: cursor.at,
  };
}
