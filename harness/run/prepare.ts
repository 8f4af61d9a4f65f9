import { UserError } from '../base/errors.ts';
import type { CaseWatch } from '../judge/watch.ts';
import { availability } from '../judge/oracles/catalogue.ts';
import { createSession } from '../judge/session.ts';
import type { OwnOracle } from '../judge/oracles/own.ts';
import type { CaseResult } from '../judge/verdict.ts';
import { shapeOf, type FilterShape } from '../plan/describe/shape.ts';
import { digestOfCases, digestOfDevice } from '../plan/digests.ts';
import type { DeviceObject } from '../plan/device.ts';
import type { PlannedCase } from '../plan/plan.ts';
import { makePlan } from '../plan/plan.ts';
import { isIn } from '../plan/shard.ts';
import type { SpecBook } from '../spec/model.ts';
import type { Target } from '../target/target.ts';
import { loadBook } from './book.ts';
import type { LackingOracle, OracleCount } from './journal-lines.ts';
import type { Risk } from './journal-writer.ts';
import type { RunOptions } from './options.ts';
import type { Baseline } from './baseline.ts';
import { readBaseline } from './read-baseline.ts';
import { openTarget } from './targets.ts';
import type { OpenedTarget } from './targets.ts';
import type { Waiver } from './waivers/format.ts';
import { readWaivers } from './waivers/read.ts';

/** What the specs and the device come to, counted. */
export interface PlanCounts {
  readonly items: number;
  readonly laws: number;
  readonly behaviours: number;
  readonly models: number;
  /** Names of the profiles that are judged. */
  readonly profiles: readonly string[];
  readonly objects: readonly string[];
  /** All cases that were chosen, of which a part is run: how many, and SHA-256 over their ids and skips. */
  readonly whole: { readonly cases: number; readonly digest: string };
  /** SHA-256 over what the device showed of itself. */
  readonly device: string;
  readonly oracles: OracleCount;
}

/** A run whose specs are read and whose target is open, but not yet asked anything. */
export interface OpenedRun {
  readonly target: Target;
  readonly risk: Risk;
  /** Whether a run that has lost the target can go on another day. */
  readonly returns?: true;
  readonly book: SpecBook;
  readonly waivers?: readonly Waiver[];
  readonly baseline?: Baseline;
  readonly oracles?: readonly OwnOracle[];
}

/** What a program that uses kscts as a library brings itself. */
export interface OwnParts {
  /** Instead of the target that the options name. */
  readonly target?: OpenedTarget;
  readonly oracles?: readonly OwnOracle[];
}

/** A run that can begin: the device was looked at and the cases are planned. */
export interface PreparedRun extends OpenedRun {
  readonly counts: PlanCounts;
  /** The filters of the device, for drawing them. */
  readonly shape: readonly FilterShape[];
  readonly cases: readonly PlannedCase[];
  judge(c: PlannedCase): CaseResult;
  /** See `Session.recover`. */
  recover(): boolean;
  titleOf(c: PlannedCase): string;
  /** All objects of the device. */
  readonly device?: readonly DeviceObject[];
  /** Place of the case in the whole plan, if this is a part of it. */
  numberOf?(c: PlannedCase): number;
}

/**
 * Reads specs, waivers and baseline, and opens the target. `cwd` is the folder from which files are named.
 * @throws UserError for a bad file, an unknown target or bad descriptors
 */
export async function openRun(options: RunOptions, cwd = process.cwd(), { target, oracles }: OwnParts = {}): Promise<OpenedRun> {
  const book = loadBook(options.specs);
  const waivers = readWaivers(options.waivers, cwd);
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline, cwd);
  const opened = target ?? (await openTarget(options.target, options));
  return { book, waivers, ...(baseline && { baseline }), ...(oracles && { oracles }), ...opened };
}

/**
 * Looks at the device and plans the cases. The target may not survive it.
 * @throws UserError for a query or pattern that fits no case
 */
export function planRun(opened: OpenedRun, options: RunOptions, watch?: CaseWatch): PreparedRun {
  const { book, target, oracles } = opened;
  const { query, destructive, seed, runs, profile, shard, job } = options;
  const plan = makePlan(book, target, { query, destructive, profiles: profile });
  const session = createSession(book, plan, target, { seed, watch, ...(runs !== undefined && { runs }), ...(oracles && { oracles }) });
  const { items, laws, behaviours, models, profiles, objects } = plan;
  const all = options.grep === undefined ? plan.cases : grep(options.grep, plan.cases, (c) => session.titleOf(c));
  const parts = [shard, job].filter((part) => part !== undefined);
  const whole = { cases: all.length, digest: digestOfCases(all) };
  return {
    ...opened,
    counts: { items, laws, behaviours, models, profiles, objects, whole, device: digestOfDevice(plan.device), oracles: countOracles(target) },
    shape: shapeOf(plan.device),
    cases: parts.length === 0 ? all : all.filter(({ id }) => isIn(id, parts)),
    judge: (c) => session.run(c),
    recover: () => session.recover(),
    titleOf: (c) => session.titleOf(c),
    device: plan.device,
    ...(parts.length > 0 && { numberOf: placesIn(all) }),
  };
}

function countOracles(target: Target): OracleCount {
  const all = availability(target.capabilities);
  const lacking = (available: boolean): LackingOracle[] =>
    all.filter((o) => o.available === available && o.why.length > 0).map(({ oracle, why }) => ({ oracle, why }));
  const absent = lacking(false);
  return { available: all.length - absent.length, of: all.length, absent, partial: lacking(true) };
}

/** {@link openRun} and {@link planRun}. */
export async function prepareRun(options: RunOptions, cwd = process.cwd()): Promise<PreparedRun> {
  return planRun(await openRun(options, cwd), options);
}

function placesIn(all: readonly PlannedCase[]): (c: PlannedCase) => number {
  const places = new Map(all.map((c, i) => [c, i]));
  return (c) => places.get(c) ?? all.length;
}

function grep(pattern: string, cases: readonly PlannedCase[], titleOf: (c: PlannedCase) => string): readonly PlannedCase[] {
  let regex: RegExp;
  try {
    regex = new RegExp(pattern, 'i');
  } catch (error) {
    throw new UserError({ code: 'KS211', message: `--grep: ${(error as Error).message}` });
  }
  const found = cases.filter((c) => regex.test(c.id) || regex.test(titleOf(c)));
  if (found.length > 0 || cases.length === 0) return found;
  throw new UserError({ code: 'KS212', message: `--grep: none of the ${cases.length} cases matches /${pattern}/i` }, 4);
}
