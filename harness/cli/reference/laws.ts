/** docs/laws.md: every claim of the shipped specs with the rules that it cites. */
import { loadBook } from '../../run/book.ts';
import { groupBy } from '../../base/group-by.ts';
import type { Claim, Rule } from '../../spec/model.ts';

/** The page: by spec file, the laws with the text and the sources of their rules, the other claims with their rules' ids. */
export function lawsPage(): string {
  const book = loadBook([]);
  const laws = groupBy(book.laws, ({ path }) => path);
  const others = groupBy<Claim, string>([...book.behaviours, ...book.models], ({ path }) => path);
  const cited = [...new Map(book.laws.flatMap(({ rules }) => rules).map((rule) => [`${rule.id}/${rule.tag}`, rule])).values()];
  return [
    '# The claims of the shipped specs',
    'Made by `npm run generate`; change the specs, not this page.',
    `A law holds for every item that it selects, a behaviour or a model is about one object. The tag of the first rule decides how hard a claim is
asserted: see [How a verdict is reached](verdicts.md). The rules are those of [ks-semantics.md](ks-semantics.md), where the sources are
spelt out.`,
    '## Laws',
    ...[...laws].map(([path, list]) => `### specs/${path}.yaml\n\n${list.map((law) => line(law, law.id)).join('\n')}`),
    '## Behaviours and models',
    ...[...others].map(([path, list]) => `### specs/${path}.yaml\n\n${list.map((claim) => line(claim, claim.id)).join('\n')}`),
    '## Rules that laws cite',
    cited.toSorted((a, b) => a.id.localeCompare(b.id)).map(ruleLine).join('\n'),
    '',
  ].join('\n\n').trimEnd() + '\n';
}

function line({ title, rules }: Claim, id: string): string {
  return `- \`${id}\`: ${plain(title)} (${rules.map(({ id: rule }) => rule).join(', ')})`;
}

function ruleLine({ id, tag, text, sources }: Rule): string {
  return `- **${id}** [${plain(tag)}] ${plain(text)}${sources === '' ? '' : ` (${plain(sources)})`}`;
}

/** What would be taken for HTML or a link in Markdown is escaped. */
function plain(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('](', ']\\(');
}
