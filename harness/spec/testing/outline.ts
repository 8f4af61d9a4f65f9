/** Compiles texts of spec files for tests, and says in plain data what came of them. */
import type { Problem } from '../../base/errors.ts';
import { compileBook } from '../loader.ts';
import type { Expression, ItemUse, Rule, SpecBook, StatusSet } from '../model.ts';
import { shippedRules } from '../rules.ts';
import { parseSpec } from '../spec-files.ts';

/** The book of one file, and what is wrong with it: the line, and code, message and hint. */
export function compileText(text: string): { book: SpecBook; problems: { line: number; text: string }[] } {
  const problems: { line: number; text: string }[] = [];
  const report = ({ code, message, hint, position }: Problem): void => {
    problems.push({ line: position?.line ?? 0, text: `${code} ${message}${hint === undefined ? '' : ` -- ${hint}`}` });
  };
  const document = parseSpec({ file: 'acme.yaml', path: 'acme' }, text, report);
  return { book: compileBook(document ? [document] : [], report, shippedRules()), problems };
}

/**
 * What was compiled, without places: an expression is its source, a rule its id, a use of an item its name (with `?`
 * where nothing declares it), a set of statuses its text, an expectation that nobody wrote `implied`.
 */
export function outline(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(outline);
  if (value instanceof Set) return [...(value as Set<unknown>)];
  if (value instanceof Map) return Object.fromEntries([...(value as Map<string, unknown>)].map(([name, each]) => [name, outline(each)]));
  if ('evaluate' in value) return (value as Expression).source;
  if ('observable' in value) return (value as Rule).id;
  if ('candidates' in value) return useOutline(value as ItemUse);
  if ('matches' in value) return (value as StatusSet).text;
  if ('implied' in value && value.implied === true) return 'implied';
  return Object.fromEntries(Object.entries(value).flatMap(([name, each]) => (name === 'at' ? [] : [[name, outline(each)]])));
}

function useOutline({ name, own, candidates }: ItemUse): string {
  if (own) return 'the item of the law';
  return candidates.length === 0 ? `${name}?` : name;
}
