/** A campaign from its options to its journal. */
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Campaign } from '../../fuzz/campaign.ts';
import { TargetDied, type Target } from '../../target/target.ts';
import { loadBook } from '../book.ts';
import type { RunOptions } from '../options.ts';
import { openTarget } from '../targets.ts';
import { version } from '../version.ts';
import { fuzzJournalName, type FindingLine, type FuzzEndLine, type FuzzJournalLine, type FuzzLine } from './lines.ts';
import { drive, type Bounds, type Pace } from './loop.ts';
import { findingsFolder, Saver } from './save.ts';

/** The options that a campaign shares with a run, and its own. */
export interface FuzzOptions extends Pick<RunOptions, 'target' | 'descriptors' | 'arch' | 'fault' | 'specs' | 'seed' | 'destructive' | 'output' | 'realTime'> {
  readonly bounds: Bounds;
  readonly focus: readonly string[];
}

/** How far it is, for whoever watches. */
export interface Progressed extends Pace {
  readonly states: number;
  readonly behaviours: number;
  readonly findings: number;
}

export interface Hooks {
  begun(line: FuzzLine): void;
  progressed(progress: Progressed): void;
  /** Asked between rounds: whether the user wants it to end. */
  stopped(): boolean;
}

export interface FuzzRecord {
  readonly begin: FuzzLine;
  readonly findings: readonly FindingLine[];
  readonly end: FuzzEndLine;
}

/**
 * Runs a campaign in this process.
 * @throws UserError for bad specs, an unknown target, a focus that fits nothing, or a folder that cannot be written
 */
export async function fuzz(options: FuzzOptions, hooks: Hooks): Promise<FuzzRecord> {
  const { output, seed, focus, destructive, bounds } = options;
  const book = loadBook(options.specs);
  const { target } = await openTarget(options.target, options);
  const trial = target.capabilities.has('reset') ? (await openTarget(options.target, options)).target : undefined;
  mkdirSync(output, { recursive: true });
  const journal = join(output, fuzzJournalName);
  rmSync(journal, { force: true });
  rmSync(join(output, findingsFolder), { recursive: true, force: true });
  const write = (line: FuzzJournalLine): void => { appendFileSync(journal, JSON.stringify(line) + '\n'); };

  const findings: FindingLine[] = [];
  const saver = new Saver(output, originOf(options, target), trial);
  const campaign = new Campaign(book, target, {
    seed,
    focus,
    destructive,
    onFinding: (found, actions) => {
      const line = saver.save(found, actions, campaign.requests);
      findings.push(line);
      write(line);
    },
  });
  const begin = beginOf(options, target, campaign);
  write(begin);
  hooks.begun(begin);
  const began = performance.now();
  let why: FuzzEndLine['why'];
  try {
    const told = (pace: Pace): void => {
      hooks.progressed({ ...pace, states: campaign.coverage.states, behaviours: campaign.behaviours.count, findings: findings.length });
    };
    why = await drive(campaign, bounds, told, () => hooks.stopped());
  } catch (error) {
    if (!(error instanceof TargetDied)) throw error;
    why = 'died';
  }
  const end = endOf(campaign, why, performance.now() - began);
  write(end);
  target.dispose();
  trial?.dispose();
  return { begin, findings, end };
}

function originOf({ arch, descriptors, fault, seed, target: name }: FuzzOptions, target: Target) {
  return { kscts: version(), target: name === 'windows' ? target.name : name, arch, descriptors, faults: fault, seed };
}

function beginOf({ seed, focus, fault, target: name }: FuzzOptions, target: Target, { places }: Campaign): FuzzLine {
  return {
    t: 'fuzz',
    format: 1,
    kscts: version(),
    startedAt: new Date().toISOString(),
    target: name,
    arch: target.arch,
    identity: target.identity,
    seed,
    jobs: 1,
    focus,
    faults: fault,
    subjects: places.subjects.length,
    templates: places.templates.length,
  };
}

function endOf(campaign: Campaign, why: FuzzEndLine['why'], milliseconds: number): FuzzEndLine {
  return {
    t: 'end',
    why,
    requests: campaign.requests,
    rounds: campaign.rounds,
    milliseconds: Math.round(milliseconds),
    behaviours: campaign.behaviours.count,
    corpus: campaign.corpus.count,
    coverage: campaign.coverage,
    causes: Object.fromEntries(campaign.causes),
  };
}
