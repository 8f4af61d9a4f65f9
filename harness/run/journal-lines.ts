/** The journal: one JSON object a line, append-only, from which every report is derived. */
import type { Restored } from './settings.ts';
import type { Problem } from '../base/errors.ts';
import type { OracleId } from '../spec/oracle-ids.ts';
import type { CaseResult, Verdict } from '../judge/verdict.ts';
import type { FilterShape } from '../plan/describe/shape.ts';
import type { TargetIdentity } from '../target/target.ts';
import type { Part } from '../plan/shard.ts';
import type { Baseline } from './baseline.ts';
import type { Waivers } from './waivers/format.ts';

/** First line of every journal of a run that began: the specs were read and the target was opened. */
export interface RunLine {
  readonly t: 'run';
  /** Version of this format. */
  readonly format: 1;
  readonly kscts: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Process that drives the target, so that a supervisor can end it. */
  readonly pid?: number;
  readonly target: string;
  readonly arch: string;
  readonly identity: TargetIdentity;
  readonly seed: number;
  /** SHA-256 over the normalised spec files. */
  readonly specs: string;
  /** The case query, if the run was filtered. */
  readonly query: readonly string[];
  /** The pattern of `--grep`. */
  readonly grep?: string;
  /** The part of the cases that this process of a run has. */
  readonly job?: Part;
  /** The part of the cases that this run is of. */
  readonly shard?: Part;
  /** What the run may leave broken; absent if nothing. */
  readonly waivers?: Waivers;
  /** The run that this one is held against; absent if none. */
  readonly baseline?: Baseline;
  /** Options that the replay command must repeat, e.g. `--descriptors cam.txt`: words, not quoted. */
  readonly replayOptions: readonly string[];
  /** Further options that decide which cases there are and how the run ends: `kscts resume` repeats them. */
  readonly runOptions: readonly string[];
  /** Of a campaign, whose cases are what it found: the replay file of each, by case id. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The run goes on in a new process, with the cases that have no verdict yet: the one before died, or its machine did. */
export interface ResumeLine {
  readonly t: 'resume';
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly pid?: number;
}

/** What the device was found to be: its filters, as a drawing needs them. */
export interface DeviceLine {
  readonly t: 'device';
  readonly filters: readonly FilterShape[];
}

/** The plan was made. */
export interface PlanLine {
  readonly t: 'plan';
  readonly cases: number;
  readonly items: number;
  readonly laws: number;
  readonly behaviours: number;
  readonly models: number;
  /** Names of the profiles that the device is judged as. */
  readonly profiles: readonly string[];
  readonly objects: readonly string[];
  /** All cases that were chosen, of which a shard is a part: how many, and SHA-256 over their ids and skips. */
  readonly whole?: { readonly cases: number; readonly digest: string };
  /** SHA-256 over what the device showed of itself. */
  readonly device?: string;
  /** What the target allows of the oracles; absent in journals of earlier versions. */
  readonly oracles?: OracleCount;
}

/** How many oracles can be asked on the target. */
export interface OracleCount {
  readonly available: number;
  readonly of: number;
  /** Those that cannot be asked, and those that check less, each with the reasons. */
  readonly absent: readonly LackingOracle[];
  readonly partial: readonly LackingOracle[];
}

export interface LackingOracle {
  readonly oracle: OracleId;
  readonly why: readonly string[];
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
  /** Place in the whole plan, from 0, where only a part of it is run: what orders merged records. */
  readonly number?: number;
  /** Place of the waiver that made the verdict `waived`. */
  readonly waiver?: string;
}

/** Why a run ended before its last case. */
export const stopReasons = ['bail', 'interrupted', 'crash', 'hang'] as const;
export type StopReason = (typeof stopReasons)[number];

/**
 * The run ended early. `bail` and `interrupted` come from the process that drives the target; `crash` (it died) and
 * `hang` (it was killed because a case made no progress) are added by its supervisor.
 */
export interface StopLine {
  readonly t: 'stop';
  readonly why: StopReason;
  /** One line for people: `the worker died: SIGABRT`. */
  readonly detail: string;
  /** The last lines that the worker printed, e.g. the report of a sanitizer. */
  readonly output?: string;
  /** What had been asked of the device last, in words. */
  readonly request?: string;
}

/** The run could not begin because of the user's input: options, specs, descriptors. */
export interface ErrorLine {
  readonly t: 'error';
  readonly exitCode: number;
  readonly problems: readonly Problem[];
}

/** Last line of a run that reached its end, or was stopped on purpose by `bail`. */
export interface EndLine {
  readonly t: 'end';
  readonly milliseconds: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** What became of the settings of the device; absent where they were not saved. */
  readonly settings?: Restored;
}

export type JournalLine = RunLine | ResumeLine | DeviceLine | PlanLine | StartLine | CaseLine | StopLine | ErrorLine | EndLine;
