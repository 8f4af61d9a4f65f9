import type { Command } from 'commander';
import { join } from 'node:path';
import { ExitCode, formatProblem, UserError } from '../base/errors.ts';
import { nearPath } from '../base/near-path.ts';
import { certifyBundle, copySpecs, refuseFull } from '../certify/bundle.ts';
import { readPrivateKey } from '../certify/keys.ts';
import { runFolder } from '../certify/manifest.ts';
import { reasonsAgainst } from '../certify/requirements.ts';
import { outcomeOf } from '../run/outcome.ts';
import type { RunOptions } from '../run/options.ts';
import type { RunRecord } from '../run/record.ts';
import { superviseRun } from '../run/supervise.ts';
import { certificateText } from '../../reports/certificate.ts';
import { Progress } from '../../reports/progress.ts';
import { summaryText } from '../../reports/terminal.ts';
import { painterFor, widthOf } from '../../reports/text.ts';
import { everyReport } from '../../reports/reporters.ts';
import { writeReports } from '../../reports/write.ts';
import type { OutputFlags } from './run.ts';
import { readRunOptions } from './run-options.ts';

interface Flags extends OutputFlags {
  readonly key: string;
  readonly seeds: readonly number[];
}

/** How a run ended that is not passed on as such, but as a certificate that was refused. */
const judged: readonly ExitCode[] = [ExitCode.clean, ExitCode.failures, ExitCode.nothingRan];

/**
 * `kscts certify`: runs everything with each of the seeds and signs what came of it. The first run that cannot be
 * certified ends it; its record and reports stay.
 * @throws UserError KS382, KS383 for a bad key, KS384 for a folder that is not empty, KS385 for what cannot be certified
 */
export async function certify(command: Command): Promise<void> {
  const flags = command.opts<Flags>();
  const options = await readRunOptions(command, []);
  const key = readPrivateKey(flags.key);
  const folder = options.output;
  refuseFull(folder);
  copySpecs(folder, options.specs);
  const width = widthOf(process.stdout);

  for (const seed of flags.seeds) {
    const record = await runOf({ ...options, ...unlimited, seed, output: join(folder, runFolder(seed)) }, flags);
    const outcome = outcomeOf(record);
    if (reasonsAgainst(record).length === 0) continue;
    if (record.error) process.stderr.write(`${record.error.problems.map(formatProblem).join('\n\n')}\n`);
    else if (!flags.quiet) {
      const layout = { width, paint: painterFor(flags.color, process.stdout), verbose: flags.verbose ?? false };
      process.stdout.write(`${summaryText(record, outcome, [nearPath(join(folder, runFolder(seed)), process.cwd())], layout)}\n`);
    }
    const problems = reasonsAgainst(record).map((reason) => ({ code: 'KS385', message: `not certified: seed ${seed}: ${reason}` }));
    throw new UserError(problems, judged.includes(outcome.exitCode) ? ExitCode.notCertified : outcome.exitCode);
  }
  const manifest = certifyBundle(folder, flags.seeds, key, new Date().toISOString());
  process.stdout.write(`CERTIFIED ${nearPath(folder, process.cwd())}\n`);
  if (!flags.quiet) process.stdout.write(certificateText(manifest, width));
}

/** Everything is judged, whatever configuration and environment say of other runs. */
const unlimited = { grep: undefined, shard: undefined, baseline: undefined, lastFailed: false, runs: undefined, bail: 0, jobs: 1, traffic: true, reporter: [] } satisfies Partial<RunOptions>;

async function runOf(options: RunOptions, flags: Flags): Promise<RunRecord> {
  const progress = flags.progress && !flags.quiet ? new Progress(process.stderr, painterFor(flags.color, process.stderr)) : undefined;
  const record = await superviseRun(options, process.cwd(), (line) => progress?.see(line));
  progress?.end();
  const { problems } = writeReports(record, everyReport(options.output));
  if (problems.length > 0) throw new UserError(problems);
  return record;
}
