/** The types of an item's request and value, which may differ by kind of object. */
import type { Codec } from '../../abi/codec.ts';
import type { Cursor } from '../cursor.ts';
import type { ObjectKind, TypeByKind } from '../language.ts';
import { typeAt, type CompileContext } from './context.ts';

export type TypeCursor = Cursor<string> | Cursor<TypeByKind> | Cursor<string | TypeByKind>;

export interface ItemTypes {
  /** For every kind of object that the item lives on. */
  readonly types: Readonly<Partial<Record<ObjectKind, string>>>;
  /** That of the first kind. */
  readonly first: string;
  /** Codecs of the types that the file names, in the order of the kinds. */
  readonly codecs: readonly Codec[];
}

/**
 * One type for all kinds in `on`, or one each; `fallback` where the file names none. Wrong ones are reported, and
 * missing ones if there is no fallback.
 */
export function typesByKind(
  ctx: CompileContext,
  on: readonly ObjectKind[],
  cursor: TypeCursor | undefined,
  fallback?: (kind: ObjectKind) => string,
): ItemTypes {
  const named = new Map(cursor ? namedTypes(ctx, on, cursor) : []);
  const missing = on.filter((kind) => !named.has(kind));
  if (!fallback && cursor && missing.length > 0) ctx.report(cursor.problem('KS015', `the type for ${missing.join(', ')} is missing`));
  const types = Object.fromEntries(on.map((kind) => [kind, named.get(kind)?.value ?? fallback?.(kind) ?? 'none']));
  const different = [...new Map([...named.values()].map((each) => [each.value, each])).values()];
  return {
    types,
    first: types[on[0] ?? 'filter'] ?? 'none',
    codecs: different.flatMap((each) => typeAt(ctx, each) ?? []),
  };
}

function namedTypes(ctx: CompileContext, on: readonly ObjectKind[], cursor: TypeCursor): [ObjectKind, Cursor<string>][] {
  if (typeof cursor.value === 'string') return on.map((kind) => [kind, cursor as Cursor<string>]);
  return (cursor as Cursor<TypeByKind>).entries().flatMap(([name, type]) => {
    const kind = name as ObjectKind;
    if (on.includes(kind)) return [[kind, type] as [ObjectKind, Cursor<string>]];
    ctx.report(type.keyProblem('KS038', `the item lives on no ${kind}`, `it lives on: ${on.join(', ')}`));
    return [];
  });
}
