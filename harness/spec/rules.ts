/** Reads the rules of `docs/ks-semantics.md`, the document that every claim cites. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../base/errors.ts';
import { packageRoot } from '../base/package-root.ts';
import type { Cursor } from './cursor.ts';
import type { OwnRule } from './language.ts';
import type { Rule, Strength } from './model.ts';
import type { SpecDocument } from './spec-files.ts';

/** A rule is one line: `- **ID** [tag] text — sources`. */
const ruleLine = /^- \*\*([A-Z]+-\d{3})\*\* \[([^\]]+)\] (.*)$/gm;
/** A mark that governs the whole rule: it leads the text, or stands alone in parentheses. */
const unobservable = /^\((?:not observable|client obligation)\b|\(not observable\)/;

/** How hard a rule with this tag may be asserted: the first letter of the tag decides. */
export function strengthOf(tag: string): Strength {
  switch (tag[0]) {
    case 'D':
    case 'H':
      return 'must';
    case 'S':
    case 'R':
    case 'C':
      return 'should';
    default:
      return 'may';
  }
}

/** The rules in `markdown`, by id, in the order of the document. Of two lines with one id the first counts. */
export function parseRules(markdown: string): Map<string, Rule> {
  const rules = new Map<string, Rule>();
  for (const [, id = '', tag = '', body = ''] of markdown.matchAll(ruleLine)) {
    if (rules.has(id)) continue;
    const dash = body.lastIndexOf(' — ');
    rules.set(id, {
      id,
      tag,
      text: dash < 0 ? body : body.slice(0, dash),
      sources: dash < 0 ? '' : body.slice(dash + 3),
      strength: strengthOf(tag),
      observable: !unobservable.test(body),
    });
  }
  return rules;
}

/**
 * The rule that a citation names. `PROP-021` is the rule by its own tag; `PROP-021/I` is the clause of it that carries
 * the tag `[I]` in the text, which may be weaker than the rule or stronger. `undefined` if there is no such rule or clause.
 */
export function citedRule(rules: ReadonlyMap<string, Rule>, citation: string): Rule | undefined {
  const [id = '', tag] = citation.split('/');
  const rule = rules.get(id);
  if (!rule || tag === undefined) return rule;
  // `[R]`, and with words to it: `[status R]`, `[I: the page says less]`.
  if (!new RegExp(`\\[([^\\]]*[ :])?${tag}([ :][^\\]]*)?\\]`).test(rule.text)) return undefined;
  return { ...rule, tag, strength: strengthOf(tag) };
}

/** The document of the shipped rules. */
export const rulesFile: string = join(packageRoot, 'docs', 'ks-semantics.md');

let shipped: ReadonlyMap<string, Rule> | undefined;

/** The rules of the shipped document, read once. */
export function shippedRules(): ReadonlyMap<string, Rule> {
  shipped ??= parseRules(readFileSync(rulesFile, 'utf8'));
  return shipped;
}

/** What the tag of a rule of a vendor's own is: documented, done, inferred. */
const ownTags = { must: 'D', should: 'S', may: 'I' } as const;

/** The rules that there are and those that spec files declare; an id that is taken is reported. */
export function collectRules(
  documents: readonly SpecDocument[],
  report: (problem: Problem) => void,
  known: ReadonlyMap<string, Rule>,
): ReadonlyMap<string, Rule> {
  const own = documents.flatMap(({ root }) => root.get('rules')?.entries() ?? []);
  if (own.length === 0) return known;
  const rules = new Map(known);
  for (const [id, cursor] of own as [string, Cursor<OwnRule>][]) {
    const { says, sources = '', strength = 'must' } = cursor.value;
    if (rules.has(id)) report(cursor.keyProblem('KS040', `there is a rule ${id} already`, `it says: ${rules.get(id)?.text ?? ''}`));
    else rules.set(id, { id, tag: ownTags[strength], text: says, sources, strength, observable: true });
  }
  return rules;
}
