/** Judges a case through a recording, and tells what it found as a list of actions that shows it again. */
import type { CaseWatch } from '../judge/watch.ts';
import type { CaseResult } from '../judge/verdict.ts';
import { handleFieldsOf } from '../plan/handle-fields.ts';
import type { PlannedCase } from '../plan/plan.ts';
import type { Target } from '../target/target.ts';
import type { Action } from '../traffic/actions.ts';
import { differingPart, type Done } from '../traffic/answered.ts';
import type { Found, ReplayFile } from '../traffic/file.ts';
import { minimise, performFresh } from '../traffic/minimise.ts';
import { RecordingTarget } from '../traffic/recording-target.ts';
import { storyOf } from '../traffic/story.ts';
import type { RunOptions } from './options.ts';
import { planRun, type OpenedRun, type PreparedRun } from './prepare.ts';
import { version } from './version.ts';

/** What was done up to what shows a finding. */
interface Recording {
  readonly story: readonly Done[];
  /** Index of the first action of the try that failed. */
  readonly from: number;
}

export interface SavedCase {
  readonly file: ReplayFile;
  /** Number of actions before it was made smaller; that of the file if it could not be. */
  readonly recorded: number;
}

/** A run whose cases can be told as actions. */
export class RecordedRun {
  readonly run: PreparedRun;
  readonly #target: RecordingTarget;
  readonly #inner: Target;
  readonly #options: RunOptions;
  #from = 0;
  #end: number | undefined;
  #warned: number | undefined;

  /** Plans the run; see `planRun` for what it throws. */
  constructor(opened: OpenedRun, options: RunOptions) {
    this.#inner = opened.target;
    this.#target = new RecordingTarget(opened.target, { handleFields: handleFieldsOf(opened.book, opened.target.arch) });
    this.#options = options;
    const planned = planRun({ ...opened, target: this.#target }, options, this.#watch());
    this.run = { ...planned, judge: (c) => this.#judge(planned, c) };
  }

  /**
   * The finding of the case that was judged last as a replay file; `undefined` if it has none, or one that shows in no
   * answer: that something was not given back, that the case could not be judged.
   */
  save(result: CaseResult): SavedCase | undefined {
    const { finding } = result;
    if (!finding || finding.verdict === 'inconclusive') return undefined;
    const { story, from } = this.#recording(finding.verdict);
    if (story.length === 0) return undefined;
    const smaller = shrink(this.#inner, story, from, finding.verdict);
    const { message, expected, rule, verdict } = finding;
    const found: Found = { by: result.id, verdict, message, expected, ...(rule && { rule: rule.id }), action: smaller.length - 1 };
    const { target, arch, descriptors, fault, seed } = this.#options;
    return { file: { kscts: version(), target, arch, descriptors, faults: fault, seed, found, story: smaller }, recorded: story.length };
  }

  #judge(planned: PreparedRun, c: PlannedCase): CaseResult {
    this.#target.take();
    this.#from = 0;
    this.#end = undefined;
    this.#warned = undefined;
    return planned.judge(c);
  }

  #watch(): CaseWatch {
    const here = (): number => this.#target.recorded.length;
    return {
      attempt: () => { this.#from = here(); },
      warned: () => { this.#warned = here(); },
      judged: (failed) => { if (failed) this.#end = here(); },
    };
  }

  #recording(verdict: Found['verdict']): Recording {
    const { recorded } = this.#target;
    const end = (verdict === 'warn' ? this.#warned : this.#end) ?? 0;
    const from = Math.min(this.#from, end);
    const before = storyOf(recorded.slice(0, from));
    return { story: [...before, ...storyOf(recorded.slice(from, end))], from: before.length };
  }
}

/**
 * Leaves out what does not matter: of a crash or a hang everything without which it comes, too; of other findings, which
 * may lie in how several answers fit together, only what was done before the try that failed. Only where a machine can be
 * started anew for each try; a finding that does not come again there stays as it was recorded.
 */
function shrink(target: Target, story: readonly Done[], from: number, verdict: Found['verdict']): readonly Done[] {
  if (!target.capabilities.has('reset')) return story;
  const actions = story.map(({ action }) => action);
  const shows = verdict === 'crash' ? dies : verdict === 'hang' ? hangs : answersAsBefore(story.slice(from));
  try {
    if (!shows(target, actions)) return story;
    const whole = verdict === 'crash' || verdict === 'hang';
    const kept = new Set<Action>(whole ? actions.slice(-1) : actions.slice(from));
    const small = minimise(actions, (fewer) => shows(target, fewer), whole ? {} : { keep: (action) => kept.has(action), bytes: false });
    const { answers } = performFresh(target, small.actions);
    return small.actions.flatMap((action, i) => (answers[i] ? [{ action, answered: answers[i] }] : []));
  } finally {
    target.reset();
  }
}

const dies = (target: Target, actions: readonly Action[]): boolean => performFresh(target, actions).answers.at(-1)?.died !== undefined;

function hangs(target: Target, actions: readonly Action[]): boolean {
  const last = performFresh(target, actions).answers.at(-1);
  return last?.timedOut === true || last?.pending === true;
}

/** The last actions are answered as they were. */
function answersAsBefore(then: readonly Done[]): (target: Target, actions: readonly Action[]) => boolean {
  return (target, actions) => {
    const now = performFresh(target, actions).answers.slice(-then.length);
    return now.length === then.length && now.every((answered, i) => differingPart(answered, then[i]?.answered ?? {}) === undefined);
  };
}
