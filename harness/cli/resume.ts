import { Command } from 'commander';
import { dirname, resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import { requestInFlight } from '../run/in-flight.ts';
import type { RunLine } from '../run/journal-lines.ts';
import { journalAt, readRecord } from '../run/record.ts';
import type { RunOptions } from '../run/options.ts';
import { chosenReports } from '../../reports/reporters.ts';
import { addRunOptions, readRunOptions } from './run-options.ts';
import { runAndReport } from './run.ts';
import type { OutputFlags } from './run.ts';

/**
 * `kscts resume`: goes on with a run whose process or machine died, or that was stopped. The case in flight gets its verdict; it is not asked
 * for again.
 * @throws UserError KS241 for a record of a run that never began, KS242 for one that reached its end
 */
export async function resumeRun(record: string, flags: OutputFlags): Promise<void> {
  const path = journalAt(resolve(record));
  const { run, end, inFlight, stop } = readRecord(path);
  if (!run) throw new UserError({ code: 'KS241', message: `${path} is of a run that never began`, hint: 'begin it with kscts run' });
  // One that was interrupted has its last line, and cases left.
  if (end && !stop) throw new UserError({ code: 'KS242', message: `${path} is of a run that reached its end`, hint: 'kscts report shows it' });
  if (inFlight !== undefined) {
    const request = stop?.request ?? requestInFlight(dirname(path), run.arch, inFlight);
    process.stderr.write(`in flight when it died: ${inFlight}\n${request === undefined ? '' : `  request: ${request}\n`}`);
  }
  const options = await optionsOf(run, dirname(path));
  await runAndReport(options, await chosenReports(options.reporter, options.output), flags, true);
}

/** The options that the run began with, from the words in its first line. */
async function optionsOf(run: RunLine, output: string): Promise<RunOptions> {
  const command = addRunOptions(new Command()).exitOverride().argument('[case...]');
  const words = ['--target', run.target, '--seed', String(run.seed), ...run.replayOptions, ...run.runOptions, '--output', output];
  command.parse(words, { from: 'user' });
  // What is left is done by one process: those that shared it are gone.
  return { ...(await readRunOptions(command, run.query)), jobs: 1 };
}
