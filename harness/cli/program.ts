/** The `kscts` command. Every subcommand is loaded when it is used, so that help and errors come at once. */
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { version } from '../run/version.ts';
import type { Shell } from './completion.ts';
import { exitCodeMeanings } from './exit-codes.ts';
import type { DiffFlags } from './diff.ts';
import type { VerifyFlags } from './verify.ts';
import type { MergeFlags } from './merge.ts';
import type { ReportFlags } from './report.ts';
import type { OutputFlags } from './run.ts';
import type { SpecsFlags } from './specs.ts';
import { addRunOptions } from './run-options.ts';
import type { RunOptionName } from '../run/options.ts';

const query = () =>
  new Argument('[case...]', 'case ids, their beginnings, or globs: core/clock, "audio/**:property.set.*"; all unless given');

/** Options that say what is planned, but not how it is run. */
const planOptions: readonly RunOptionName[] = ['target', 'tokenFile', 'tlsCa', 'descriptors', 'arch', 'realTime', 'fault', 'specs', 'profile', 'destructive', 'grep', 'shard'];

const fuzzOptions: readonly RunOptionName[] = ['target', 'descriptors', 'arch', 'fault', 'specs', 'seed', 'destructive', 'restarts', 'output'];

/** An option that may be repeated. */
const several = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text];

const color = () =>
  new Option('--color <when>', 'paint the output').choices(['auto', 'always', 'never']).default('auto');

const exitCodes = `\nExit codes:\n${Object.entries(exitCodeMeanings).map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`).join('\n')}`;

/** `1,2,3` as numbers. */
function seedList(text: string): readonly number[] {
  const seeds = text.split(',').map((one) => (/^\d{1,10}$/.test(one) ? Number(one) : Number.NaN));
  if (seeds.every((seed) => seed < 2 ** 31) && new Set(seeds).size === seeds.length) return seeds;
  throw new InvalidArgumentError('Write different whole numbers, separated by commas: 1,2,3.');
}

/** The command, ready to parse. Errors and help are thrown as `CommanderError` after they were printed. */
export function program(): Command {
  const kscts = new Command('kscts')
    .description('Conformance tests for Windows Kernel Streaming drivers: specs say what a driver must do, kscts asks it.')
    .version(version())
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', exitCodes)
    .showHelpAfterError('Try "kscts --help".');

  const run = kscts.command('run').summary('run the conformance suite').description('Runs the conformance suite against a target.');
  run.addArgument(query());
  addRunOptions(run)
    .option('--list', 'print the case ids and run nothing')
    .option('--show-config', 'print the options that count and where each comes from, and run nothing')
    .option('--dry-run', 'print what would be judged and what skipped, and run nothing')
    .option('-q, --quiet', 'print the result only')
    .option('-v, --verbose', 'print every failing case in full')
    .option('--no-progress', 'print no progress')
    .addOption(color())
    .action(async (queries: string[]) => (await import('./run.ts')).run(run, queries));

  const list = kscts.command('list').summary('print the case ids').description('Prints the ids of the planned cases, one a line.');
  list.addArgument(query());
  addRunOptions(list, planOptions)
    .option('-v, --verbose', 'also print titles and why a case will be skipped, separated by tabs')
    .action(async (queries: string[]) => (await import('./list.ts')).list(list, queries));

  const replay = kscts
    .command('replay')
    .summary('judge single cases again and show everything, or do again what a file tells')
    .description(
      'Judges cases again in this process, without a journal or reports, and shows every request of those that do not pass. ' +
        'Or does what a replay file tells: 1 if what was found comes again, 0 if not.',
    )
    .argument('<case...>', 'case ids, as a report prints them; or a replay file (.json)');
  addRunOptions(replay, ['target', 'tokenFile', 'tlsCa', 'descriptors', 'arch', 'realTime', 'fault', 'specs', 'profile', 'seed', 'runs', 'destructive'])
    .option('--save <file>', 'write the first finding as a replay file: the requests that show it, as few as will do')
    .addOption(new Option('--export <language>', 'print the replay file as a program that needs nothing but Windows').choices(['c', 'powershell']))
    .addOption(color())
    .action(async (queries: string[]) => (await import('./replay.ts')).replay(replay, queries));

  const fuzz = kscts
    .command('fuzz')
    .summary('look for what is wrong without being told where')
    .description(
      'Sends requests that are nearly right, in every state of the models, and checks what must hold for every answer. Each finding is made small and saved for "kscts replay".',
    );
  addRunOptions(fuzz, fuzzOptions)
    .option('--time <time>', 'how long: 90, 90s, 10m or 8h (default: 60s, unless --runs is given)')
    .option('--runs <count>', 'how many requests: 100000, 500k or 10M; the same seed and number find the same again')
    .addOption(new Option('--focus <what>', 'a set, an item, an object with all below it, or cases; may be repeated').argParser(several))
    .option('--corpus <folder>', 'requests that earlier campaigns found worth keeping; this one adds its own')
    .option('--resume', 'go on with the campaign in the output folder: its next rounds, beside its findings')
    .option('--jobs <count>', 'processes that work side by side, each with a seed of its own (default: 1)')
    .option('-q, --quiet', 'print the result only')
    .option('--no-progress', 'print no progress')
    .addOption(color())
    .action(async () => (await import('./fuzz.ts')).runFuzz(fuzz));

  const compare = kscts
    .command('compare')
    .summary('send the same requests to two devices')
    .description('Judges cases on the target, does the same on the reference, and reports every answer that differs, with as few requests as show it.')
    .requiredOption('--reference <name>', 'what the target is compared with, as --target takes it')
    .option('--reference-fault <id>', 'bug to put into the simulated reference; may be repeated', (id: string, before: string[] = []) => [...before, id])
    .option('--ignore <file>', 'YAML file that declares which differences do not count')
    .option('--json [file]', 'write the differences as JSON, to standard output unless a file is named');
  compare.addArgument(query());
  addRunOptions(compare, ['target', 'tokenFile', 'tlsCa', 'descriptors', 'arch', 'realTime', 'fault', 'specs', 'profile', 'seed', 'runs', 'destructive', 'grep', 'shard', 'output'])
    .addOption(color())
    .action(async (queries: string[]) => (await import('./compare.ts')).compareTargets(compare, queries));

  const resume = kscts
    .command('resume')
    .summary('go on with a run whose process or machine died')
    .description('Goes on with a run behind the case in which its process or its machine died, and makes its reports.')
    .argument('<record>', 'results folder of the run, or its journal')
    .option('-q, --quiet', 'print the result only')
    .option('-v, --verbose', 'print every failing case in full')
    .option('--no-progress', 'print no progress')
    .addOption(color());
  resume.action(async (record: string) => (await import('./resume.ts')).resumeRun(record, resume.opts<OutputFlags>()));

  const describe = kscts
    .command('describe')
    .summary('show what a device is')
    .description('Shows filters, pins, formats, nodes, connections and controls of a device; or writes them as JSON that "simulator:FILE" takes.')
    .argument('[device]', 'a target, as --target takes it, or a file with a description; the target of --target unless given');
  addRunOptions(describe, ['target', 'tokenFile', 'tlsCa', 'descriptors', 'arch', 'specs'])
    .option('--json [file]', 'write the description as JSON, to standard output unless a file is named')
    .option('--svg [file]', 'draw the topology as SVG, likewise')
    .option('-v, --verbose', 'print all formats and what every object offers')
    .addOption(color())
    .action(async (device: string | undefined) => (await import('./describe.ts')).describe(describe, device));

  const agent = kscts
    .command('agent')
    .summary('let another machine test the device of this one')
    .description('Lets "kscts run --target remote://HOST:PORT" on another machine ask a target of this one. Started again when it dies.');
  addRunOptions(agent, ['target', 'descriptors', 'arch', 'realTime', 'fault'])
    .option('--listen <host:port>', 'where to listen; beyond 127.0.0.1 and ::1 only with TLS and a token', '127.0.0.1:7716')
    .option('--tls-cert <file>', 'certificate to show (PEM)')
    .option('--tls-key <file>', 'its private key (PEM)')
    .option('--token-file <file>', 'file with the token that a controller must know; KSCTS_TOKEN may hold it instead')
    .option('--call-limit <seconds>', 'a call into the target that takes so long has got stuck: the agent is ended and started again', '60')
    .action(async () => (await import('./agent.ts')).agent(agent));

  const report = kscts
    .command('report')
    .summary('make the reports of a run again')
    .description('Makes reports from the journal of a run: the same files as the run wrote. Prints the summary if none is named.')
    .argument('<record>', 'results folder of a run, or its journal')
    .option('--html <file>', 'one page that needs nothing else')
    .option('--junit <file>', 'JUnit XML, for CI systems')
    .option('--markdown <file>', 'a summary in Markdown')
    .option('--sarif <file>', 'SARIF 2.1.0, for code scanning')
    .option('--ktap <file>', 'KTAP, as the tools of the Linux kernel read it')
    .option('--json <file>', 'one JSON object')
    .addOption(new Option('--reporter <name[=file]>', 'any report, as "kscts run" takes it; may be repeated').argParser(several))
    .option('--github', 'print annotations for GitHub Actions')
    .option('--waivers <file>', 'hold the record against these waivers instead of those of the run; may be repeated', (file: string, before: string[] = []) => [...before, file])
    .option('--today <date>', 'the day on which they are held against their last days; "today" unless told')
    .option('--strict', 'end with the exit code of the run, red if waivers are expired or unused or their cases pass');
  report.action(async (record: string) => (await import('./report.ts')).report(record, report.opts<ReportFlags>()));

  const merge = report
    .command('merge')
    .summary('make one record of those of the shards of a run')
    .description('Makes one record of those of the shards of a run (--shard), with all reports. The shards must be of the same specs, seed and device.')
    .argument('<record...>', 'results folders of the shards, or their journals')
    .option('-o, --output <folder>', 'where journal and reports go', 'kscts-results')
    .option('-v, --verbose', 'print every failing case in full')
    .addOption(color());
  merge.action(async (records: string[]) => { (await import('./merge.ts')).mergeReports(records, merge.opts<MergeFlags>()); });

  const certify = kscts
    .command('certify')
    .summary('certify a driver')
    .description('Runs the whole suite with fixed seeds and, if everything that must hold holds, writes a signed certificate: docs/certify.md.');
  addRunOptions(certify, ['target', 'descriptors', 'arch', 'realTime', 'fault', 'specs', 'profile', 'destructive', 'waivers', 'today', 'strict', 'caseLimit', 'restarts', 'reconnect', 'tokenFile', 'tlsCa'])
    .requiredOption('--key <file>', 'private key that signs, as "kscts keygen" makes it')
    .addOption(new Option('--seeds <list>', 'seeds of the runs, separated by commas').argParser(seedList).default([1, 2, 3], '1,2,3'))
    .option('-o, --output <folder>', 'where the certificate goes; must be empty or not there', 'kscts-certificate')
    .option('-q, --quiet', 'print the result only')
    .option('-v, --verbose', 'print every failing case in full')
    .option('--no-progress', 'print no progress')
    .addOption(color());
  certify.action(async () => (await import('./certify.ts')).certify(certify));

  const verify = kscts
    .command('verify')
    .summary('check a certificate')
    .description('Checks signature, digests and completeness of a certificate, and judges what was recorded again.')
    .argument('<certificate>', 'the folder that "kscts certify" wrote')
    .requiredOption('--key <file>', 'public key of who signed')
    .option('-q, --quiet', 'print the result only');
  verify.action(async (folder: string) => (await import('./verify.ts')).verify(folder, verify.opts<VerifyFlags>()));

  kscts
    .command('keygen')
    .summary('make a pair of keys for certificates')
    .description('Writes a private key (NAME.key, readable by you alone) and a public one (NAME.pub), Ed25519 in PEM. Overwrites nothing.')
    .argument('[name]', 'path and name of the files', 'kscts')
    .action(async (name: string) => { (await import('./keygen.ts')).keygen(name); });

  const diff = kscts
    .command('diff')
    .summary('compare two records')
    .description('Says what is broken, fixed, changed, new, gone and slower in the second record; ends with 1 if it is worse.')
    .argument('<before>', 'results folder of a run, or its journal')
    .argument('<after>', 'the same of a later one')
    .option('--json [file]', 'as JSON, to standard output unless a file is named')
    .option('-v, --verbose', 'print every case')
    .addOption(color());
  diff.action(async (before: string, after: string) => { (await import('./diff.ts')).diff(before, after, diff.opts<DiffFlags>()); });

  kscts
    .command('check')
    .summary('check spec files')
    .description('Checks spec files without running them.')
    .argument('[path...]', 'spec files or folders; the shipped ones unless given')
    .action(async (paths: string[]) => (await import('./check.ts')).check(paths));

  const fmt = kscts
    .command('fmt')
    .summary('format spec files')
    .description('Gives spec files their common layout. Comments and order stay.')
    .argument('<path...>', 'spec files or folders')
    .option('--check', 'change nothing; fail if a file would change');
  fmt.action(async (paths: string[]) => (await import('./fmt.ts')).fmt(paths, fmt.opts<{ check?: true }>().check ?? false));

  kscts
    .command('init')
    .summary('begin specs of your own')
    .description('Writes a configuration file and an example of specs for a property set of your own. Overwrites nothing.')
    .argument('[folder]', 'where to', '.')
    .action(async (folder: string) => { (await import('./init.ts')).init(folder); });

  const specs = kscts
    .command('specs')
    .summary('count what the specs hold')
    .description('Counts items, laws, behaviours, models and profiles by spec file.')
    .argument('[path...]', 'spec files or folders, beside the shipped ones')
    .option('--coverage', 'count by set what is documented, specified and on a bundled device; fail if something is missing')
    .option('-v, --verbose', 'with --coverage: also list what no bundled device offers, and why');
  specs.action(async (paths: string[]) => { (await import('./specs.ts')).specs(paths, specs.opts<SpecsFlags>()); });

  kscts
    .command('doctor')
    .summary('say what works on this machine')
    .description('Says what works on this machine, and how to get the rest.')
    .action(async () => (await import('./doctor.ts')).doctor());

  const commands = (): readonly Command[] => program().commands.filter((command) => !command.name().startsWith('complet'));
  kscts
    .command('completion')
    .summary('print a completion script for a shell')
    .description('Prints a script with which a shell completes commands, options and targets: source <(kscts completion bash)')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish', 'powershell']))
    .action(async (shell: Shell) => (await import('./completion.ts')).printCompletionScript(commands(), shell));
  kscts
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: readonly string[]) => (await import('./completion.ts')).complete(commands(), words));

  return kscts;
}
