/** What a campaign is asked for, and what it tells while it runs. */
import type { FoundCoverage } from '../../fuzz/reach.ts';
import type { RaceCounts } from '../../fuzz/races/racer.ts';
import type { Found } from '../../fuzz/finding.ts';
import type { Action } from '../../traffic/actions.ts';
import type { TargetIdentity } from '../../target/target.ts';
import type { RunOptions } from '../options.ts';
import type { Bounds } from './loop.ts';

/** The options that a campaign shares with a run, and its own. */
export interface FuzzOptions
  extends Pick<RunOptions, 'target' | 'descriptors' | 'arch' | 'fault' | 'specs' | 'seed' | 'destructive' | 'output' | 'realTime' | 'restarts'> {
  readonly bounds: Bounds;
  readonly focus: readonly string[];
  /** Folder with what earlier campaigns kept, and where this one keeps; absent if nothing is kept. */
  readonly corpus?: string;
  /** Go on behind the rounds of the campaign whose journal is in the output folder. */
  readonly resume: boolean;
  /** Processes that work side by side, each with a seed of its own. */
  readonly jobs: number;
}

/** One of the processes of a campaign, or what goes on in its place when it died. */
export interface Job {
  readonly options: FuzzOptions;
  readonly seed: number;
  readonly bounds: Bounds;
  /** The first round; those before it were a process's that died. */
  readonly firstRound: number;
  /** Requests that killed the target before, as verb and item: they are left out. */
  readonly avoid: readonly string[];
  /** File to which every request is written before it is sent, for a process that may die. */
  readonly tape?: string;
}

/** What a job tells. */
export type JobMessage =
  | { readonly t: 'begun'; readonly arch: string; readonly identity: TargetIdentity; readonly subjects: number; readonly templates: number }
  | { readonly t: 'pace'; readonly requests: number; readonly rounds: number; readonly states: number; readonly behaviours: number }
  | { readonly t: 'found'; readonly found: Found; readonly actions: readonly Action[]; readonly requests: number }
  | {
      readonly t: 'end';
      readonly why: 'time' | 'runs' | 'interrupted' | 'died';
      readonly requests: number;
      readonly rounds: number;
      readonly behaviours: number;
      readonly corpus: number;
      readonly coverage: FoundCoverage;
      /** Absent where the target cannot send requests at the same time. */
      readonly races?: RaceCounts;
      readonly causes: Readonly<Record<string, number>>;
    }
  /** A mistake of the user, or of kscts. */
  | { readonly t: 'failed'; readonly code: string; readonly message: string; readonly exitCode: number | undefined };
