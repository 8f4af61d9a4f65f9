/** Compiles requests and what their answers must show. */
import { codecOf, TypeExpressionError } from '../../abi/codec.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import { layoutOf } from '../../abi/layout.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { Cursor } from '../cursor.ts';
import type { Expectation, Request } from '../language.ts';
import type { CompiledExpectation, CompiledRequest, Expression, ItemKind, ItemUse, Rule } from '../model.ts';
import { assertedRules, compileBindings, compileConditions, compileExpressionAt, itemUse, type CompileContext } from './context.ts';
import type { StepScope } from './step-scope.ts';
import { compileStatus, successSet } from './status-set.ts';
import { compileVerb, defaultVerb } from './verbs.ts';

const kindOfIoctl = new Map<unknown, ItemKind>([
  [IOCTL.IOCTL_KS_PROPERTY, 'property'],
  [IOCTL.IOCTL_KS_METHOD, 'method'],
  [IOCTL.IOCTL_KS_ENABLE_EVENT, 'event'],
  [IOCTL.IOCTL_KS_DISABLE_EVENT, 'event'],
]);

/** Compiles a request in full. Without an item of its own it is about the item of the law, if there is one. */
export function compileRequest(ctx: CompileContext, cursor: Cursor<Request>, scope: StepScope): CompiledRequest {
  const { variables } = scope;
  const compile = (member: Cursor<string | number | boolean> | undefined): Expression | undefined =>
    member && compileExpressionAt(ctx, member, variables);
  const ioctl = compile(cursor.get('ioctl'));
  const named = cursor.get('item');
  const item = named ? itemUse(ctx, named, undefined, scope.itemKind !== undefined) : ownItem(scope, cursor.value);
  const kind = kindOf(item, scope) ?? kindOfIoctl.get(ioctl?.constant);
  const verb = cursor.get('verb');
  const givesValue = cursor.value.value !== undefined || cursor.value.valueBytes !== undefined;
  const flags = verb
    ? compileVerb(ctx, verb, kind ?? 'property', variables)
    : item && kind && defaultVerb(ctx, cursor, kind, givesValue, variables);
  checkFields(ctx, cursor.get('with'), item);
  const headers = cursor.get('headers');
  const optional = {
    ioctl,
    to: handleName(ctx, cursor.get('to'), scope),
    item,
    set: compile(cursor.get('set')),
    id: compile(cursor.get('id')),
    flags,
    input: compile(cursor.get('input')),
    inputBytes: compile(cursor.get('inputBytes')),
    inputAt: boundName(ctx, cursor.get('inputAt'), bufferNames(scope), 'buffer or enable'),
    outputAt: boundName(ctx, cursor.get('outputAt'), scope.buffers, 'buffer'),
    output: compile(cursor.get('output')),
    value: compile(cursor.get('value')),
    valueBytes: compile(cursor.get('valueBytes')),
    memory: cursor.value.memory && withoutAbsent(cursor.value.memory),
    headers: headers?.list().map((header) => compileBindings(ctx, header, variables)),
  };
  return { ...withoutAbsent(optional), with: compileBindings(ctx, cursor.get('with'), variables), at: cursor.at };
}

/** The item of the law, unless the request says itself what is asked. */
function ownItem(scope: StepScope, request: Request): ItemUse | undefined {
  if (scope.itemKind === undefined || request.inputBytes !== undefined || request.headers !== undefined) return undefined;
  return { name: 'item', own: true, candidates: [] };
}

export function kindOf(item: ItemUse | undefined, scope: StepScope): ItemKind | undefined {
  return item?.own ? scope.itemKind : item?.candidates[0]?.kind;
}

/** Reports fields of `with` that the request struct of none of the candidates has. */
export function checkFields(
  ctx: CompileContext,
  cursor: Cursor<Record<string, unknown>> | undefined,
  item: ItemUse | undefined,
): void {
  // What struct the item of a law takes is only known when the law is applied.
  if (!cursor || !item || item.own || item.candidates.length === 0) return;
  const types = item.candidates.flatMap((each) => Object.values(each.requestTypes));
  const fields = types.map((type) => fieldsOf(ctx, type));
  if (fields.includes(undefined)) return;
  const known = new Set(fields.flatMap((names) => names ?? []));
  for (const [name, member] of cursor.entries()) {
    if (known.has(name)) continue;
    ctx.report(member.keyProblem('KS039', `the request of ${item.name} has no field "${name}"`, didYouMean(name, known)));
  }
}

/** Names that `with` may give for a request type: its fields, however deep; undefined if it takes any. */
function fieldsOf(ctx: CompileContext, type: string): string[] | undefined {
  const [struct = '', ...tail] = type.split('+').map((part) => part.trim());
  const own = leavesOf(struct) ?? fieldNames(ctx, struct);
  if (!own || tail.length === 0) return own;
  const rest = fieldNames(ctx, tail.join(' + '));
  return rest && [...own, ...rest];
}

function fieldNames(ctx: CompileContext, type: string): string[] | undefined {
  try {
    const names = codecOf(type, 'x64', ctx.types).fieldNames;
    return names ? [...names] : undefined;
  } catch (error) {
    // An unknown type is reported where it is declared.
    if (error instanceof TypeExpressionError) return undefined;
    throw error;
  }
}

function leavesOf(struct: string): string[] | undefined {
  return layoutOf('x64', struct)?.fields.flatMap((field) => {
    const name = field.name.slice(field.name.lastIndexOf('.') + 1);
    return [name, ...(leavesOf(field.type) ?? [])];
  });
}

/** The name of a handle: the subject's, one of an ancestor by its kind, or one that a step opened. */
export function handleName(ctx: CompileContext, cursor: Cursor<string> | undefined, scope: StepScope): string | undefined {
  return boundName(ctx, cursor, scope.handles, 'handle');
}

/** What has an address that a step can name. */
export function bufferNames(scope: StepScope): ReadonlySet<string> {
  return new Set([...scope.buffers, ...scope.enables]);
}

/** A name that a step must have bound before. */
export function boundName(
  ctx: CompileContext,
  cursor: Cursor<string> | undefined,
  known: ReadonlySet<string>,
  what: string,
): string | undefined {
  if (!cursor) return undefined;
  if (!known.has(cursor.value)) {
    const hint = didYouMean(cursor.value, known) ?? (known.size > 0 ? `known here: ${[...known].join(', ')}` : undefined);
    ctx.report(cursor.problem('KS037', `no ${what} is called "${cursor.value}" here`, hint));
  }
  return cursor.value;
}

/**
 * Compiles `expect`, and where none is written the demand that the step succeeds.
 * @param as name of the answer, which conditions may use too
 */
export function compileExpectation(
  ctx: CompileContext,
  cursor: Cursor<Expectation> | undefined,
  step: Cursor<unknown>,
  scope: StepScope,
  as?: string,
): CompiledExpectation {
  if (!cursor) {
    const { rules, strength } = scope;
    return { status: successSet, implied: true, where: [], rules, strength, at: step.at };
  }
  const variables = scope.conditionVariables(as);
  const compile = (member: Cursor<string | number | boolean> | undefined): Expression | undefined =>
    member && compileExpressionAt(ctx, member, variables);
  const rules = rulesOr(ctx, cursor.get('cites'), scope);
  return {
    status: compileStatus(ctx, cursor.get('status')),
    implied: false,
    ...withoutAbsent({
      information: compile(cursor.get('information')),
      value: compile(cursor.get('value')),
      valid: cursor.value.valid,
      written: compile(cursor.get('written')),
    }),
    where: compileConditions(ctx, cursor.get('where'), variables),
    rules,
    strength: rules[0]?.strength ?? scope.strength,
    at: cursor.at,
  };
}

/** The rules that are cited here, else those of the claim. */
export function rulesOr(ctx: CompileContext, cursor: Cursor<string[]> | undefined, scope: StepScope): readonly Rule[] {
  const own = assertedRules(ctx, cursor);
  return own.length > 0 ? own : scope.rules;
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without the members that are undefined. */
export function withoutAbsent<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
