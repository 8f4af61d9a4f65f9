/**
 * The options of a run, defined once: the command line, the environment and the configuration file read this table.
 * Flags win over the environment, that over the file, that over the default.
 */
import { delimiter } from 'node:path';
import type { Part } from '../plan/shard.ts';
import { parseValue } from './option-values.ts';
import type { ValueType, ValueTypes, WrittenValue } from './option-values.ts';

interface Definition {
  readonly type: ValueType;
  /** What stands after `--name` in the help: `<file>`; nothing for flags. */
  readonly argument?: string;
  readonly about: string;
  /** As it would be written on the command line. */
  readonly default?: string;
}

const define = <const T extends Record<string, Definition>>(table: T): T => table;

/** Names are those of the flags without `--`, in camel case; `KSCTS_…` in the environment. */
export const runOptionTable = define({
  target: {
    type: 'text',
    argument: '<name>',
    about: 'what to test: simulator:DEVICE, simulator:FILE with a description of one, native:LIBRARY, windows, remote://HOST:PORT, or module:FILE for a target of your own',
    default: 'simulator:usbvideo',
  },
  descriptors: {
    type: 'path',
    argument: '<file>',
    about: 'lsusb -v text of the camera that the simulator shall be',
  },
  arch: { type: 'arch', argument: '<arch>', about: 'ABI of the caller: x64 or x86', default: 'x64' },
  realTime: { type: 'flag', about: 'let the simulator sleep really, and use the clock of this machine' },
  fault: {
    type: 'texts',
    argument: '<id>',
    about: 'bug to put into the simulator, to see it found; may be repeated',
  },
  specs: { type: 'paths', argument: '<path>', about: 'spec file or folder of your own, beside the shipped ones; may be repeated' },
  profile: {
    type: 'texts',
    argument: '<name>',
    about: 'judge the device as one of this kind, instead of as what its filters say they are; may be repeated',
  },
  seed: {
    type: 'seed',
    argument: '<number>',
    about: 'chooses the generated values; "random" picks one and prints it',
    default: '1',
  },
  runs: { type: 'integer', argument: '<number>', about: 'most sets of values tried for a case, instead of what its claim says' },
  destructive: { type: 'flag', about: 'also run cases that may lose settings or data of the device' },
  grep: { type: 'text', argument: '<regex>', about: 'only cases whose id or title matches, case ignored' },
  shard: {
    type: 'shard',
    argument: '<i/n>',
    about: 'only the i-th of n parts of the cases, the same parts everywhere: to spread a run over machines',
  },
  lastFailed: { type: 'flag', about: 'only cases that were red in the last run, whose record is in the output folder' },
  baseline: {
    type: 'path',
    argument: '<record>',
    about: 'results folder or journal of an earlier run: what was red in it does not make this run red',
  },
  waivers: {
    type: 'paths',
    argument: '<file>',
    about: 'what may be broken for now, and why: see docs/waivers.md; may be repeated',
  },
  today: { type: 'day', argument: '<date>', about: 'the day on which waivers are held against their last days', default: 'today' },
  strict: { type: 'flag', about: 'waivers that are expired or unused, or whose cases pass, make the run red' },
  bail: { type: 'integer', argument: '<count>', about: 'stop after so many cases that are not as required; 0: never', default: '0' },
  jobs: {
    type: 'integer',
    argument: '<count>',
    about: 'processes that share the cases, each with a device of its own',
    default: '1',
  },
  caseLimit: {
    type: 'integer',
    argument: '<seconds>',
    about: 'a case without an end for so long hangs: its process is killed',
    default: '60',
  },
  restarts: {
    type: 'integer',
    argument: '<count>',
    about: 'how often the process of a target that died or hung is started again, to go on behind the case',
    default: '10',
  },
  reconnect: {
    type: 'integer',
    argument: '<seconds>',
    about: 'how long a remote device that went away is waited for; at most so often as --restarts says',
    default: '300',
  },
  tokenFile: { type: 'path', argument: '<file>', about: 'file with the token of a remote agent; KSCTS_TOKEN may hold it instead' },
  tlsCa: { type: 'path', argument: '<file>', about: 'certificate of a remote agent, or of whoever vouches for it (PEM)' },
  output: { type: 'path', argument: '<folder>', about: 'where journal and reports go', default: 'kscts-results' },
  reporter: {
    type: 'reporters',
    argument: '<name[=file]>',
    about:
      'report to write instead of all: html, junit, markdown, sarif, ktap, json, terminal, github, or module:FILE for one of your own; ' +
      'where to, - for standard output, or its usual name in the output folder; may be repeated',
  },
  traffic: { type: 'flag', about: 'also keep all that is asked and answered, in traffic.jsonl.gz, so that the run can be judged again without the device' },
});
type Table = typeof runOptionTable;
export type RunOptionName = keyof Table;
type ListType = 'paths' | 'texts' | 'reporters';
/** An option without a default may be absent, but for flags (false) and lists (empty). */
type ValueOf<D extends Definition> = D['type'] extends 'flag' | ListType
  ? ValueTypes[D['type']]
  : D extends { readonly default: string }
    ? ValueTypes[D['type']]
    : ValueTypes[D['type']] | undefined;

/** The options of a run, complete and checked. Paths are absolute; no `specs` means the shipped ones. */
export type RunOptions = { readonly [K in RunOptionName]: ValueOf<Table[K]> } & {
  /** Prefixes or globs of case ids; none means all. */
  readonly query: readonly string[];
  /** The part of this process, of those that share a run. */
  readonly job?: Part;
};

export type WrittenOptions = Partial<Record<RunOptionName, WrittenValue>>;

export const runOptionNames = Object.keys(runOptionTable) as RunOptionName[];

/** `caseLimit` → `--case-limit`. */
export function flagOf(name: RunOptionName): string {
  return '--' + name.replace(/[A-Z]/g, (letter) => '-' + letter.toLowerCase());
}

/** `caseLimit` → `KSCTS_CASE_LIMIT`. */
export function variableOf(name: RunOptionName): string {
  return 'KSCTS_' + name.replace(/[A-Z]/g, (letter) => '_' + letter).toUpperCase();
}

/** What separates the values of a list in the environment. */
const separators: Readonly<Record<ListType, string>> = { paths: delimiter, texts: ',', reporters: ',' };

/** Whether an option of this type may be repeated. */
export function isList(type: ValueType): type is ListType {
  return type in separators;
}

/** The options that the environment sets. Lists of paths are separated as PATH is, others by commas. */
export function optionsFromEnvironment(env: NodeJS.ProcessEnv, cwd: string): WrittenOptions {
  const written: WrittenOptions = {};
  for (const name of runOptionNames) {
    const text = env[variableOf(name)];
    if (text === undefined || text === '') continue;
    const { type }: Definition = runOptionTable[name];
    const texts = isList(type) ? text.split(separators[type]) : [text];
    written[name] = { texts, source: variableOf(name), base: cwd };
  }
  return written;
}

/**
 * The options of a run from all that was written, strongest source first.
 * @throws UserError KS210 for a value that does not fit
 */
export function resolveOptions(sources: readonly WrittenOptions[], query: readonly string[], cwd: string): RunOptions {
  const options: Record<string, unknown> = { query };
  for (const name of runOptionNames) {
    const definition: Definition = runOptionTable[name];
    const written = sources.map((source) => source[name]).find((value) => value !== undefined);
    if (written) options[name] = parseValue(definition.type, written);
    else if (definition.default !== undefined) {
      options[name] = parseValue(definition.type, { texts: [definition.default], source: flagOf(name), base: cwd });
    } else if (definition.type === 'flag') options[name] = false;
    else if (isList(definition.type)) options[name] = [];
    else options[name] = undefined;
  }
  return options as unknown as RunOptions;
}

/** What counts for each option, as it was written, and who wrote it: absent where nothing was and there is no default. */
export function writtenOptions(sources: readonly WrittenOptions[]): readonly { readonly name: RunOptionName; readonly text: string; readonly source: string }[] {
  return runOptionNames.flatMap((name) => {
    const definition: Definition = runOptionTable[name];
    const written = sources.map((source) => source[name]).find((value) => value !== undefined);
    const texts = written?.texts ?? (definition.default === undefined ? [] : [definition.default]);
    return texts.length === 0 ? [] : [{ name, text: texts.join(', '), source: written?.source ?? 'default' }];
  });
}
