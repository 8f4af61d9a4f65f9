/** Compiles the universally quantified variables of claims. */
import type { Cursor } from '../cursor.ts';
import type { Quantifier } from '../language.ts';
import type { CompiledBounds, CompiledQuantifier, Quantifiers } from '../model.ts';
import { checkVariableNames, compileExpressionAt, type CompileContext } from './context.ts';
import { withoutAbsent } from './requests.ts';
import type { Variables } from './variables-in-scope.ts';

type Source = string | number | boolean;
type Bounds = { from?: Source | undefined; to?: Source | undefined; below?: Source | undefined };

/** Compiles `any`; each variable may use those before it. */
export function compileQuantifiers(
  ctx: CompileContext,
  cursor: Cursor<Record<string, Quantifier>> | undefined,
  variables: Variables,
  aboutItem: boolean,
): Quantifiers {
  const quantifiers = new Map<string, CompiledQuantifier>();
  checkVariableNames(ctx, cursor);
  let seen = variables;
  for (const [name, each] of cursor?.entries() ?? []) {
    quantifiers.set(name, compileQuantifier(ctx, each, seen, aboutItem));
    seen = seen.plus(name);
  }
  return quantifiers;
}

function compileQuantifier(
  ctx: CompileContext,
  cursor: Cursor<Quantifier>,
  variables: Variables,
  aboutItem: boolean,
): CompiledQuantifier {
  const { value } = cursor;
  const expression = (member: Cursor<Source>) => compileExpressionAt(ctx, member, variables);
  const bounds = (member: Cursor<Bounds>): CompiledBounds => {
    const bound = (key: keyof Bounds) => {
      const at = member.get(key);
      return at && expression(at);
    };
    return withoutAbsent({ from: bound('from'), to: bound('to'), below: bound('below') });
  };
  if (!aboutItem && ('value' in value || 'id' in value)) {
    const what = 'value' in value ? 'values' : 'unknown ids';
    ctx.report(cursor.problem('KS051', `only a law about an item can range over its ${what}`));
  }
  if ('length' in value) return { kind: 'length', ...bounds((cursor as Cursor<typeof value>).need('length')) };
  if ('integer' in value) return { kind: 'integer', ...bounds((cursor as Cursor<typeof value>).need('integer')) };
  if ('oneOf' in value) return { kind: 'oneOf', options: (cursor as Cursor<typeof value>).need('oneOf').list().map(expression) };
  if ('in' in value) return { kind: 'in', list: expression((cursor as Cursor<typeof value>).need('in')) };
  if ('value' in value) return { kind: 'value', valid: value.value === 'valid' };
  if ('id' in value) return { kind: 'id' };
  if ('guid' in value) return { kind: 'guid', near: value.guid === 'near' };
  if ('bytes' in value) {
    return { kind: 'bytes', length: expression((cursor as Cursor<typeof value>).need('bytes').need('length')) };
  }
  return { kind: 'bits', mask: expression((cursor as Cursor<typeof value>).need('bits').need('of')) };
}
