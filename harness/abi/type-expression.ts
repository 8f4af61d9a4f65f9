/** The grammar of type expressions: `X`, `X[]`, `X[4]`, `A + B`, `KSMULTIPLE_ITEM + X[]`, `none`. */
import { TypeExpressionError } from './codec/errors.ts';

/** A parsed expression. */
export type TypeExpression =
  | { readonly kind: 'none' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'array'; readonly item: TypeExpression; readonly count: number | null }
  /** `KSMULTIPLE_ITEM + X[]`: a list that says its size and count. */
  | { readonly kind: 'list'; readonly item: TypeExpression }
  /** `KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]`: a serialized set. */
  | { readonly kind: 'serial' }
  | { readonly kind: 'sequence'; readonly parts: readonly TypeExpression[] };

const namePattern = /^[A-Za-z_][A-Za-z0-9_]*\**$/;
const arrayPattern = /^(.*)\[\s*(\d*)\s*\]$/;
const maxCount = 1 << 20;

/** @throws TypeExpressionError if the text is not of the grammar. */
export function parseTypeExpression(text: string): TypeExpression {
  const parts: TypeExpression[] = [];
  const terms = text.split('+').map((term) => term.trim());
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i] as string;
    const next = terms[i + 1];
    if (term === 'KSMULTIPLE_ITEM' && next?.endsWith('[]')) {
      parts.push({ kind: 'list', item: parseTerm(text, next.slice(0, -2)) });
      i++;
    } else if (term === 'KSPROPERTY_SERIALHDR' && next === 'KSPROPERTY_SERIAL[]') {
      parts.push({ kind: 'serial' });
      i++;
    } else {
      parts.push(parseTerm(text, term));
    }
  }
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  if (parts.some((part) => part.kind === 'none')) throw new TypeExpressionError(text, '"none" cannot be part of a sequence');
  return { kind: 'sequence', parts };
}

function parseTerm(whole: string, term: string): TypeExpression {
  const trimmed = term.trim();
  if (trimmed === 'none') return { kind: 'none' };
  const array = arrayPattern.exec(trimmed);
  if (array) {
    const count = array[2] === '' ? null : Number(array[2]);
    if (count !== null && (count < 1 || count > maxCount)) throw new TypeExpressionError(whole, `an array of ${count} items has no use`);
    const item = parseTerm(whole, array[1] as string);
    if (item.kind === 'none' || (item.kind === 'array' && item.count === null)) {
      throw new TypeExpressionError(whole, 'items of an array must have a size');
    }
    return { kind: 'array', item, count };
  }
  if (!namePattern.test(trimmed)) {
    throw new TypeExpressionError(whole, trimmed === '' ? 'a type is missing' : `"${trimmed}" is no name of a type`);
  }
  return { kind: 'name', name: trimmed };
}

/** The expression as text, in the usual form. */
export function expressionText(expression: TypeExpression): string {
  switch (expression.kind) {
    case 'none':
      return 'none';
    case 'name':
      return expression.name;
    case 'array':
      return `${expressionText(expression.item)}[${expression.count ?? ''}]`;
    case 'list':
      return `KSMULTIPLE_ITEM + ${expressionText(expression.item)}[]`;
    case 'serial':
      return 'KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]';
    case 'sequence':
      return expression.parts.map(expressionText).join(' + ');
  }
}
