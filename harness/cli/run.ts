import type { Command } from 'commander';
import { join, resolve } from 'node:path';
import { ExitCode, formatProblem, UserError } from '../base/errors.ts';
import { nearPath } from '../base/near-path.ts';
import { compileQueries } from '../plan/query.ts';
import { isRed, outcomeOf } from '../run/outcome.ts';
import type { RunOptions } from '../run/options.ts';
import { allResults, journalAt, journalName, readRecord } from '../run/record.ts';
import { superviseRun } from '../run/supervise.ts';
import { reportToGithub } from '../../reports/github.ts';
import { Progress } from '../../reports/progress.ts';
import { shortSummaryText, summaryText } from '../../reports/terminal.ts';
import { painterFor, widthOf } from '../../reports/text.ts';
import type { ColorMode } from '../../reports/text.ts';
import type { ChosenReport } from '../../reports/reporters.ts';
import { chosenReports } from '../../reports/reporters.ts';
import { removeReports, writeReports } from '../../reports/write.ts';
import { readRunOptions, showConfig } from './run-options.ts';

/** Flags that say how a run is shown. */
export interface OutputFlags {
  readonly quiet?: true;
  readonly verbose?: true;
  readonly progress: boolean;
  readonly color: ColorMode;
}

interface Flags extends OutputFlags {
  readonly list?: true;
  readonly dryRun?: true;
  readonly showConfig?: true;
}

/** `kscts run`: progress on stderr, the summary on stdout, journal and reports in the output folder. */
export async function run(command: Command, query: readonly string[]): Promise<void> {
  const flags = command.opts<Flags>();
  if (flags.showConfig) return showConfig(command, query);
  const options = onlyLastFailed(await readRunOptions(command, query));
  const reports = await chosenReports(options.reporter, options.output);
  if (flags.list || flags.dryRun) {
    // Only these plan in this process; all others would wait for the judge to be loaded.
    const { dryRun, printIds } = await import('./list.ts');
    return flags.list ? printIds(options, false) : dryRun(options);
  }

  refuseOwnBaseline(options);
  // A report of an earlier run must not stand beside the journal of this one, should this process be killed.
  removeReports(reports, options.output);
  await runAndReport(options, reports, flags, false);
}

/**
 * With `--last-failed`, the options of a run of what was red in the last one, as far as the query is of it.
 * @throws UserError KS361 if nothing was
 */
function onlyLastFailed(options: RunOptions): RunOptions {
  if (!options.lastFailed) return options;
  const record = readRecord(join(options.output, journalName));
  const matches = compileQueries(options.query);
  const red = allResults(record).filter(({ id, verdict }) => isRed(verdict) && matches(id));
  if (red.length > 0) return { ...options, query: red.map(({ id }) => id) };
  const shown = nearPath(options.output, process.cwd());
  throw new UserError({ code: 'KS361', message: `--last-failed: no such case was red in the run in ${shown}` }, ExitCode.nothingRan);
}

/** A run replaces the record in its output folder, and must not be held against what it replaces. */
function refuseOwnBaseline({ baseline, output }: RunOptions): void {
  if (baseline === undefined || resolve(journalAt(baseline)) !== resolve(output, journalName)) return;
  throw new UserError({
    code: 'KS362',
    message: '--baseline: the record is in the output folder, where this run would replace it',
    hint: 'keep it elsewhere, or name another folder with --output',
  });
}

/**
 * Runs the suite, or goes on with the run whose journal is in the output folder: writes journal and reports, prints the
 * summary and sets the exit code. The summary makes way where a report goes to standard output.
 * @throws UserError KS217 for a report of the user that failed, KS342 for one that cannot be written, after everything else
 */
export async function runAndReport(options: RunOptions, reports: readonly ChosenReport[], flags: OutputFlags, resume: boolean): Promise<void> {
  const progress = flags.progress && !flags.quiet ? new Progress(process.stderr, painterFor(flags.color, process.stderr)) : undefined;
  const cwd = process.cwd();
  const record = await superviseRun(options, cwd, (line) => progress?.see(line), resume);
  progress?.end();

  const outcome = outcomeOf(record);
  const written = writeReports(record, reports);
  const files = [...written.files, join(options.output, journalName)];
  const talk = written.text === undefined ? process.stdout : process.stderr;
  const layout = { width: widthOf(talk), paint: painterFor(flags.color, talk), verbose: flags.verbose ?? false };
  process.stdout.write(written.text ?? '');
  if (record.error) process.stderr.write(record.error.problems.map(formatProblem).join('\n\n') + '\n');
  else if (flags.quiet) talk.write(shortSummaryText(outcome, layout));
  else talk.write(summaryText(record, outcome, files.map((file) => nearPath(file, cwd)), layout));
  talk.write(reportToGithub(record));
  process.exitCode = outcome.exitCode;
  if (written.problems.length > 0) throw new UserError(written.problems);
}
