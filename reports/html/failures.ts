import { splitCaseId } from '../../harness/run/case-id.ts';
import type { CaseLine, RunLine } from '../../harness/run/journal-lines.ts';
import type { DecodedField, Exchange } from '../../harness/judge/verdict.ts';
import { oracleTitle } from '../../harness/judge/oracles/catalogue.ts';
import { replayCommand } from '../../harness/run/replay-command.ts';
import { findingLine } from '../finding.ts';
import { counted } from '../text.ts';
import { waivedText } from '../waivers.ts';
import { byCause } from './causes.ts';
import { html } from './escape.ts';
import type { Markup } from './escape.ts';

/** How many cases are shown in full, of a claim and in the page: a page of a device that fails everywhere stays readable. */
const casesOfClaim = 5;
const casesInFull = 200;
/** Longest text of one field or message, and how many exchanges of a case and fields of a side. */
const textLength = 2000;
const exchangesShown = 6;
const fieldsShown = 60;

/** Cases with a finding, by cause: each with its exchanges side by side, what was expected, the rule, and its replay. */
export function failureList(results: readonly CaseLine[], run: RunLine | undefined): Markup[] {
  let left = casesInFull;
  return byCause(results).map((group) => {
    const shown = group.slice(0, Math.min(casesOfClaim, left));
    left -= shown.length;
    return causeOf(group, shown, run);
  });
}

function causeOf(group: readonly CaseLine[], shown: readonly CaseLine[], run: RunLine | undefined): Markup {
  const [first] = group;
  if (!first) return html``;
  const claim = splitCaseId(first.id).claim || first.id;
  const left = group.length - shown.length;
  return html`<details class="cause" data-claim="${claim}" open><summary><h3><span class="word ${first.verdict}">${first.verdict}</span> ${claim}</h3>
<span class="dim">${counted(group.length, 'case')}</span> – ${cut(findingLine(first))}</summary>
<p>${cut(first.title)}</p>
${shown.map((result, i) => caseOf(result, run, i === 0))}${left > 0 ? html`<p class="dim">${counted(left, 'more case')} of this cause: see the list of cases.</p>` : undefined}</details>
`;
}

function caseOf(result: CaseLine, run: RunLine | undefined, open: boolean): Markup {
  const { id, verdict, finding, notes } = result;
  if (!finding) return html``;
  const { rule } = finding;
  const values = Object.entries(finding.values).map(([name, text]) => `${name} = ${text}`).join(', ');
  const before = finding.exchanges.slice(0, -1).slice(-exchangesShown);
  const dropped = finding.exchanges.length - 1 - before.length;
  const culprit = finding.exchanges.at(-1);
  const facts: readonly (readonly [string, string])[] = [
    ['Found', finding.message],
    ['Expected', finding.expected],
    ['Oracle', finding.oracle === undefined ? '' : oracleTitle(finding.oracle)],
    ['With', values],
    ['Rule', rule ? `${rule.id} [${rule.tag}] ${rule.text}` : ''],
    ['Source', rule?.sources ?? ''],
    ['Claim', finding.claimAt],
    ['Waived', waivedText(result, run)],
    ...notes.map((note) => ['Note', note] as const),
  ];
  return html`<details class="case" id="${id}" data-verdict="${verdict}"${open ? html` open` : undefined}><summary><span class="word ${verdict}">${verdict}</span> <span class="id">${id}</span></summary>
<dl>${facts.filter(([, text]) => text !== '').map(([name, text]) => html`<dt>${name}</dt><dd>${cut(text)}</dd>`)}${run ? html`<dt>Replay</dt><dd><code>${replayCommand(run, id)}</code></dd>` : undefined}<dt>Link</dt><dd><a href="#${encodeURIComponent(id)}">to this case</a></dd></dl>
${culprit ? exchangeOf(culprit) : undefined}${before.length > 0 ? html`<details><summary>Before it: ${counted(before.length + Math.max(0, dropped), 'exchange')}${dropped > 0 ? `, the last ${before.length} shown` : ''}</summary>${before.map(exchangeOf)}</details>` : undefined}</details>
`;
}

function exchangeOf(exchange: Exchange): Markup {
  const bytes = (name: string, text: string): DecodedField => ({ name, text });
  return html`<p><strong>${cut(exchange.title)}</strong></p><div class="sides">${side('Request', [...exchange.request, bytes('input bytes', exchange.inputHex), bytes('output before', exchange.outputBeforeHex)])}${side('Answer', [...exchange.answer, bytes('output bytes', exchange.outputHex)])}</div>`;
}

function side(title: string, fields: readonly DecodedField[]): Markup {
  const shown = fields.filter(({ text }) => text !== '');
  const left = shown.length - fieldsShown;
  return html`<table><thead><tr><th colspan="2" scope="col">${title}</th></tr></thead><tbody>${shown.slice(0, fieldsShown).map(({ name, text }) => html`<tr><td>${name}</td><td>${cut(text)}</td></tr>`)}${left > 0 ? html`<tr><td colspan="2">… ${counted(left, 'more field')}</td></tr>` : undefined}</tbody></table>`;
}

function cut(text: string): string {
  return text.length > textLength ? `${text.slice(0, textLength)}…` : text;
}
