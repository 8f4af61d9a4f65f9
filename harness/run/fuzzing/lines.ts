/** The journal of a campaign, `fuzz.jsonl`: one JSON object a line. */
import type { RaceCounts } from '../../fuzz/races/racer.ts';
import type { TargetIdentity } from '../../target/target.ts';

/** What a campaign is, before it begins. */
export interface FuzzLine {
  readonly t: 'fuzz';
  /** Version of this format. */
  readonly format: 1;
  readonly kscts: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly target: string;
  readonly arch: string;
  readonly identity: TargetIdentity;
  readonly seed: number;
  readonly jobs: number;
  readonly focus: readonly string[];
  readonly faults: readonly string[];
  /** Objects that are open for requests, and right requests that all others are made from. */
  readonly subjects: number;
  readonly templates: number;
}

/** Something that is wrong, once for each cause. */
export interface FindingLine {
  readonly t: 'finding';
  /** Findings of one cause have the same; see `causeOf`. */
  readonly cause: string;
  readonly verdict: 'fail' | 'crash' | 'hang';
  readonly oracle: string;
  readonly message: string;
  readonly expected: string;
  readonly rule?: string;
  /** Path of the object, verb and item that were asked. */
  readonly object: string;
  readonly verb: string;
  readonly item: string;
  /** What was changed of a right request. */
  readonly changes: readonly string[];
  /** State of the model in which it was; empty if none was walked. */
  readonly state: string;
  /** Whether it was seen again on a fresh target; absent where there is none. */
  readonly again?: boolean;
  /** Requests sent until then. */
  readonly requests: number;
  /** The report of a sanitizer. */
  readonly detail?: string;
  /** The replay file, and how many actions it has. */
  readonly file: string;
  readonly actions: number;
}

/** What of all models was reached. */
export interface Coverage {
  readonly states: number;
  readonly transitions: number;
  /** All that are known to be there. */
  readonly allStates: number;
  readonly allTransitions: number;
  /** Transitions that were never taken, with their model and subject. */
  readonly missed: readonly string[];
  /** Models that the device does not let be walked, and why. */
  readonly refused: readonly string[];
}

export interface FuzzEndLine {
  readonly t: 'end';
  readonly why: 'time' | 'runs' | 'interrupted' | 'died';
  readonly requests: number;
  readonly rounds: number;
  /** How far each job is: where it goes on if it is resumed. */
  readonly roundsOfJobs: readonly number[];
  readonly milliseconds: number;
  /** Answers unlike all others, and requests kept for them. */
  readonly behaviours: number;
  readonly corpus: number;
  readonly coverage: Coverage;
  /** Requests that were sent at the same time; `null` where the target cannot do that. */
  readonly races: RaceCounts | null;
  /** How often each cause was found. */
  readonly causes: Readonly<Record<string, number>>;
}

/** How far each job is, now and then: a campaign that is killed has no last line. */
export interface FuzzPaceLine {
  readonly t: 'pace';
  readonly roundsOfJobs: readonly number[];
}

export type FuzzJournalLine = FuzzLine | FindingLine | FuzzPaceLine | FuzzEndLine;
export const fuzzJournalName = 'fuzz.jsonl';
