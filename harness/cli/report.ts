import { dirname } from 'node:path';
import { UserError } from '../base/errors.ts';
import { nearPath } from '../base/near-path.ts';
import { resolveOptions } from '../run/options.ts';
import type { ReporterChoice } from '../run/option-values.ts';
import { outcomeOf } from '../run/outcome.ts';
import { campaignJournalAt, campaignRecord } from '../run/fuzzing/as-record.ts';
import { journalAt, readRecord } from '../run/record.ts';
import type { RunRecord } from '../run/record.ts';
import { withWaivers } from '../run/waivers/apply.ts';
import { readWaivers } from '../run/waivers/read.ts';
import { reportFormats, reportNames } from '../../reports/formats.ts';
import type { ReportName } from '../../reports/formats.ts';
import { githubAnnotations } from '../../reports/github.ts';
import { plainLayout } from '../../reports/finding.ts';
import { summaryText } from '../../reports/terminal.ts';
import { chosenReports } from '../../reports/reporters.ts';
import type { ChosenReport } from '../../reports/reporters.ts';
import { writeReports } from '../../reports/write.ts';

export type ReportFlags = Readonly<Partial<Record<ReportName, string>>> & {
  readonly github?: true;
  readonly reporter?: readonly string[];
  readonly waivers?: readonly string[];
  readonly today?: string;
  readonly strict?: true;
};

/**
 * `kscts report`: makes the reports of a run, or of a campaign, again from its journal. Without a format it prints the summary. The exit
 * code says whether the reports could be made, not how the run went; with `--strict`, it is that of the run.
 * @throws UserError as `chosenReports`, KS217 for a report of the user that fails, KS342 for one that cannot be written
 */
export async function report(record: string, flags: ReportFlags): Promise<void> {
  const campaign = campaignJournalAt(record);
  const path = campaign ?? journalAt(record);
  const read = judgedAnew(campaign === undefined ? readRecord(path) : campaignRecord(path), flags);
  const named = reportNames.flatMap((name): ChosenReport[] =>
    flags[name] === undefined ? [] : [{ name, render: reportFormats[name].render, path: flags[name], shown: true }],
  );
  const wanted = [...named, ...(flags.reporter ? await chosenReports(choicesOf(flags.reporter), dirname(path)) : [])];
  const { text, problems } = writeReports(read, wanted);
  if (text !== undefined) process.stdout.write(text);
  if (problems.length > 0) throw new UserError(problems);
  if (flags.github) process.stdout.write(githubAnnotations(read));
  else if (wanted.length === 0) process.stdout.write(summaryText(read, outcomeOf(read), [nearPath(path, process.cwd())], plainLayout));
  if (flags.strict) process.exitCode = outcomeOf(read).exitCode;
}

/** `--reporter`, as `kscts run` takes it. */
function choicesOf(texts: readonly string[]): readonly ReporterChoice[] {
  const cwd = process.cwd();
  return resolveOptions([{ reporter: { texts, source: '--reporter', base: cwd } }], [], cwd).reporter;
}

/** The record with the waivers of the command line instead of its own, if there are any; strict if that is asked for. */
function judgedAnew(record: RunRecord, { waivers = [], today, ...flags }: ReportFlags): RunRecord {
  const strict = flags.strict ?? false;
  const cwd = process.cwd();
  const own = record.run?.waivers;
  if (waivers.length === 0) return strict && own && record.run ? { ...record, run: { ...record.run, waivers: { ...own, strict } } } : record;
  const written = (texts: readonly string[], source: string) => ({ texts, source, base: cwd });
  const options = resolveOptions([{ waivers: written(waivers, '--waivers'), ...(today === undefined ? {} : { today: written([today], '--today') }) }], [], cwd);
  return withWaivers(record, { today: options.today, strict, list: readWaivers(options.waivers, cwd) });
}
