/** Compiles the items of spec files: properties, events and methods. */
import type { Codec } from '../../abi/codec.ts';
import { constantByName, guidByName, itemByName } from '../../abi/names.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { Cursor } from '../cursor.ts';
import type { EventSpec, MethodSpec, ObjectKind, PropertySpec } from '../language.ts';
import type { Constraints, EventItem, Item, ItemBase, ItemKind, MethodItem, PropertyItem } from '../model.ts';
import { citedRules, compileBindings, compileConditions, compileExpressionAt, kindsOf, type CompileContext } from './context.ts';
import { typesByKind, type TypeCursor } from './item-types.ts';
import type { DeclaredSet } from './sets.ts';
import { variablesOf, type Variables } from './variables-in-scope.ts';

type ItemSpec = PropertySpec | EventSpec | MethodSpec;
/** What all three have in common. */
type CommonSpec = Omit<EventSpec, 'presence' | 'data' | 'defaults' | 'oneShot'>;

/** Input structs by kind of item and, where they differ, of object. */
const requestTypes: Record<ItemKind, Partial<Record<ObjectKind, string>> & { other: string }> = {
  property: { pinFactory: 'KSP_PIN', node: 'KSP_NODE', other: 'KSPROPERTY' },
  event: { pinFactory: 'KSE_PIN', node: 'KSE_NODE', other: 'KSEVENT' },
  method: { node: 'KSM_NODE', other: 'KSMETHOD' },
};

/** One item of a file. */
interface Entry<S extends ItemSpec> {
  readonly set: DeclaredSet;
  readonly path: string;
  readonly name: string;
  readonly id: number;
  readonly cursor: Cursor<S>;
}

/** Compiles the items of a set, in the order written. */
export function compileItems(ctx: CompileContext, set: DeclaredSet, path: string): Item[] {
  const all: Item[] = [];
  const each = <S extends ItemSpec>(items: Cursor<Record<string, S>>, compile: (entry: Entry<S>) => Item): void => {
    const defaults = set.cursor.get('defaults') as Cursor<S> | undefined;
    for (const [name, item] of items.entries()) {
      const own = item as Cursor<S>;
      const cursor = defaults ? own.withDefaults(defaults) : own;
      const id = idOf(ctx, set, name, cursor);
      if (id !== undefined) all.push(compile({ set, path, name, id, cursor }));
    }
  };
  const section = { property: 'properties', event: 'events', method: 'methods' } as const;
  // The section of the file decides what the items are.
  const items = (set.cursor as unknown as Cursor<Record<string, unknown>>).need(section[set.kind]) as unknown;
  switch (set.kind) {
    case 'property':
      each(items as Cursor<Record<string, PropertySpec>>, (entry) => compileProperty(ctx, entry));
      break;
    case 'event':
      each(items as Cursor<Record<string, EventSpec>>, (entry) => compileEvent(ctx, entry));
      break;
    case 'method':
      each(items as Cursor<Record<string, MethodSpec>>, (entry) => compileMethod(ctx, entry));
  }
  return all;
}

function idOf(ctx: CompileContext, set: DeclaredSet, name: string, cursor: Cursor<unknown>): number | undefined {
  const id = set.id(name);
  if (id !== undefined) return id;
  if (set.itemNames.includes(name)) {
    ctx.report(cursor.keyProblem('KS031', `no source tells the id of ${name}`, 'give it in `ids` of the set'));
    return undefined;
  }
  const elsewhere = itemByName(name)?.sets.map((other) => other.name);
  const hint = elsewhere?.length ? `it is in ${elsewhere.join(', ')}` : didYouMean(name, set.itemNames);
  ctx.report(cursor.keyProblem('KS031', `${set.name} has no ${set.kind} "${name}"`, hint));
  return undefined;
}

/** Reports what neither the item nor the defaults of its set say. */
function checkSaid<T>(ctx: CompileContext, cursor: Cursor<T>, ...keys: (keyof T & string)[]): void {
  for (const key of keys) {
    if (cursor.value[key] === undefined) ctx.report(cursor.keyProblem('KS015', `the key "${key}" is missing`, 'say it here or in `defaults` of the set'));
  }
}

/** The class drivers as targets name them (`FilterInterface.classDriver`). */
const classDrivers: readonly string[] = ['avstream', 'portcls', 'stream', 'ks'];

/** What every kind of item has. `type` is the cursor of the value type, `fallback` stands in where there is none. */
function compileBase(
  ctx: CompileContext,
  { set, path, name, id }: Omit<Entry<ItemSpec>, 'cursor'>,
  cursor: Cursor<CommonSpec>,
  type: TypeCursor | undefined,
  fallback = 'none',
): { readonly base: ItemBase; readonly variables: Variables; readonly codecs: readonly Codec[] } {
  const spec = cursor.value;
  const on = kindsOf(cursor.get('on') ?? set.cursor.get('on'));
  const variables = variablesOf(on, ctx.attributes, true);
  const requests = typesByKind(ctx, on, cursor.get('request'), (kind) => requestTypes[set.kind][kind] ?? requestTypes[set.kind].other);
  const values = type?.value === 'request' ? requests : typesByKind(ctx, on, type, type ? undefined : () => fallback);
  if (type?.value === 'request' && !cursor.get('request')) {
    ctx.report(type.problem('KS015', 'the value is that of the request, but the request is not said'));
  }
  const via = cursor.get('via')?.list().map(({ value }) => value as 'filter' | 'pin') ?? ['filter'];
  const base: ItemBase = {
    name,
    set: { name: set.name, guid: set.guid, ids: Object.values(set.cursor.value.ids ?? {}) },
    setPresence: set.cursor.value.presence ?? 'optional',
    id,
    on: alsoThroughPins(on, via),
    via,
    requestTypes: alsoTyped(requests.types),
    requestType: requests.first,
    with: compileBindings(ctx, cursor.get('with'), variables),
    valueTypes: alsoTyped(values.types),
    valueType: values.first,
    sized: values.codecs[0]?.shape ?? 'fixed',
    cites: citedRules(ctx, cursor.get('cites') ?? set.cursor.get('cites')),
    nodeTypes: nodeTypes(ctx, cursor),
    kernelOnly: spec.kernelOnly ?? false,
    ...(spec.unsure === undefined ? {} : { unsure: spec.unsure }),
    ...(spec.since === undefined ? {} : { since: spec.since }),
    ...(spec.about === undefined ? {} : { about: spec.about }),
    sources: spec.sources ?? set.cursor.value.sources ?? [],
    requiredOn: requiredOn(ctx, cursor),
    at: cursor.keyAt,
    path,
  };
  return { base, variables, codecs: values.codecs };
}

/** A node that is asked through pins is found under each of them as well. */
function alsoThroughPins(on: readonly ObjectKind[], via: readonly string[]): readonly ObjectKind[] {
  return on.includes('node') && via.includes('pin') ? [...on, 'pinNode'] : on;
}

/** What is said of a node holds of the same node under a pin. */
function alsoTyped(types: ItemBase['requestTypes']): ItemBase['requestTypes'] {
  return types.node === undefined ? types : { ...types, pinNode: types.node };
}

/** Class drivers by name, node types by GUID. */
function requiredOn(ctx: CompileContext, cursor: Cursor<CommonSpec>): string[] {
  return (
    cursor.get('requiredOn')?.list().flatMap((who) => {
      if (classDrivers.includes(who.value)) return who.value;
      const guid = who.value.startsWith('KSNODETYPE_') ? guidByName(who.value) : undefined;
      if (guid === undefined) {
        const hint = didYouMean(who.value, [...classDrivers, ...ctx.names.all()]) ?? `class drivers are ${classDrivers.join(', ')}`;
        ctx.report(who.problem('KS043', `"${who.value}" is neither a class driver nor a node type`, hint));
      }
      return guid ?? [];
    }) ?? []
  );
}

function nodeTypes(ctx: CompileContext, cursor: Cursor<CommonSpec>): string[] {
  return (
    cursor.get('nodeTypes')?.list().flatMap((type) => {
      const guid = guidByName(type.value);
      if (guid === undefined) ctx.report(type.problem('KS030', `there is no node type "${type.value}"`, didYouMean(type.value, ctx.names.all())));
      return guid ?? [];
    }) ?? []
  );
}

function compileProperty(ctx: CompileContext, entry: Entry<PropertySpec>): PropertyItem {
  const { cursor } = entry;
  const spec = cursor.value;
  checkSaid(ctx, cursor, 'get', 'set', 'value');
  const { base, variables, codecs } = compileBase(ctx, entry, cursor.view<CommonSpec>(), cursor.get('value'));
  const valueField = cursor.get('valueField');
  if (valueField) checkValueField(ctx, valueField, codecs);
  const sizeOf = cursor.get('sizeOf');
  return {
    kind: 'property',
    ...base,
    ...compileConstraints(ctx, cursor, variables),
    access: { get: spec.get ?? 'optional', set: spec.set ?? 'optional' },
    ...(spec.valueField === undefined ? {} : { valueField: spec.valueField }),
    volatile: spec.volatile ?? false,
    clamps: spec.clamps ?? false,
    ...(spec.minData === undefined ? {} : { minData: spec.minData }),
    ...(sizeOf ? { sizeOf: compileExpressionAt(ctx, sizeOf, variables) } : {}),
    raises: cursor.get('raises')?.list().map((event) => eventName(ctx, event as Cursor<string>)) ?? [],
    states: cursor.get('states')?.list().flatMap((state) => pinState(ctx, state) ?? []) ?? [],
    destructive: spec.destructive ?? false,
    restore: spec.restore ?? true,
  };
}

function checkValueField(ctx: CompileContext, cursor: Cursor<string>, codecs: readonly Codec[]): void {
  const [name = ''] = cursor.value.split('.');
  for (const { type, fieldNames } of codecs) {
    if (fieldNames?.includes(name)) continue;
    ctx.report(cursor.problem('KS039', `${type} has no field "${name}"`, didYouMean(name, fieldNames ?? [])));
  }
}

/** Events may stand in files that are compiled later, so their names are checked when all are known. */
function eventName(ctx: CompileContext, cursor: Cursor<string>): string {
  ctx.afterItems(() => {
    const found = ctx.items.get(cursor.value) ?? [];
    if (found.some((item) => item.kind === 'event')) return;
    const events = [...ctx.items].filter(([, items]) => items.some((item) => item.kind === 'event')).map(([each]) => each);
    ctx.report(cursor.problem('KS031', `no spec file declares an event "${cursor.value}"`, didYouMean(cursor.value, events)));
  });
  return cursor.value;
}

function pinState(ctx: CompileContext, cursor: Cursor<string>): number | undefined {
  const value = cursor.value.startsWith('KSSTATE_') ? constantByName(cursor.value) : undefined;
  if (typeof value === 'number') return value;
  const states = ['KSSTATE_STOP', 'KSSTATE_ACQUIRE', 'KSSTATE_PAUSE', 'KSSTATE_RUN'];
  ctx.report(cursor.problem('KS016', `"${cursor.value}" is no pin state`, didYouMean(cursor.value, states) ?? `one of ${states.join(', ')}`));
  return undefined;
}

function compileConstraints(ctx: CompileContext, cursor: Cursor<PropertySpec>, variables: Variables): Constraints {
  const given = cursor.get('range');
  const range = given && given.value !== 'device' ? (given as Cursor<Exclude<typeof given.value, 'device'>>) : undefined;
  const step = range?.get('step');
  const oneOf = cursor.get('oneOf');
  const flags = cursor.get('flags');
  const compile = (expression: Cursor<string | number | boolean>) => compileExpressionAt(ctx, expression, variables);
  return {
    ...(range
      ? { range: { min: compile(range.need('min')), max: compile(range.need('max')), ...(step ? { step: compile(step) } : {}) } }
      : {}),
    deviceRange: given?.value === 'device',
    ...(oneOf ? { oneOf: oneOf.list().map(compile) } : {}),
    ...(flags ? { flags: flags.list().map(compile) } : {}),
    where: compileConditions(ctx, cursor.get('where'), variables.plus('value')),
  };
}

function compileEvent(ctx: CompileContext, entry: Entry<EventSpec>): EventItem {
  const { cursor } = entry;
  checkSaid(ctx, cursor, 'presence');
  const { base, variables } = compileBase(ctx, entry, cursor.view<CommonSpec>(), cursor.get('data'), 'KSEVENTDATA');
  return {
    kind: 'event',
    ...base,
    presence: cursor.value.presence ?? 'optional',
    defaults: compileBindings(ctx, cursor.get('defaults'), variables),
    oneShot: cursor.value.oneShot ?? true,
  };
}

function compileMethod(ctx: CompileContext, entry: Entry<MethodSpec>): MethodItem {
  const { cursor } = entry;
  checkSaid(ctx, cursor, 'presence', 'flags', 'value');
  const { base } = compileBase(ctx, entry, cursor.view<CommonSpec>(), cursor.get('value'));
  const { presence = 'optional', flags: flagsName = 'NONE' } = cursor.value;
  const flags = constantByName(`KSMETHOD_TYPE_${flagsName}`);
  if (typeof flags !== 'number') throw new Error(`the ABI lacks KSMETHOD_TYPE_${flagsName}`);
  return { kind: 'method', ...base, presence, flags, flagsName };
}
