import type { Command } from 'commander';
import { resolve } from 'node:path';
import { ExitCode, UserError } from '../base/errors.ts';
import { nearPath } from '../base/near-path.ts';
import { fuzz, type FuzzRecord } from '../run/fuzzing/fuzz.ts';
import type { Bounds } from '../run/fuzzing/loop.ts';
import type { FuzzOptions } from '../run/fuzzing/options.ts';
import { FuzzProgress } from '../../reports/fuzz-progress.ts';
import { fuzzText } from '../../reports/fuzz.ts';
import { painterFor, widthOf } from '../../reports/text.ts';
import type { ColorMode } from '../../reports/text.ts';
import { readRunOptions } from './run-options.ts';

/** Flags of the campaign itself; the others are those of a run. */
export interface FuzzFlags {
  readonly time?: string;
  readonly runs?: string;
  readonly focus?: readonly string[];
  readonly jobs?: string;
  readonly corpus?: string;
  readonly resume?: true;
  readonly quiet?: true;
  readonly progress: boolean;
  readonly color: ColorMode;
}

/** A minute, where neither time nor requests are given. */
const usualTime = 60_000;

/** `kscts fuzz`: progress on stderr, the summary on stdout, journal and replay files in the output folder. */
export async function runFuzz(command: Command): Promise<void> {
  const flags = { ...command.opts<FuzzFlags>() };
  // A run counts sets of values where a campaign counts requests.
  command.setOptionValue('runs', undefined);
  const options: FuzzOptions = { ...(await readRunOptions(command, [])), bounds: boundsOf(flags), focus: flags.focus ?? [], jobs: jobsOf(flags), resume: flags.resume ?? false, ...(flags.corpus !== undefined && { corpus: resolve(flags.corpus) }) };
  const progress = flags.progress && !flags.quiet && process.stderr.isTTY ? new FuzzProgress(process.stderr) : undefined;
  let stopped = false;
  const stop = (): void => {
    // Whoever asks twice does not want to wait for the end of a round.
    if (stopped) process.exit(ExitCode.interrupted);
    stopped = true;
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const record = await fuzz(options, {
      progressed: (progressed) => progress?.draw(progressed),
      stopped: () => stopped,
    });
    progress?.end();
    const layout = { width: widthOf(process.stdout), paint: painterFor(flags.color, process.stdout) };
    const show = (file: string): string => nearPath(file, process.cwd());
    process.stdout.write(fuzzText(record, show, { ...layout, quiet: flags.quiet ?? false }));
    process.exitCode = exitCodeOf(record);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function exitCodeOf({ findings, end }: FuzzRecord): ExitCode {
  if (end.why === 'interrupted') return ExitCode.interrupted;
  if (findings.length > 0) return ExitCode.failures;
  if (end.why === 'died') return ExitCode.incomplete;
  return end.requests === 0 ? ExitCode.nothingRan : ExitCode.clean;
}

function boundsOf({ time, runs }: FuzzFlags): Bounds {
  if (time === undefined && runs === undefined) return { time: usualTime };
  return { ...(time !== undefined && { time: milliseconds(time) }), ...(runs !== undefined && { runs: count(runs) }) };
}

/** Most processes side by side. */
const mostJobs = 256;

function jobsOf({ jobs = '1' }: FuzzFlags): number {
  const number = Number(jobs);
  if (/^\d+$/.test(jobs) && number >= 1 && number <= mostJobs) return number;
  throw new UserError({ code: 'KS210', message: `--jobs: "${jobs}" is not a number from 1 to ${mostJobs}` });
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** `90`, `90s`, `10m`, `8h`. */
function milliseconds(text: string): number {
  const [, number, unit = 's'] = /^(\d{1,7})([smh])?$/.exec(text) ?? [];
  const time = Number(number) * (units[unit] ?? 0);
  if (time > 0) return time;
  throw new UserError({ code: 'KS210', message: `--time: "${text}" is no time`, hint: 'write 90, 90s, 10m or 8h' });
}

/** `100000`, `500k`, `10M`. */
function count(text: string): number {
  const [, number, unit = ''] = /^(\d{1,9})([kM])?$/.exec(text) ?? [];
  const requests = Number(number) * ({ k: 1000, M: 1_000_000 }[unit] ?? 1);
  if (requests > 0) return requests;
  throw new UserError({ code: 'KS210', message: `--runs: "${text}" is no number of requests`, hint: 'write 100000, 500k or 10M' });
}
