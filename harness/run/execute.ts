import type { CaseResult, Finding } from '../judge/verdict.ts';
import type { Case } from '../plan/case.ts';
import type { PlannedCase } from '../plan/plan.ts';
import { TargetDied } from '../target/target.ts';
import { isKnown } from './baseline.ts';
import type { CaseLine, RunLine } from './journal-lines.ts';
import type { JournalSink } from './journal-writer.ts';
import { noCounts } from './counts.ts';
import { isRed } from './outcome.ts';
import type { PreparedRun } from './prepare.ts';
import type { Restored } from './settings.ts';
import { waivingOf, type Waiving } from './waivers/apply.ts';

/** How long cases may follow each other before the rest of the process gets its turn, in milliseconds. */
const breathEvery = 50;

/**
 * Judges the cases of a run one after the other and journals them. It lives in the process that holds the target,
 * which may die in any case: what was known until then is in the journal.
 */
export class Execution {
  readonly cases: readonly PlannedCase[];
  readonly runLine: RunLine;
  readonly #run: PreparedRun;
  readonly #bail: number;
  readonly #journal: JournalSink;
  readonly #giveBack: (() => Restored) | undefined;
  readonly #waive: Waiving;
  readonly #began = performance.now();
  readonly #counts = noCounts();
  #lastBreath = this.#began;
  /** Time that earlier verdicts took, in milliseconds. */
  #earlier = 0;
  #red = 0;
  #stopped = false;
  /** The target is gone for now: the run is not at its end. */
  #lost = false;
  #finished = false;

  /**
   * Writes the lines of the device and of the plan; the first line of the run, `runLine`, is out. `bail` 0 means never.
   * @param giveBack gives the device its settings back, at the end
   * @param earlier verdicts from before the run went on, which are not asked for again
   */
  constructor(run: PreparedRun, runLine: RunLine, bail: number, journal: JournalSink, earlier: readonly CaseLine[] = [], giveBack?: () => Restored) {
    const done = new Set(earlier.map(({ id }) => id));
    this.cases = run.cases.filter(({ id }) => !done.has(id));
    this.runLine = runLine;
    this.#waive = waivingOf(runLine);
    for (const line of earlier) {
      this.#counts[line.verdict]++;
      this.#earlier += line.milliseconds;
      if (this.breaks(line)) this.#red++;
    }
    this.#run = run;
    this.#bail = bail;
    this.#journal = journal;
    this.#giveBack = giveBack;
    journal.write({ t: 'device', filters: run.shape });
    journal.write({ t: 'plan', cases: run.cases.length, ...run.counts });
  }

  /** True once the run was stopped: no further case will be judged. */
  get stopped(): boolean {
    return this.#stopped;
  }
  /** Whether any case got a verdict other than skip. */
  get judgedAny(): boolean {
    return Object.entries(this.#counts).some(([verdict, n]) => verdict !== 'skip' && n > 0);
  }

  /** Judges a case, unless the run was stopped. Cases that the planner skipped never touch the target. */
  judge(c: PlannedCase): CaseLine | undefined {
    if (this.#stopped) return undefined;
    const result = c.skip ? skipped(c, c.skip) : this.#ask(c);
    const number = this.#run.numberOf?.(c);
    const line = this.#waive<CaseLine>({ t: 'case', ...result, title: this.#run.titleOf(c), ...(number !== undefined && { number }) });
    this.#counts[line.verdict]++;
    this.#journal.write(line);
    if (this.breaks(line) && ++this.#red >= this.#bail && this.#bail > 0) {
      this.stop('bail', `stopped after ${this.#red} by --bail`);
    }
    this.#recover(result);
    return line;
  }

  /** Whether a result makes the run red: one that is not as required, and that the baseline does not know. */
  breaks(line: CaseLine): boolean {
    return isRed(line.verdict) && !isKnown(this.runLine.baseline, line);
  }

  /** The verdict is out before a device that went away is waited for: no case is in flight then. */
  #recover({ verdict, finding }: CaseResult): void {
    if (this.#stopped || (verdict !== 'crash' && verdict !== 'hang') || this.#run.recover() || !this.#run.returns) return;
    this.#lost = true;
    const { target } = this.#run;
    const liveness = target.probe();
    this.stop('crash', liveness.alive ? (finding?.message ?? '') : liveness.detail);
  }

  #ask(c: PlannedCase): CaseResult {
    this.#journal.write({ t: 'start', id: c.id });
    const began = performance.now();
    try {
      return this.#run.judge(c);
    } catch (error) {
      // The judge turns deaths and everything a driver does into verdicts. What is left is a mistake of kscts or of a
      // target: it costs the verdict of this case, not the run.
      const died = error instanceof TargetDied;
      return broken(c, died ? error.how : 'inconclusive', died ? error.message : describe(error), performance.now() - began);
    }
  }

  /** Ends the run before its last case. */
  stop(why: 'bail' | 'interrupted' | 'crash', detail: string): void {
    if (this.#stopped || this.#finished) return;
    this.#stopped = true;
    this.#journal.write({ t: 'stop', why, detail });
  }

  /** Lets timers, messages and signals of the process have their turn, now and then. */
  async breathe(): Promise<void> {
    const now = performance.now();
    if (now - this.#lastBreath < breathEvery) return;
    // Signals and messages are read between two turns of the loop: the first may still belong to the present one.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    this.#lastBreath = performance.now();
  }

  /** Closes the target and writes the last line. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    const settings = this.#lost ? undefined : this.#giveBack?.();
    this.#run.target.dispose();
    if (this.#lost) return;
    const milliseconds = round(this.#earlier + performance.now() - this.#began);
    this.#journal.write({ t: 'end', milliseconds, counts: this.#counts, ...(settings && { settings }) });
  }
}

function skipped(c: Case, skip: NonNullable<Case['skip']>): CaseResult {
  return { id: c.id, verdict: 'skip', skip, notes: [], requests: 0, runs: 0, milliseconds: 0 };
}

function broken(c: Case, verdict: 'crash' | 'hang' | 'inconclusive', message: string, milliseconds: number): CaseResult {
  const finding: Finding = {
    verdict,
    message,
    expected: verdict === 'inconclusive' ? 'the case can be judged' : 'the target survives the case',
    values: {},
    exchanges: [],
    claimAt: '',
  };
  return { id: c.id, verdict, finding, notes: [], requests: 0, runs: 0, milliseconds: round(milliseconds) };
}

function describe(error: unknown): string {
  return error instanceof Error ? `kscts itself failed: ${error.stack ?? error.message}` : `kscts itself failed: ${String(error)}`;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
