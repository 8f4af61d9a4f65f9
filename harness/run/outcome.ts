import { ExitCode } from '../base/errors.ts';
import { verdicts } from '../judge/verdict.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { SkipReason } from '../plan/case.ts';
import type { CaseLine } from './journal-lines.ts';
import { allResults } from './record.ts';
import type { RunRecord } from './record.ts';

/** What a run came to. */
export interface Outcome {
  readonly exitCode: ExitCode;
  /** One line for people, without the counts: `the run died in case …`. */
  readonly summary: string;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly skips: ReadonlyMap<SkipReason, number>;
  /** Cases with a verdict, those in flight at a death among them. */
  readonly results: readonly CaseLine[];
  /** Cases that were planned and have no verdict. */
  readonly unreached: number;
}

/** Verdicts that make a run red. */
const red: readonly Verdict[] = ['fail', 'crash', 'hang', 'inconclusive'];

/** True if a case with this verdict makes the run red. */
export function isRed(verdict: Verdict): boolean {
  return red.includes(verdict);
}

/** Zero for every verdict. */
export function noCounts(): Record<Verdict, number> {
  return Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
}

/** Sums up a record. What is decisive, from the strongest: interrupted, usage, incomplete, failures, nothing ran. */
export function outcomeOf(record: RunRecord): Outcome {
  const results = allResults(record);
  const counts = noCounts();
  const skips = new Map<SkipReason, number>();
  for (const { verdict, skip } of results) {
    counts[verdict]++;
    if (skip) skips.set(skip.reason, (skips.get(skip.reason) ?? 0) + 1);
  }
  const unreached = Math.max(0, (record.plan?.cases ?? 0) - results.length);
  return { ...judge(record, counts, results.length, unreached), counts, skips, results, unreached };
}

function judge(
  record: RunRecord,
  counts: Readonly<Record<Verdict, number>>,
  judged: number,
  unreached: number,
): Pick<Outcome, 'exitCode' | 'summary'> {
  const { stop, error, end, plan, inFlight } = record;
  if (stop?.why === 'interrupted') return { exitCode: ExitCode.interrupted, summary: 'interrupted' };
  if (error) {
    const usage = error.exitCode === ExitCode.nothingRan ? ExitCode.nothingRan : ExitCode.usage;
    return { exitCode: usage, summary: `the run could not begin: ${error.problems[0]?.message ?? 'bad input'}` };
  }
  if (stop?.why === 'crash' || stop?.why === 'hang' || !end) {
    const what = stop?.detail ?? (record.run ? 'the journal has no end line' : 'the run died before it began');
    const where = inFlight === undefined ? '' : `, in case ${inFlight}`;
    return { exitCode: ExitCode.incomplete, summary: `${what}${where}` };
  }
  const bad = red.reduce((sum, verdict) => sum + counts[verdict], 0);
  if (unreached > 0 && stop?.why !== 'bail') {
    return { exitCode: ExitCode.incomplete, summary: `${unreached} planned cases have no verdict in the journal` };
  }
  if (bad > 0) {
    const summary = `${bad} of ${judged} ${judged === 1 ? 'case' : 'cases'} ${bad === 1 ? 'is' : 'are'} not as required`;
    return { exitCode: ExitCode.failures, summary: stop ? `${summary}; ${stop.detail}` : summary };
  }
  if (plan?.cases === 0) return { exitCode: ExitCode.nothingRan, summary: 'no case was planned' };
  if (judged === counts.skip) return { exitCode: ExitCode.nothingRan, summary: 'every case was skipped' };
  return { exitCode: ExitCode.clean, summary: 'everything that is required holds' };
}
