import { groupBy } from '../../harness/base/group-by.ts';
import { skipReasons } from '../../harness/plan/case.ts';
import type { SkipReason } from '../../harness/plan/case.ts';
import { splitCaseId } from '../../harness/run/case-id.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';
import { isRed } from '../../harness/run/outcome.ts';
import { html } from './escape.ts';
import type { Markup } from './escape.ts';

/** Letter of a skip reason in the map: there is no room for a word, and colour alone says nothing. */
const letters: Readonly<Record<SkipReason, string>> = {
  'not-offered': 'o',
  'no-instance': 'i',
  'kernel-only': 'k',
  'target-cannot': 't',
  precondition: 'p',
  destructive: 'd',
  'device-dead': 'x',
};

/** Spec path × object: how many cases were judged, failed, and skipped for which reason. */
export function coverageMap(results: readonly CaseLine[]): Markup {
  const objects = [...new Set(results.map(({ id }) => splitCaseId(id).object))];
  const rows = [...groupBy(results, ({ id }) => splitCaseId(id).path)].map(([path, ofPath]) => {
    const cells = groupBy(ofPath, ({ id }) => splitCaseId(id).object);
    return html`<tr><th scope="row">${path}</th>${objects.map((object) => cellOf(cells.get(object)))}</tr>
`;
  });
  const used = new Set(results.flatMap(({ skip }) => (skip ? [skip.reason] : [])));
  const legend = [...used].map((reason, i) => html`${i > 0 ? ';' : ''} <strong>${letters[reason]}</strong> ${skipReasons[reason]}`);
  return html`<p class="dim">A number counts the cases judged; <strong>✗</strong> those not as required; <strong>–</strong> those skipped${legend.length > 0 ? html`, because${legend}` : undefined}. An empty cell: the item is none of that object.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Coverage map"><table class="map"><thead><tr><th scope="col">Item</th>${objects.map((object) => html`<th scope="col">${object || '(none)'}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div>`;
}

function cellOf(results: readonly CaseLine[] | undefined): Markup {
  if (!results) return html`<td></td>`;
  const failed = results.filter(({ verdict }) => isRed(verdict)).length;
  const reasons = new Map<string, number>();
  for (const { skip } of results) if (skip) reasons.set(letters[skip.reason], (reasons.get(letters[skip.reason]) ?? 0) + 1);
  const judged = results.filter(({ skip }) => !skip).length;
  const parts = [
    ...(judged > 0 ? [String(judged)] : []),
    ...(failed > 0 ? [`✗${failed}`] : []),
    ...[...reasons].map(([letter, n]) => `–${n}${letter}`),
  ];
  return html`<td class="${failed > 0 ? 'f' : judged > 0 ? 'p' : 's'}">${parts.join(' ')}</td>`;
}
