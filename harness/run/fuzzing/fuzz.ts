/** A campaign from its options to its journal. */
import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { causeOf } from '../../fuzz/finding.ts';
import { mergeRaces } from '../../fuzz/races/racer.ts';
import { mergeCoverage } from '../../fuzz/reach.ts';
import { targetTrial, type Trial } from '../../fuzz/settle.ts';
import { loadBook } from '../book.ts';
import { openTarget } from '../targets.ts';
import { version } from '../version.ts';
import { workerEnvironment } from '../worker-environment.ts';
import { isSafe, runCrew } from './crew.ts';
import { fuzzJournalName, type FindingLine, type FuzzEndLine, type FuzzJournalLine, type FuzzLine } from './lines.ts';
import type { FuzzOptions, JobMessage } from './options.ts';
import { readEarlier } from './resume.ts';
import { findingsFolder, originOf, Saver } from './save.ts';
import { processTrial } from './trial.ts';

/** How far it is, for whoever watches. */
export interface Progressed {
  readonly requests: number;
  readonly milliseconds: number;
  readonly states: number;
  readonly behaviours: number;
  readonly findings: number;
}

export interface Hooks {
  progressed(progress: Progressed): void;
  /** Asked often: whether the user wants it to end. */
  stopped(): boolean;
}

export interface FuzzRecord {
  readonly begin: FuzzLine;
  /** In the order in which they were found; those of several jobs by their requests. */
  readonly findings: readonly FindingLine[];
  readonly end: FuzzEndLine;
}

type Of<T extends JobMessage['t']> = Extract<JobMessage, { t: T }>;
/** How often the journal is told how far the jobs are, in milliseconds. */
const noteEvery = 5000;
const endings = ['interrupted', 'died', 'time', 'runs'] as const;

/**
 * Runs a campaign, in this process or in others.
 * @throws UserError for bad specs, an unknown target, a focus that fits nothing, or a folder that cannot be written
 */
export async function fuzz(options: FuzzOptions, hooks: Hooks): Promise<FuzzRecord> {
  const { output } = options;
  mkdirSync(output, { recursive: true });
  const journal = join(output, fuzzJournalName);
  const earlier = options.resume ? readEarlier(journal, options) : undefined;
  if (!earlier) {
    rmSync(journal, { force: true });
    rmSync(join(output, findingsFolder), { recursive: true, force: true });
  }
  const write = (line: FuzzJournalLine): void => { appendFileSync(journal, JSON.stringify(line) + '\n'); };

  const environment = workerEnvironment(options.target, output);
  const saver = new Saver(output, originOf(options), await trialOf(options, environment.env), earlier?.findings.length ?? 0);
  const began = performance.now();
  const paces = new Map<number, Of<'pace'>>();
  const ends = new Map<number, Of<'end'>>();
  const deaths = new Map<string, number>();
  const findings = new Map((earlier?.findings ?? []).map((line) => [line.cause, { job: -1, line }]));
  let noted = began;
  const roundsOfJobs = (): number[] => Array.from({ length: options.jobs }, (_, job) => ends.get(job)?.rounds ?? paces.get(job)?.rounds ?? earlier?.roundsOfJobs[job] ?? 0);
  let begin: FuzzLine | undefined;
  const heard = (job: number, message: JobMessage): void => {
    switch (message.t) {
      case 'begun':
        if (begin) return;
        begin = beginOf(options, message);
        write(begin);
        return;
      case 'found': {
        const cause = causeOf(message.found);
        deaths.set(cause, (deaths.get(cause) ?? 0) + 1);
        const known = findings.get(cause);
        // Which of several jobs tells first is chance; which needed fewer requests is not.
        if (known && (known.line.requests < message.requests || (known.line.requests === message.requests && known.job <= job))) return;
        if (known) saver.drop(known.line);
        const line = saver.save(message.found, message.actions, message.requests, job);
        findings.set(cause, { job, line });
        write(line);
        return;
      }
      case 'pace':
        paces.set(job, message);
        if (performance.now() - noted > noteEvery) {
          noted = performance.now();
          write({ t: 'pace', roundsOfJobs: roundsOfJobs() });
        }
        hooks.progressed({ ...sumOf([...paces.values()]), milliseconds: performance.now() - began, findings: findings.size });
        return;
      case 'end':
        ends.set(job, message);
        return;
      case 'failed':
        return;
    }
  };
  await runCrew(options, earlier?.roundsOfJobs ?? [], environment, heard, () => hooks.stopped());
  const end = endOf([...ends].sort(([a], [b]) => a - b).map(([, message]) => message), [...paces.values()], options.jobs, deaths, hooks.stopped(), performance.now() - began, roundsOfJobs());
  write(end);
  // Reports of processes that died: what they say stands in the findings.
  for (const name of readdirSync(output)) if (name.startsWith('sanitizer.')) rmSync(join(output, name), { force: true });
  const lines = [...findings.values()].sort((a, b) => a.line.requests - b.line.requests || a.job - b.job).map(({ line }) => line);
  return { begin: begin ?? beginOf(options, { t: 'begun', arch: options.arch, identity: nobody, subjects: 0, templates: 0 }), findings: lines, end };
}

const nobody = { driver: '', version: '', provider: '', hardwareId: '', os: '' };

/** What a finding is seen again on: a second device in this process, another process, or nothing where there is only one. */
async function trialOf(options: FuzzOptions, env: Readonly<Record<string, string>>): Promise<Trial | undefined> {
  if (options.target.startsWith('windows')) return undefined;
  if (!isSafe(options.target)) return processTrial(options, env);
  return targetTrial((await openTarget(options.target, options)).target, loadBook(options.specs));
}

function beginOf({ seed, focus, fault, target, jobs }: FuzzOptions, { arch, identity, subjects, templates }: Of<'begun'>): FuzzLine {
  const startedAt = new Date().toISOString();
  return { t: 'fuzz', format: 1, kscts: version(), startedAt, target, arch, identity, seed, jobs, focus, faults: fault, subjects, templates };
}

function sumOf(parts: readonly { readonly requests: number; readonly states: number; readonly behaviours: number }[]) {
  const most = (value: (part: { readonly states: number; readonly behaviours: number }) => number): number => Math.max(0, ...parts.map(value));
  return {
    requests: parts.reduce((sum, { requests }) => sum + requests, 0),
    // Several jobs reach much the same.
    states: most(({ states }) => states),
    behaviours: most(({ behaviours }) => behaviours),
  };
}

function endOf(
  ends: readonly Of<'end'>[],
  paces: readonly Of<'pace'>[],
  jobs: number,
  deaths: ReadonlyMap<string, number>,
  interrupted: boolean,
  milliseconds: number,
  roundsOfJobs: readonly number[],
): FuzzEndLine {
  const sum = (value: (end: Of<'end'>) => number): number => ends.reduce((total, end) => total + value(end), 0);
  const causes = new Map(deaths);
  for (const end of ends) for (const [cause, times] of Object.entries(end.causes)) causes.set(cause, Math.max(times, causes.get(cause) ?? 0));
  const whys = new Set([...ends.map(({ why }) => why), ...(interrupted ? ['interrupted'] : []), ...(ends.length < jobs ? ['died'] : [])]);
  const { states, transitions, missed, refused } = mergeCoverage(ends.map(({ coverage }) => coverage));
  return {
    t: 'end',
    why: endings.find((why) => whys.has(why)) ?? 'runs',
    requests: ends.length < jobs ? Math.max(sum(({ requests }) => requests), sumOf(paces).requests) : sum(({ requests }) => requests),
    rounds: sum(({ rounds }) => rounds),
    roundsOfJobs,
    milliseconds: Math.round(milliseconds),
    behaviours: Math.max(0, ...ends.map(({ behaviours }) => behaviours)),
    corpus: sum(({ corpus }) => corpus),
    coverage: { states: states.length, transitions: transitions.length, allStates: states.length, allTransitions: transitions.length + missed.length, missed, refused },
    races: mergeRaces(ends.flatMap(({ races }) => races ?? [])),
    causes: Object.fromEntries(causes),
  };
}
