/** One campaign on one target, in this process. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { Campaign } from '../../fuzz/campaign.ts';
import type { TapeSink } from '../../fuzz/tape.ts';
import type { SpecBook } from '../../spec/model.ts';
import { TargetDied, type Target } from '../../target/target.ts';
import { loadBook } from '../book.ts';
import { openTarget } from '../targets.ts';
import { loadCorpus, saveCorpus } from './corpus-files.ts';
import { drive } from './loop.ts';
import type { Job, JobMessage } from './options.ts';
import { originOf } from './save.ts';

/** @throws UserError for bad specs, an unknown target, or a focus that fits nothing */
export async function runJob(job: Job, tell: (message: JobMessage) => void, stopped: () => boolean): Promise<void> {
  const { options } = job;
  const book = loadBook(options.specs);
  const { target } = await openTarget(options.target, options);
  const file = job.tape === undefined ? undefined : openSync(job.tape, 'w');
  try {
    const campaign = begun(book, target, job, file, tell);
    if (!campaign) return;
    if (options.corpus !== undefined) loadCorpus(options.corpus, campaign);
    const { subjects, templates } = campaign.places;
    tell({ t: 'begun', arch: target.arch, identity: target.identity, subjects: subjects.length, templates: templates.length });
    const pace = (): void => {
      tell({ t: 'pace', requests: campaign.requests, rounds: campaign.rounds, states: campaign.states, behaviours: campaign.behaviours.count });
    };
    let why: 'time' | 'runs' | 'interrupted' | 'died';
    try {
      why = await drive(campaign, job.bounds, pace, stopped);
    } catch (error) {
      if (!(error instanceof TargetDied)) throw error;
      why = 'died';
    }
    if (options.corpus !== undefined) saveCorpus(options.corpus, campaign.kept, originOf(options));
    const { requests, rounds, behaviours, corpus, coverage, causes, races } = campaign;
    tell({ t: 'end', why, requests, rounds, behaviours: behaviours.count, corpus: corpus.count, coverage, ...(races && { races }), causes: Object.fromEntries(causes) });
  } finally {
    if (file !== undefined) closeSync(file);
    if (target.probe().alive) target.dispose();
  }
}

/** The campaign; `undefined` if the target died of being looked at, which was told then. */
function begun(book: SpecBook, target: Target, { options, seed, firstRound, avoid }: Job, file: number | undefined, tell: (message: JobMessage) => void): Campaign | undefined {
  let campaign: Campaign | undefined;
  try {
    campaign = new Campaign(book, target, {
      seed,
      focus: options.focus,
      destructive: options.destructive,
      firstRound,
      avoid,
      keeps: options.corpus !== undefined,
      ...(file !== undefined && { sink: sinkTo(file) }),
      onFinding: (found, actions) => { tell({ t: 'found', found, actions, requests: campaign?.requests ?? 0 }); },
    });
    return campaign;
  } catch (error) {
    if (!(error instanceof TargetDied)) throw error;
    const coverage = { states: [], transitions: [], missed: [], refused: [] };
    tell({ t: 'end', why: 'died', requests: 0, rounds: firstRound, behaviours: 0, corpus: 0, coverage, causes: {} });
    return undefined;
  }
}

/** What is on the file is in the hands of the system: it outlives the process, though not the machine. */
function sinkTo(file: number): TapeSink {
  let position = 0;
  return (bytes, rewound) => {
    if (rewound) {
      ftruncateSync(file, 0);
      position = 0;
    }
    position += writeSync(file, bytes, 0, bytes.length, position);
  };
}
