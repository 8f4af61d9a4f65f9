/** Collects the structs that spec files declare. */
import { codecOf, TypeExpressionError, type TypeTable } from '../../abi/codec.ts';
import { layoutOf, namedType } from '../../abi/layout.ts';
import type { Problem } from '../../base/errors.ts';
import type { Cursor } from '../cursor.ts';
import { typeMistake } from '../expression.ts';
import type { SpecFile } from '../language.ts';
import type { SpecDocument } from '../spec-files.ts';

type Fields = NonNullable<SpecFile['types']>[string];

/** All declared structs; unknown field types, twins and names of the ABI are reported. */
export function collectTypes(documents: readonly SpecDocument[], report: (problem: Problem) => void): TypeTable {
  const declared = new Map<string, Cursor<Fields>>();
  for (const { root } of documents) {
    for (const [name, cursor] of root.get('types')?.entries() ?? []) {
      const first = declared.get(name);
      if (first) report(cursor.keyProblem('KS040', `the type "${name}" is declared twice`, `first in ${first.at.file}:${first.at.line}`));
      else if (layoutOf('x64', name) ?? namedType('x64', name)) {
        report(cursor.keyProblem('KS040', `${name} is a type of the headers; a struct of your own needs a name of its own`));
      } else declared.set(name, cursor);
    }
  }
  for (const [name, cursor] of [...declared]) {
    if (!holdsItself(name, declared)) continue;
    report(cursor.keyProblem('KS032', `${name} holds itself, so it has no size`));
    // Not a type to any other: the codec compiler would go round in circles.
    declared.delete(name);
  }
  const types: TypeTable = Object.fromEntries([...declared].map(([name, { value }]) => [name, value]));
  for (const [name, cursor] of declared) checkType(name, cursor, types, report);
  return types;
}

/** Whether a struct has itself among its fields, or among theirs. */
function holdsItself(name: string, declared: ReadonlyMap<string, Cursor<Fields>>): boolean {
  const seen = new Set<string>();
  const queue = [name];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const mentioned = declared.get(at)?.value.flatMap(({ type }) => type.match(/[A-Za-z_]\w*/g) ?? []) ?? [];
    for (const next of mentioned) {
      if (next === name) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return false;
}

/** A struct is right if the codec compiler takes it; the field to blame is one whose type alone is refused. */
function checkType(name: string, cursor: Cursor<Fields>, types: TypeTable, report: (problem: Problem) => void): void {
  const seen = new Set<string>();
  for (const field of cursor.list()) {
    const at = field.need('field');
    if (seen.has(at.value)) report(at.problem('KS040', `the field "${at.value}" is declared twice`));
    seen.add(at.value);
  }
  const whole = typeError(name, types);
  if (!whole) return;
  const blamed = cursor.list().flatMap((field) => {
    const type = field.need('type');
    const wrong = typeError(type.value, types);
    return wrong ? [type.problem('KS032', wrong.message, wrong.hint)] : [];
  });
  for (const problem of blamed.length > 0 ? blamed : [cursor.keyProblem('KS032', whole.message, whole.hint)]) report(problem);
}

function typeError(type: string, types: TypeTable): ReturnType<typeof typeMistake> | undefined {
  try {
    codecOf(type, 'x64', types);
    return undefined;
  } catch (error) {
    if (error instanceof TypeExpressionError) return typeMistake(error);
    throw error;
  }
}
