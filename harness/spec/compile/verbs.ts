/** Verbs of requests: the Flags field by name. */
import { constantByName, constantsWithPrefix } from '../../abi/names.ts';
import { didYouMean } from '../../base/suggest.ts';
import type { Cursor } from '../cursor.ts';
import { ExpressionMistakes } from '../expression.ts';
import type { Expression, ItemKind } from '../model.ts';
import { compileExpressionAt, type CompileContext } from './context.ts';
import type { Variables } from './variables-in-scope.ts';

type Verb = string | number;

const prefixes: Record<ItemKind, string> = {
  property: 'KSPROPERTY_TYPE_',
  event: 'KSEVENT_TYPE_',
  method: 'KSMETHOD_TYPE_',
};

/**
 * Compiles verbs to the number in Flags. A text that is no verb of the kind is an expression (a number, a variable).
 */
export function compileVerb(
  ctx: CompileContext,
  cursor: Cursor<Verb | Verb[]>,
  kind: ItemKind,
  variables: Variables,
): Expression {
  const parts = cursor.list().map((one) => {
    const word = String(one.value);
    const constant = `${prefixes[kind]}${word}`;
    if (constantByName(constant) !== undefined) return constant;
    if (/^[A-Z][A-Z_]*$/.test(word) && constantByName(word) === undefined && !variables.names.has(word)) {
      const known = constantsWithPrefix(prefixes[kind]).map(({ name }) => name.slice(prefixes[kind].length));
      ctx.report(one.problem('KS036', `${kind} requests have no verb "${word}"`, didYouMean(word, known) ?? `one of ${known.join(', ')}`));
      return '0';
    }
    compileExpressionAt(ctx, one as Cursor<Verb>, variables);
    return `(${word})`;
  });
  return flagsOf(ctx, cursor, parts, variables);
}

/** The verb that is meant where a request names none. */
export function defaultVerb(
  ctx: CompileContext,
  cursor: Cursor<unknown>,
  kind: ItemKind,
  givesValue: boolean,
  variables: Variables,
): Expression {
  const verb = { property: givesValue ? 'SET' : 'GET', event: 'ENABLE', method: 'SEND' }[kind];
  return flagsOf(ctx, cursor, [`${prefixes[kind]}${verb}`], variables);
}

/** No modifier at all. */
export function noFlags(ctx: CompileContext, cursor: Cursor<unknown>): Expression {
  return ctx.compiler.compile(0, cursor.at);
}

function flagsOf(ctx: CompileContext, cursor: Cursor<unknown>, parts: readonly string[], variables: Variables): Expression {
  const [first = '0'] = parts;
  const source = parts.length > 1 ? `bitOr([${parts.join(', ')}])` : first;
  try {
    return shownAs(ctx.compiler.compile(source, cursor.at, variables), parts.map(shortName).join(' | '));
  } catch (error) {
    // A part was wrong and has been reported.
    if (error instanceof ExpressionMistakes) return noFlags(ctx, cursor);
    throw error;
  }
}

const shortName = (part: string): string => part.replace(/^KS(?:PROPERTY|EVENT|METHOD)_TYPE_/, '');

/** The same expression under the words that a person wrote. */
function shownAs(expression: Expression, source: string): Expression {
  const { at, constant, variables } = expression;
  return {
    source,
    at,
    variables,
    ...(constant === undefined ? {} : { constant }),
    evaluate: (scope) => expression.evaluate(scope),
    evaluateNumber: (scope) => expression.evaluateNumber(scope),
    test: (scope) => expression.test(scope),
  };
}
