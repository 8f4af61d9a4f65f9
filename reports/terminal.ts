import { ExitCode } from '../harness/base/errors.ts';
import { skipReasons } from '../harness/plan/case.ts';
import { splitCaseId } from '../harness/run/case-id.ts';
import type { CaseLine } from '../harness/run/journal-lines.ts';
import { isRed } from '../harness/run/outcome.ts';
import type { Outcome } from '../harness/run/outcome.ts';
import type { RunRecord } from '../harness/run/record.ts';
import { needsAttention } from '../harness/run/waivers/apply.ts';
import { findingBlock, findingLine } from './finding.ts';
import type { Layout } from './finding.ts';
import { byClaim, countsText, driverText, modelsText, oraclesText, planText, queryText, resultWords } from './overview.ts';
import { clean, count, counted, duration, labelled } from './text.ts';
import type { Paint } from './text.ts';
import { shownWaivers, useText, waiverText } from './waivers.ts';

const labelWidth = 10;
/** Without `--verbose`: how many claims are shown with a case in full, and how many more case ids below each. */
const claimsShown = 20;
const idsShown = 5;

/** What a person wants to know of a run, as text with a line end. `files` are the reports written, for the last line. */
export function summaryText(record: RunRecord, outcome: Outcome, files: readonly string[], layout: Layout): string {
  const parts = [
    heading(record, layout),
    ...redClaims(record, outcome, layout),
    warnings(outcome, layout),
    waivers(outcome, layout),
    known(record, outcome, layout),
    skips(outcome, layout),
    result(record, outcome, files, layout),
  ];
  return parts.filter((part) => part !== '').join('\n\n') + '\n';
}

/** The run in one or two lines, for `--quiet`. */
export function shortSummaryText(outcome: Outcome, layout: Layout): string {
  return `${headline(outcome, layout.paint)}\n`;
}

function heading({ run, plan }: RunRecord, { paint, width }: Layout): string {
  if (!run) return '';
  const lines = [
    paint('bold', `kscts ${run.kscts}  ${run.target} (${run.arch}), seed ${run.seed}`),
    ...labelled('driver', clean(driverText(run.identity)), width, labelWidth),
    ...(run.specs === '' ? [] : labelled('specs', `sha256 ${run.specs.slice(0, 16)}`, width, labelWidth)),
  ];
  if (run.query.length > 0) lines.push(...labelled('query', queryText(run.query), width, labelWidth));
  if (plan) {
    lines.push(...labelled('plan', planText(plan), width, labelWidth));
    if (plan.oracles) lines.push(...labelled('oracles', oraclesText(plan.oracles), width, labelWidth));
  }
  return lines.join('\n');
}

function redClaims(record: RunRecord, outcome: Outcome, layout: Layout): string[] {
  const groups = byClaim(outcome.results.filter((line) => isRed(line.verdict) && !outcome.known.has(line)));
  const shown = layout.verbose ? groups : groups.slice(0, claimsShown);
  const blocks = shown.map((group) => redClaim(record, group, layout));
  const left = groups.slice(shown.length);
  if (left.length > 0) {
    const cases = left.reduce((sum, group) => sum + group.length, 0);
    const names = left.map(([first]) => (first ? splitCaseId(first.id).claim : ''));
    blocks.push(`… and ${counted(cases, 'case')} of ${counted(left.length, 'more claim')}: ${names.join(', ')}`);
  }
  return blocks;
}

function redClaim({ run }: RunRecord, group: readonly CaseLine[], layout: Layout): string {
  if (layout.verbose) return group.map((result) => findingBlock(result, run, layout)).join('\n\n');
  const [first, ...rest] = group;
  if (!first) return '';
  const lines = [findingBlock(first, run, layout)];
  if (rest.length > 0) {
    lines.push('', `  the same claim in ${counted(rest.length, 'more case')}:`);
    for (const { id, verdict } of rest.slice(0, idsShown)) lines.push(`    ${verdict} ${id}`);
    if (rest.length > idsShown) lines.push(`    … ${count(rest.length - idsShown)} more; --verbose shows all`);
  }
  return lines.join('\n');
}

function warnings(outcome: Outcome, layout: Layout): string {
  const warned = outcome.results.filter(({ verdict }) => verdict === 'warn');
  if (warned.length === 0) return '';
  const lines = [layout.paint('yellow', `${counted(warned.length, 'warning')}: recommended or observed, not required`)];
  for (const group of byClaim(warned)) {
    const [first] = group;
    if (!first) continue;
    lines.push(...labelled(`  ${count(group.length).padStart(5)}  `, `${splitCaseId(first.id).claim}  ${findingLine(first)}`, layout.width, 9));
    lines.push(`         ${layout.paint('dim', first.id)}`);
  }
  return lines.join('\n');
}

function waivers(outcome: Outcome, { paint, width }: Layout): string {
  const shown = shownWaivers(outcome);
  if (shown.length === 0) return '';
  const attention = shown.filter(needsAttention).length;
  const title = `${counted(shown.length, 'waiver')}${attention > 0 ? `, ${count(attention)} of which ${attention === 1 ? 'needs' : 'need'} attention` : ''}`;
  const lines = shown.flatMap((use) => [...labelled('  ', useText(use), width, 2), ...labelled('    ', waiverText(use.waiver), width, 4)]);
  return [paint('cyan', title), ...lines].join('\n');
}

/** What is as broken as in the baseline, claim by claim. */
function known({ run }: RunRecord, outcome: Outcome, { paint, width }: Layout): string {
  if (outcome.known.size === 0) return '';
  const title = `${count(outcome.known.size)} known from the baseline ${run?.baseline?.record ?? ''}`.trimEnd();
  const lines = byClaim([...outcome.known]).flatMap(([first, ...rest]) =>
    first ? labelled(`  ${count(rest.length + 1).padStart(5)}  `, `${first.verdict} ${splitCaseId(first.id).claim}  ${findingLine(first)}`, width, 9) : [],
  );
  return [paint('yellow', title), ...lines].join('\n');
}

function skips({ skips, counts }: Outcome, { paint, width }: Layout): string {
  if (skips.size === 0) return '';
  const sorted = [...skips].sort(([, a], [, b]) => b - a);
  const lines = sorted.flatMap(([reason, n]) =>
    labelled(`  ${count(n).padStart(5)}  ${reason.padEnd(14)}`, skipReasons[reason], width, 23),
  );
  return [paint('dim', `${counted(counts.skip, 'case')} skipped`), ...lines].join('\n');
}

function result(record: RunRecord, outcome: Outcome, files: readonly string[], { paint, width }: Layout): string {
  const requests = outcome.results.reduce((sum, line) => sum + line.requests, 0);
  const notes = outcome.results.reduce((sum, line) => sum + line.notes.length, 0);
  const parts = [
    headline(outcome, paint),
    ...labelled('', countsText(outcome), width, labelWidth),
  ];
  const effort = [counted(requests, 'request')];
  if (record.end) effort.push(`in ${duration(record.end.milliseconds)}`);
  if (notes > 0) effort.push(`${counted(notes, 'note')} on inferred rules, in the journal`);
  parts.push(...labelled('', effort.join(', '), width, labelWidth));
  const models = modelsText(outcome.results);
  if (models !== '') parts.push(...labelled('Models', models, width, labelWidth));
  const stuck = record.end?.settings?.failed ?? [];
  if (stuck.length > 0) parts.push(...labelled('Settings', paint('yellow', `not as they were: ${stuck.map(clean).join(', ')}`), width, labelWidth));
  if (files.length > 0) parts.push(...labelled('Reports', files.join('  '), width, labelWidth));
  return parts.join('\n');
}

const resultStyles: Readonly<Record<ExitCode, Parameters<Paint>[0]>> = {
  [ExitCode.clean]: ['green', 'bold'],
  [ExitCode.failures]: ['red', 'bold'],
  [ExitCode.usage]: ['red', 'bold'],
  [ExitCode.incomplete]: ['red', 'bold'],
  [ExitCode.nothingRan]: ['red', 'bold'],
  [ExitCode.notCertified]: ['red', 'bold'],
  [ExitCode.tampered]: ['red', 'bold'],
  [ExitCode.disagrees]: ['red', 'bold'],
  [ExitCode.interrupted]: ['yellow', 'bold'],
};

function headline(outcome: Outcome, paint: Paint): string {
  return `${'Result'.padEnd(labelWidth)}${paint(resultStyles[outcome.exitCode], resultWords[outcome.exitCode])}  ${clean(outcome.summary)}`;
}
