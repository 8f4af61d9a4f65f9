import { skipReasons } from '../harness/plan/case.ts';
import { splitCaseId } from '../harness/run/case-id.ts';
import type { CaseLine, RunLine } from '../harness/run/journal-lines.ts';
import { isRed, outcomeOf } from '../harness/run/outcome.ts';
import type { Outcome } from '../harness/run/outcome.ts';
import type { RunRecord } from '../harness/run/record.ts';
import { findingBlock, findingLine } from './finding.ts';
import { byClaim, countsText, driverText, oraclesText, planText, queryText, resultWords } from './overview.ts';
import { clean, count, counted, duration } from './text.ts';
import { shownWaivers, useText, waiverText } from './waivers.ts';

/** How many claims are shown with a case in full, how many in a line, and how many case ids below each: 1 MiB is GitHub's limit. */
const claimsInFull = 20;
const claimsInLine = 200;
const idsShown = 10;
/** Longest text of one case. */
const blockLength = 16_000;

/** A summary for people, as GitHub-flavoured Markdown: the verdict, what failed by claim, warnings and skips. */
export function markdownReport(record: RunRecord): string {
  const outcome = outcomeOf(record);
  const red = byClaim(outcome.results.filter((line) => isRed(line.verdict) && !outcome.known.has(line)));
  const warned = byClaim(outcome.results.filter(({ verdict }) => verdict === 'warn'));
  const parts = [
    `## kscts: ${resultWords[outcome.exitCode]}`,
    `**${inline(outcome.summary)}** – ${inline(countsText(outcome))}`,
    facts(record),
    problems(record),
    ...(red.length > 0 ? [`### ${counted(red.length, 'claim')} not as required`] : []),
    ...red.slice(0, claimsInFull).map((group) => claimInFull(group, record.run)),
    claimLines(red.slice(claimsInFull)),
    ...(warned.length > 0 ? [`### ${counted(warned.length, 'warning')}`, claimLines(warned)] : []),
    ...(outcome.known.size > 0 ? [`### ${count(outcome.known.size)} known from the baseline`, claimLines(byClaim([...outcome.known]))] : []),
    waivers(outcome),
    skips(outcome),
  ];
  return parts.filter((part) => part !== '').join('\n\n') + '\n';
}

function facts({ run, plan, end }: RunRecord): string {
  if (!run) return '';
  const rows: [string, string][] = [
    ['Target', code(`${run.target} (${run.arch})`)],
    ['Driver', inline(driverText(run.identity))],
    ['Seed', code(String(run.seed))],
    ['Specs', code(run.specs.slice(0, 16))],
    ['Version', inline(`kscts ${run.kscts}`)],
  ];
  if (run.query.length > 0) rows.push(['Query', code(queryText(run.query))]);
  if (plan) rows.push(['Plan', inline(planText(plan))]);
  if (plan?.oracles) rows.push(['Oracles', inline(oraclesText(plan.oracles))]);
  if (end) rows.push(['Time', inline(duration(end.milliseconds))]);
  return table(['', ''], rows);
}

function problems({ error }: RunRecord): string {
  if (!error) return '';
  return error.problems.map(({ code: id, message, hint }) => `- ${code(id)} ${inline([message, hint].filter(Boolean).join(' – '))}`).join('\n');
}

function claimInFull(group: readonly CaseLine[], run: RunLine | undefined): string {
  const [first, ...rest] = group;
  if (!first) return '';
  const block = clean(findingBlock(first, run));
  const shown = block.length > blockLength ? `${block.slice(0, blockLength)}\n…` : block;
  const lines = [
    `<details><summary>${html(`${first.verdict.toUpperCase()} ${splitCaseId(first.id).claim}`)}: ${html(findingLine(first))} (${counted(group.length, 'case')})</summary>`,
    fenced(shown),
  ];
  if (rest.length > 0) {
    const ids = rest.slice(0, idsShown).map(({ id, verdict }) => `- ${verdict} ${code(id)}`);
    if (rest.length > idsShown) ids.push(`- … ${count(rest.length - idsShown)} more`);
    lines.push(ids.join('\n'));
  }
  return [...lines, '</details>'].join('\n\n');
}

function claimLines(groups: readonly (readonly CaseLine[])[]): string {
  const rows = groups.slice(0, claimsInLine).flatMap(([first, ...rest]) =>
    first ? [[code(splitCaseId(first.id).claim), count(rest.length + 1), inline(findingLine(first)), code(first.id)] as const] : [],
  );
  if (rows.length === 0) return '';
  const left = groups.length - rows.length;
  return table(['Claim', 'Cases', 'First finding', 'First case'], rows) + (left > 0 ? `\n\n… and ${counted(left, 'more claim')}` : '');
}

function waivers(outcome: Outcome): string {
  const rows = shownWaivers(outcome).map((use) => [inline(useText(use)), inline(waiverText(use.waiver))] as const);
  return rows.length === 0 ? '' : `### Waivers\n\n${table(['State', 'Waiver'], rows)}`;
}

function skips({ skips, counts }: Outcome): string {
  if (skips.size === 0) return '';
  const rows = [...skips].sort(([, a], [, b]) => b - a).map(([reason, n]) => [code(reason), count(n), inline(skipReasons[reason])] as const);
  return `### ${counted(counts.skip, 'case')} skipped\n\n${table(['Reason', 'Cases', ''], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text of one line in which nothing is markup, in a table too. */
function inline(text: string): string {
  return html(text).replace(/[\\`*_{}[\]#|~!@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A code span on one line. HTML stands here because a code span in a table cannot hold every character. */
function code(text: string): string {
  return text === '' ? '' : `<code>${inline(text)}</code>`;
}

function html(text: string): string {
  return clean(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replace(/\s+/g, ' ');
}

/** A block of code, between fences that are longer than any in it. */
function fenced(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}text\n${text}\n${fence}`;
}
