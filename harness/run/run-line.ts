import { nearPath } from '../base/near-path.ts';
import type { RunLine } from './journal-lines.ts';
import type { RunOptions } from './options.ts';
import type { ReporterChoice } from './option-values.ts';
import type { OpenedRun } from './prepare.ts';
import { version } from './version.ts';

/** The first line of the journal of a run that begins now. `cwd` is where the user will replay from. */
export function runLineOf(run: OpenedRun, options: RunOptions, cwd: string): RunLine {
  return {
    t: 'run',
    format: 1,
    kscts: version(),
    startedAt: new Date().toISOString(),
    pid: process.pid,
    target: options.target,
    arch: run.target.arch,
    identity: run.target.identity,
    seed: options.seed,
    specs: run.book.digest,
    query: options.query,
    ...(options.grep !== undefined && { grep: options.grep }),
    ...(options.job && { job: options.job }),
    ...(options.shard && { shard: options.shard }),
    ...(run.waivers && run.waivers.length > 0 && { waivers: { today: options.today, strict: options.strict, list: run.waivers } }),
    ...(run.baseline && { baseline: run.baseline }),
    replayOptions: replayOptions(options, cwd),
    runOptions: furtherOptions(options, cwd),
  };
}

/** What else the command that replays a case must say. */
function replayOptions(options: RunOptions, cwd: string): string[] {
  const near = (path: string) => nearPath(path, cwd);
  const words: string[] = [];
  if (options.descriptors !== undefined) words.push('--descriptors', near(options.descriptors));
  if (options.arch !== 'x64') words.push('--arch', options.arch);
  if (options.realTime) words.push('--real-time');
  for (const id of options.fault) words.push('--fault', id);
  for (const path of options.specs) words.push('--specs', near(path));
  if (options.runs !== undefined) words.push('--runs', String(options.runs));
  if (options.destructive) words.push('--destructive');
  if (options.tokenFile !== undefined) words.push('--token-file', near(options.tokenFile));
  if (options.tlsCa !== undefined) words.push('--tls-ca', near(options.tlsCa));
  return words;
}

/** What else a run that goes on must say, beside what a replay repeats. */
export function furtherOptions({ profile, grep, shard, baseline, waivers, today, strict, bail, jobs, caseLimit, restarts, reconnect, reporter, traffic }: RunOptions, cwd: string): string[] {
  return [
    ...profile.flatMap((name) => ['--profile', name]),
    ...(grep === undefined ? [] : ['--grep', grep]),
    ...(shard === undefined ? [] : ['--shard', `${shard.index}/${shard.count}`]),
    ...(baseline === undefined ? [] : ['--baseline', nearPath(baseline, cwd)]),
    ...waivers.flatMap((path) => ['--waivers', nearPath(path, cwd)]),
    ...(waivers.length === 0 ? [] : ['--today', today]),
    ...(strict ? ['--strict'] : []),
    ...reporter.flatMap((choice) => ['--reporter', reporterText(choice, cwd)]),
    ...(traffic ? ['--traffic'] : []),
    ...(jobs > 1 ? ['--jobs', String(jobs)] : []),
    ...['--bail', String(bail), '--case-limit', String(caseLimit), '--restarts', String(restarts), '--reconnect', String(reconnect)],
  ];
}

/** As it would be written in `cwd`. */
function reporterText({ name, file }: ReporterChoice, cwd: string): string {
  const near = name.replace(/^module:(.*)/, (_, path: string) => `module:${nearPath(path, cwd)}`);
  return file === undefined ? near : `${near}=${file === '-' ? file : nearPath(file, cwd)}`;
}
