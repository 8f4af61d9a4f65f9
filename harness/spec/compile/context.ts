/** What compiling needs at hand: where problems go, what names mean, what is declared. */
import { codecOf, TypeExpressionError, type Codec, type TypeTable } from '../../abi/codec.ts';
import type { Problem } from '../../base/errors.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { Cursor } from '../cursor.ts';
import { ExpressionMistakes, typeMistake, type ExpressionCompiler } from '../expression.ts';
import { objectKinds, type ObjectKind } from '../language.ts';
import type { Bindings, Expression, Item, ItemKind, ItemUse, Rule } from '../model.ts';
import type { Names } from '../names.ts';
import { citedRule } from '../rules.ts';
import type { Variables } from './variables-in-scope.ts';

type Source = string | number | boolean;

/** Words of CEL's grammar: a variable of such a name could never be read. */
const reserved = new Set(
  'as break const continue else false for function if import in let loop namespace null package return true var void while'.split(' '),
);

const reservedMessage = (name: string): string => `"${name}" is a word of CEL and cannot name a variable`;

/** Reports names of variables that no expression could use: the keys of `any`, `let` or `state`. */
export function checkVariableNames(ctx: CompileContext, cursor: Cursor<Record<string, unknown>> | undefined): void {
  for (const [name, member] of cursor?.entries() ?? []) {
    if (reserved.has(name)) ctx.report(member.keyProblem('KS018', reservedMessage(name)));
  }
}

/** As {@link checkVariableNames}, of the name that `as` gives. */
export function checkVariableName(ctx: CompileContext, cursor: Cursor<string> | undefined): void {
  if (cursor && reserved.has(cursor.value)) ctx.report(cursor.problem('KS018', reservedMessage(cursor.value)));
}

export interface CompileContext {
  readonly report: (problem: Problem) => void;
  /** All files were found to be right when kscts was built: nothing will be reported. */
  readonly knownRight: boolean;
  readonly names: Names;
  readonly types: TypeTable;
  readonly compiler: ExpressionCompiler;
  readonly rules: ReadonlyMap<string, Rule>;
  /** Runs a check once the items of all files are known. */
  readonly afterItems: (check: () => void) => void;
  /** All items of all files; complete only after the last was compiled. */
  readonly items: ReadonlyMap<string, readonly Item[]>;
  /** The kind that each declared kind of object is found under; empty if none is declared. */
  readonly parents: ReadonlyMap<ObjectKind, ObjectKind | undefined>;
  /** Names of the attributes that each kind of object has, its ancestors' included; empty if no kind is declared. */
  readonly attributes: ReadonlyMap<ObjectKind, ReadonlySet<string>>;
}

/** Compiles an expression; reports what is wrong with it and then gives `0` in its place, so that the rest is checked. */
export function compileExpressionAt(ctx: CompileContext, cursor: Cursor<Source>, variables: Variables): Expression {
  try {
    return ctx.compiler.compile(cursor.value, cursor.at, variables);
  } catch (error) {
    if (!(error instanceof ExpressionMistakes)) throw error;
    for (const { code, message, hint, start, end } of error.mistakes) {
      const later = code === 'KS021' ? variables.boundLater(String(cursor.value).slice(start, end)) : undefined;
      ctx.report(cursor.problemWithin(code, later ?? message, start, end, later === undefined ? hint : undefined));
    }
    return ctx.compiler.compile(0, cursor.at);
  }
}

/** A condition: an expression that is not plainly something else than true or false. */
export function compileCondition(ctx: CompileContext, cursor: Cursor<string>, variables: Variables): Expression {
  const condition = compileExpressionAt(ctx, cursor, variables);
  if (condition.constant !== undefined && condition.source === cursor.value && typeof condition.constant !== 'boolean') {
    ctx.report(cursor.problem('KS023', `a condition must give true or false, not ${String(condition.constant)}`));
  }
  return condition;
}

export function compileConditions(
  ctx: CompileContext,
  cursor: Cursor<string | string[]> | undefined,
  variables: Variables,
): Expression[] {
  return cursor?.list().map((one) => compileCondition(ctx, one as Cursor<string>, variables)) ?? [];
}

/** Compiles named expressions; each sees those before it. */
export function compileBindings(
  ctx: CompileContext,
  cursor: Cursor<Record<string, Source>> | undefined,
  variables: Variables,
): Bindings {
  const bindings = new Map<string, Expression>();
  let seen = variables;
  for (const [name, expression] of cursor?.entries() ?? []) {
    bindings.set(name, compileExpressionAt(ctx, expression, seen));
    seen = seen.plus(name);
  }
  return bindings;
}

/** Looks up the rules that `cites` of a claim names; what cannot be observed cannot be claimed. */
export function assertedRules(ctx: CompileContext, cursor: Cursor<string[]> | undefined): Rule[] {
  const rules = citedRules(ctx, cursor);
  for (const id of cursor?.list() ?? []) {
    const rule = citedRule(ctx.rules, id.value);
    if (!rule || rule.observable) continue;
    const why = 'it binds the caller or cannot be seen from user mode';
    ctx.report(id.problem('KS034', `rule ${id.value} cannot be asserted: ${why}`, `it says: ${rule.text}`));
  }
  return rules;
}

/** Looks up the rules that `cites` names. */
export function citedRules(ctx: CompileContext, cursor: Cursor<string[]> | undefined): Rule[] {
  return (
    cursor?.list().flatMap((id) => {
      const rule = citedRule(ctx.rules, id.value);
      if (!rule) {
        const whole = ctx.rules.get(id.value.split('/')[0] ?? '');
        ctx.report(
          whole
            ? id.problem('KS033', `rule ${whole.id} has no clause with the tag of "${id.value}"`, `it says: ${whole.text}`)
            : id.problem('KS033', `there is no rule ${id.value}`, didYouMean(id.value, ctx.rules.keys())),
        );
        return [];
      }
      return [rule];
    }) ?? []
  );
}

/** The codec of a type expression; reports an unknown type and gives undefined. */
export function typeAt(ctx: CompileContext, cursor: Cursor<string>): Codec | undefined {
  try {
    return codecOf(cursor.value, 'x64', ctx.types);
  } catch (error) {
    if (!(error instanceof TypeExpressionError)) throw error;
    const { message, hint } = typeMistake(error);
    ctx.report(cursor.problem('KS032', message, hint));
    return undefined;
  }
}

/**
 * Resolves the name of an item in a step. `kind` is what the step can be done with.
 * @param own whether the word `item` stands for the item of a law
 */
export function itemUse(ctx: CompileContext, cursor: Cursor<string>, kind: ItemKind | undefined, own: boolean): ItemUse {
  const name = cursor.value;
  if (name === 'item') {
    if (!own) ctx.report(cursor.problem('KS031', '"item" stands for the item of a law about items; here there is none'));
    return { name, own: true, candidates: [] };
  }
  const found = ctx.items.get(name) ?? [];
  const candidates = kind ? found.filter((item) => item.kind === kind) : found;
  if (candidates.length === 0) {
    const [other] = found;
    const message = other
      ? `${name} is ${article(other.kind)}, not ${article(kind ?? other.kind)}`
      : `no spec file declares ${kind ? article(kind) : 'an item'} "${name}"`;
    const known = [...ctx.items].filter(([, items]) => !kind || items.some((item) => item.kind === kind)).map(([each]) => each);
    ctx.report(cursor.problem('KS031', message, other ? undefined : didYouMean(name, known)));
  }
  return { name, own: false, candidates };
}

const article = (kind: ItemKind): string => (kind === 'event' ? 'an event' : `a ${kind}`);

/** The object kinds in `on`; all if it is not given. */
export function kindsOf(cursor: Cursor<ObjectKind | ObjectKind[]> | undefined): readonly ObjectKind[] {
  return cursor ? cursor.list().map(({ value }) => value as ObjectKind) : objectKinds;
}
