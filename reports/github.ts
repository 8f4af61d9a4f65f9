import { appendFileSync } from 'node:fs';
import { splitCaseId } from '../harness/run/case-id.ts';
import type { CaseLine } from '../harness/run/journal-lines.ts';
import { isRed, outcomeOf } from '../harness/run/outcome.ts';
import type { RunRecord } from '../harness/run/record.ts';
import { needsAttention, type WaiverUse } from '../harness/run/waivers/apply.ts';
import { claimPlace } from './claim-place.ts';
import { findingLine } from './finding.ts';
import { markdownReport } from './markdown.ts';
import { byClaim, isWhole } from './overview.ts';
import { clean, counted } from './text.ts';
import { useText } from './waivers.ts';

/**
 * Workflow commands that make annotations on GitHub: one for every claim that does not hold, at its place in the spec,
 * for GitHub shows few of them. Errors come first. With a line end, or empty.
 *
 *     ::error file=specs/core/property.yaml,line=12,col=3,title=property.get::status is …
 */
export function githubAnnotations(record: RunRecord): string {
  const outcome = outcomeOf(record);
  const lines = isWhole(outcome) ? [] : [command('error', { title: 'kscts' }, outcome.summary)];
  for (const group of byClaim(outcome.results.filter((line) => isRed(line.verdict) && !outcome.known.has(line)))) lines.push(annotation('error', group));
  for (const group of byClaim(outcome.results.filter(({ verdict }) => verdict === 'warn'))) lines.push(annotation('warning', group));
  for (const use of outcome.waivers.filter(needsAttention)) lines.push(waiverAnnotation(use, record.run?.waivers?.strict ?? false));
  return lines.map((line) => `${line}\n`).join('');
}

function annotation(level: 'error' | 'warning', group: readonly CaseLine[]): string {
  const [first, ...rest] = group;
  if (!first) return '';
  const place = claimPlace(first);
  const more = rest.length > 0 ? ` and ${counted(rest.length, 'more case')}` : '';
  const title = splitCaseId(first.id).claim || first.id;
  return command(
    level,
    { ...(place && { file: place.file, line: place.line, col: place.column }), title: `${first.verdict}: ${title}` },
    `${findingLine(first)}\n${first.id}${more}`,
  );
}

/** At the place where the waiver is written. */
function waiverAnnotation(use: WaiverUse, strict: boolean): string {
  const [, file = '', line = '1', col = '1'] = /^(.*):(\d+):(\d+)$/.exec(use.waiver.at) ?? [];
  return command(strict ? 'error' : 'warning', { ...(file !== '' && { file, line, col }), title: `waiver ${use.state}` }, useText(use));
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const words = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(clean(String(value)))}`);
  return `::${name} ${words.join(',')}::${escapeData(clean(message))}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * In a job of GitHub Actions: adds the Markdown summary to that of the step, and gives the annotations to print.
 * Elsewhere it does nothing and gives an empty text.
 */
export function reportToGithub(record: RunRecord, env: NodeJS.ProcessEnv = process.env): string {
  if (env['GITHUB_ACTIONS'] !== 'true') return '';
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary) appendFileSync(summary, markdownReport(record));
  return githubAnnotations(record);
}
