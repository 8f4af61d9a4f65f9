/** The journal: one JSON object a line, append-only, from which every report is derived. */
import type { CaseResult, Verdict } from '../judge/verdict.ts';
import type { TargetIdentity } from '../target/target.ts';

/** First line of every journal. */
export interface RunLine {
  readonly t: 'run';
  /** Version of this format. */
  readonly format: 1;
  readonly kscts: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly target: string;
  readonly arch: string;
  readonly identity: TargetIdentity;
  readonly seed: number;
  /** SHA-256 over the normalised spec files. */
  readonly specs: string;
  /** The case query, if the run was filtered. */
  readonly query: readonly string[];
  /** Options that the replay command must repeat, e.g. `--descriptors cam.txt`. */
  readonly replayOptions: readonly string[];
}

/** The plan was made. */
export interface PlanLine {
  readonly t: 'plan';
  readonly cases: number;
  readonly items: number;
  readonly laws: number;
  readonly behaviours: number;
  readonly models: number;
  readonly objects: readonly string[];
}

/** Written before a case touches the target: the last one without a `case` line was in flight when the run died. */
export interface StartLine {
  readonly t: 'start';
  readonly id: string;
}

/** A case was judged. */
export interface CaseLine extends CaseResult {
  readonly t: 'case';
  readonly title: string;
}

/** Last line of a run that reached its end. */
export interface EndLine {
  readonly t: 'end';
  readonly milliseconds: number;
  readonly counts: Readonly<Record<Verdict, number>>;
}

export type JournalLine = RunLine | PlanLine | StartLine | CaseLine | EndLine;
