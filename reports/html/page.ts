import { createHash } from 'node:crypto';
import { ExitCode } from '../../harness/base/errors.ts';
import { skipReasons } from '../../harness/plan/case.ts';
import { verdicts } from '../../harness/judge/verdict.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';
import { isRed, outcomeOf } from '../../harness/run/outcome.ts';
import type { Outcome } from '../../harness/run/outcome.ts';
import type { RunRecord } from '../../harness/run/record.ts';
import { byClaim, countsText, driverText, oraclesText, planText, queryText, resultWords } from '../overview.ts';
import { count, counted, duration } from '../text.ts';
import { shownWaivers, useText, waiverText } from '../waivers.ts';
import { splitCaseId } from '../../harness/run/case-id.ts';
import { topologyDrawing } from '../topology/draw.ts';
import { askedCells } from './asked.ts';
import { caseData } from './case-data.ts';
import { askedText, bar, cellData, coverageMap, legend, verbMap } from './coverage.ts';
import { html, trusted } from './escape.ts';
import type { Markup } from './escape.ts';
import { failureList } from './failures.ts';
import { modelCoverage } from './models.ts';
import { plots } from './plots.ts';
import { slowestRequests } from './request-times.ts';
import { script } from './script.ts';
import { style } from './style.ts';

const slowestShown = 20;

/**
 * The record as one page that needs nothing else: no request leaves it, and its policy allows only its own style and
 * script, by their digests. The verdict, failures, coverage and times stand in it as HTML; the list of all cases is
 * made by its script.
 */
export function htmlReport(record: RunRecord): string {
  const outcome = outcomeOf(record);
  const { results } = outcome;
  const red = results.filter((line) => isRed(line.verdict) && !outcome.known.has(line));
  const others = results.filter((line) => line.verdict === 'warn' || line.verdict === 'waived' || outcome.known.has(line));
  const models = modelCoverage(results);
  const cells = askedCells(results);
  const measured = plots(results);
  const { device } = record;
  const policy = `default-src 'none'; style-src '${digest(style)}'; script-src '${digest(script)}'; base-uri 'none'; form-action 'none'`;
  const word = resultWords[outcome.exitCode];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${word} – kscts ${record.run?.target ?? ''}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip-link" href="#list">To the list of cases</a>
<header class="banner ${outcome.exitCode === ExitCode.clean ? 'clean' : 'red'}"><h1>${word}</h1>
<p class="summary">${outcome.summary}</p>
${bar(verdicts.map((verdict) => [verdict, outcome.counts[verdict]] as const))}<p>${countsText(outcome)}</p>${facts(record)}</header>
<nav aria-label="Parts of this page"><p><a href="#failures">Failures</a>${device ? html`<a href="#device">Device</a>` : undefined}<a href="#coverage">Coverage</a>${models.length > 0 ? html`<a href="#models">Models</a>` : undefined}${measured.length > 0 ? html`<a href="#measured">Measurements</a>` : undefined}<a href="#times">Times</a><a href="#list">All cases</a></p></nav>
<main>
${problems(record)}<div class="filter" role="search"><label for="filter">Filter</label><input id="filter" type="search" autocomplete="off" placeholder="words of a case id or finding"><label for="verdict">Verdict</label><select id="verdict"><option value="">all</option>${verdicts.filter((one) => outcome.counts[one] > 0).map((one) => html`<option>${one}</option>`)}</select><a href="#list"><span id="shown" role="status">${counted(results.length, 'case')}</span></a></div>
<section id="failures" aria-labelledby="h-failures"><h2 id="h-failures">Failures by cause</h2>
${red.length > 0 ? failureList(red, record.run) : html`<p>No case is red.</p>`}</section>
${others.length > 0 || shownWaivers(outcome).length > 0 ? html`<section id="warnings" aria-labelledby="h-warnings"><h2 id="h-warnings">Warned, waived and known</h2>
${waivers(outcome)}${failureList(others, record.run)}</section>` : undefined}
${device ? html`<section id="device" aria-labelledby="h-device"><h2 id="h-device">Device</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Topology">${topologyDrawing({ filters: [...device.filters] })}</div></section>` : undefined}
<section id="coverage" aria-labelledby="h-coverage"><h2 id="h-coverage">Coverage</h2>
${skips(outcome)}<p>${askedText(cells)}.</p>${legend(results)}${verbMap(cells)}<h3>By spec file, item and object</h3>
${coverageMap(results, cells)}</section>
${models.length > 0 ? html`<section id="models" aria-labelledby="h-models"><h2 id="h-models">Models</h2>
${models}</section>` : undefined}
${measured.length > 0 ? html`<section id="measured" aria-labelledby="h-measured"><h2 id="h-measured">Measurements</h2>
<p class="dim">Points are what was read; dashed lines are the limits that they must keep.</p>
${measured}</section>` : undefined}
<section id="times" aria-labelledby="h-times"><h2 id="h-times">Times</h2>
${slowestRequests(results)}${slowestCases(results)}${slowestClaims(results)}</section>
<section id="list" aria-labelledby="h-list"><h2 id="h-list">All cases</h2><noscript><p>The list of cases needs the script of this page.</p></noscript>
<div id="cases"><table><thead><tr><th scope="col">Verdict</th><th scope="col">Case</th><th scope="col">Finding or reason</th><th scope="col" class="number">Requests</th><th scope="col" class="number">Time</th></tr></thead><tbody></tbody></table></div>
<p><button id="more" type="button" hidden>Show more</button></p></section>
</main>
<script type="application/json" id="data">${trusted(caseData(results))}</script>
<script type="application/json" id="cells">${trusted(cellData(cells))}</script>
<script>${trusted(script)}</script>
</body>
</html>
`.markup;
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function facts({ run, plan, end }: RunRecord): Markup {
  if (!run) return html``;
  const rows: readonly (readonly [string, string])[] = [
    ['Target', `${run.target} (${run.arch})`],
    ['Driver', driverText(run.identity)],
    ['Seed', String(run.seed)],
    ['Specs', `sha256 ${run.specs}`],
    ['Query', queryText(run.query)],
    ['Baseline', run.baseline?.record ?? ''],
    ['Plan', plan ? planText(plan) : ''],
    ['Oracles', plan?.oracles ? oraclesText(plan.oracles) : ''],
    ['Begun', run.startedAt],
    ['Took', end ? duration(end.milliseconds) : ''],
    ['Version', `kscts ${run.kscts}`],
  ];
  return html`<dl>${rows.filter(([, text]) => text !== '').map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`;
}

function problems({ error, stop }: RunRecord): Markup {
  const texts = error?.problems.map(({ code, message, hint }) => [`${code}: ${message}`, hint].filter(Boolean).join('\n')) ?? [];
  if (stop?.output !== undefined) texts.push(`${stop.detail}; it had printed:\n${stop.output}`);
  return html`${texts.map((text) => html`<pre>${text}</pre>\n`)}`;
}

function skips({ skips }: Outcome): Markup {
  const rows = [...skips].sort(([, a], [, b]) => b - a).map(([reason, n]) => html`<tr><td>${reason}</td><td class="number">${count(n)}</td><td>${skipReasons[reason]}</td></tr>`);
  if (rows.length === 0) return html``;
  return html`<table><thead><tr><th scope="col">Skipped because</th><th scope="col" class="number">Cases</th><th scope="col">Meaning</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function waivers(outcome: Outcome): Markup {
  const rows = shownWaivers(outcome).map((use) => html`<tr><td>${useText(use)}</td><td>${waiverText(use.waiver)}</td></tr>`);
  if (rows.length === 0) return html``;
  return html`<table><caption>Waivers</caption><thead><tr><th scope="col">State</th><th scope="col">Waiver</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function slowestCases(results: readonly CaseLine[]): Markup {
  const slowest = results.filter(({ skip }) => !skip).sort((a, b) => b.milliseconds - a.milliseconds).slice(0, slowestShown);
  const rows = slowest.map(({ id, requests, milliseconds }) => html`<tr><td><a class="id" href="#${encodeURIComponent(id)}">${id}</a></td><td class="number">${count(requests)}</td><td class="number">${duration(milliseconds)}</td></tr>
`);
  return html`<table><caption>Slowest cases</caption><thead><tr><th scope="col">Case</th><th scope="col" class="number">Requests</th><th scope="col" class="number">Time</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function slowestClaims(results: readonly CaseLine[]): Markup {
  const sum = (group: readonly CaseLine[], of: (line: CaseLine) => number) => group.reduce((total, line) => total + of(line), 0);
  const groups = byClaim(results.filter(({ skip }) => !skip)).map((group) => ({
    claim: splitCaseId(group[0]?.id ?? '').claim,
    cases: group.length,
    requests: sum(group, ({ requests }) => requests),
    time: sum(group, ({ milliseconds }) => milliseconds),
  }));
  const rows = groups.sort((a, b) => b.time - a.time).slice(0, slowestShown).map(({ claim, cases, requests, time }) => html`<tr><td class="id">${claim}</td><td class="number">${count(cases)}</td><td class="number">${count(requests)}</td><td class="number">${duration(time)}</td></tr>
`);
  return html`<table><caption>Slowest claims</caption><thead><tr><th scope="col">Claim</th><th scope="col" class="number">Cases</th><th scope="col" class="number">Requests</th><th scope="col" class="number">Time</th></tr></thead><tbody>${rows}</tbody></table>`;
}
