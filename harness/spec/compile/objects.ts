/** Compiles the kinds of object: how a device is discovered and its objects opened. */
import type { Cursor } from '../cursor.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { ObjectDeclaration, ObjectKind, SpecFile } from '../language.ts';
import type { CompiledAttribute, CompiledObject } from '../model.ts';
import {
  compileBindings,
  compileCondition,
  compileExpressionAt,
  itemUse,
  typeAt,
  type CompileContext,
} from './context.ts';
import { checkFields, withoutAbsent } from './requests.ts';
import { Variables } from './variables-in-scope.ts';
import { compileVerb, noFlags } from './verbs.ts';

type Declarations = readonly Cursor<NonNullable<SpecFile['objects']>>[];
type Attribute = NonNullable<ObjectDeclaration['attributes']>[string];

/** The declaration of each kind, from whichever file has it; a second one is reported. */
export function collectObjects(
  files: Declarations,
  report: CompileContext['report'],
): ReadonlyMap<ObjectKind, Cursor<ObjectDeclaration>> {
  const found = new Map<ObjectKind, Cursor<ObjectDeclaration>>();
  for (const file of files) {
    for (const [name, cursor] of file.entries()) {
      const kind = name as ObjectKind;
      const first = found.get(kind);
      if (first) report(cursor.keyProblem('KS040', `${kind} is declared twice`, `first in ${first.at.file}:${first.at.line}`));
      else found.set(kind, cursor as Cursor<ObjectDeclaration>);
    }
  }
  return found;
}

/** The parent of each declared kind. */
export function parentsOf(
  declared: ReadonlyMap<ObjectKind, Cursor<ObjectDeclaration>>,
): ReadonlyMap<ObjectKind, ObjectKind | undefined> {
  return new Map([...declared].map(([kind, { value }]) => [kind, value.parent]));
}

/** The names of the attributes of each kind, with those of its ancestors. */
export function attributesOf(
  declared: ReadonlyMap<ObjectKind, Cursor<ObjectDeclaration>>,
): ReadonlyMap<ObjectKind, ReadonlySet<string>> {
  const parents = parentsOf(declared);
  return new Map(
    [...declared.keys()].map((kind) => {
      const names = new Set<string>();
      const seen = new Set<ObjectKind>();
      for (let at: ObjectKind | undefined = kind; at !== undefined && !seen.has(at); at = parents.get(at)) {
        seen.add(at);
        const value: ObjectDeclaration | undefined = declared.get(at)?.value;
        if (value?.index !== undefined) names.add(value.index);
        for (const name of Object.keys(value?.attributes ?? {})) names.add(name);
      }
      return [kind, names];
    }),
  );
}

/** Compiles one kind. Its expressions see the attributes by their bare names, and those of its ancestors. */
export function compileObject(ctx: CompileContext, kind: ObjectKind, cursor: Cursor<ObjectDeclaration>): CompiledObject {
  const { value } = cursor;
  checkParent(ctx, kind, cursor);
  const inherited = value.parent === undefined ? [] : [...(ctx.attributes.get(value.parent) ?? [])];
  const before = new Variables(['arch', 'object', ...inherited]);
  const indexed = value.index === undefined ? before : before.plus(value.index);
  const complete = new Variables(['arch', 'object', ...(ctx.attributes.get(kind) ?? [])]);
  const count = cursor.get('count');
  const state = cursor.get('state');
  const when = cursor.get('when');
  const verb = cursor.get('verb');
  return {
    kind,
    ...withoutAbsent({
      parent: value.parent,
      index: value.index,
      via: value.via,
      state: state && itemUse(ctx, state, 'property', false),
      open: compileOpen(ctx, cursor.get('open'), complete),
      when: when && compileCondition(ctx, when, value.via === undefined ? indexed : complete),
    }),
    count: count ? compileExpressionAt(ctx, count, before) : ctx.compiler.compile(1, cursor.at),
    fields: compileBindings(ctx, cursor.get('fields'), complete),
    flags: verb ? compileVerb(ctx, verb, 'property', complete) : noFlags(ctx, cursor),
    attributes: compileAttributes(ctx, cursor, indexed),
    at: cursor.keyAt,
  };
}

function checkParent(ctx: CompileContext, kind: ObjectKind, cursor: Cursor<ObjectDeclaration>): void {
  const parent = cursor.get('parent');
  if (parent && !ctx.parents.has(parent.value)) {
    ctx.report(parent.problem('KS038', `the kind "${parent.value}" is not declared`, didYouMean(parent.value, ctx.parents.keys())));
  }
  const seen = new Set<ObjectKind>([kind]);
  for (let at = parent?.value; at !== undefined; at = ctx.parents.get(at)) {
    if (parent && seen.has(at)) return ctx.report(parent.problem('KS038', `${kind} is found under itself`));
    seen.add(at);
  }
}

function compileOpen(
  ctx: CompileContext,
  cursor: Cursor<NonNullable<ObjectDeclaration['open']>> | undefined,
  variables: Variables,
): CompiledObject['open'] {
  if (!cursor) return undefined;
  const struct = cursor.need('struct');
  const codec = typeAt(ctx, struct);
  const fields = cursor.get('fields');
  for (const [name, member] of fields?.entries() ?? []) {
    if (!codec?.fieldNames || codec.fieldNames.includes(name)) continue;
    ctx.report(member.keyProblem('KS039', `${struct.value} has no field "${name}"`, didYouMean(name, codec.fieldNames)));
  }
  const append = cursor.get('append');
  const access = cursor.get('access');
  return {
    class: compileExpressionAt(ctx, cursor.need('class'), variables),
    struct: struct.value,
    fields: compileBindings(ctx, fields, variables),
    ...withoutAbsent({
      append: append && compileExpressionAt(ctx, append, variables),
      access: access && compileExpressionAt(ctx, access, variables),
    }),
  };
}

function compileAttributes(
  ctx: CompileContext,
  cursor: Cursor<ObjectDeclaration>,
  before: Variables,
): ReadonlyMap<string, CompiledAttribute> {
  const attributes = new Map<string, CompiledAttribute>();
  let variables = before;
  for (const [name, attribute] of cursor.get('attributes')?.entries() ?? []) {
    attributes.set(name, compileAttribute(ctx, attribute as Cursor<Attribute>, variables));
    variables = variables.plus(name);
  }
  return attributes;
}

function compileAttribute(ctx: CompileContext, cursor: Cursor<Attribute>, variables: Variables): CompiledAttribute {
  const { value } = cursor;
  if ('let' in value) {
    return { kind: 'let', let: compileExpressionAt(ctx, (cursor as Cursor<typeof value>).need('let'), variables) };
  }
  const get = cursor as Cursor<typeof value>;
  const item = itemUse(ctx, get.need('get'), 'property', false);
  checkFields(ctx, get.get('with'), item);
  const kept = get.get('value');
  return {
    kind: 'get',
    get: item,
    with: compileBindings(ctx, get.get('with'), variables),
    ...(kept ? { value: compileExpressionAt(ctx, kept, variables.plus('value', 'bytes')) } : {}),
    default: compileExpressionAt(ctx, get.need('default'), variables),
  };
}
