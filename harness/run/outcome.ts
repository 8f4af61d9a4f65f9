import { ExitCode } from '../base/errors.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { SkipReason } from '../plan/case.ts';
import { isKnown } from './baseline.ts';
import type { CaseLine } from './journal-lines.ts';
import { noCounts } from './counts.ts';
import { allResults } from './record.ts';
import type { RunRecord } from './record.ts';
import { needsAttention, waiverUses, type WaiverUse } from './waivers/apply.ts';

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
  /** The cases that are red and were so in the baseline. */
  readonly known: ReadonlySet<CaseLine>;
  /** What has become of the waivers. */
  readonly waivers: readonly WaiverUse[];
}

/** Verdicts that make a run red. */
const red: readonly Verdict[] = ['fail', 'crash', 'hang', 'inconclusive'];

/** True if a case with this verdict makes the run red. */
export function isRed(verdict: Verdict): boolean {
  return red.includes(verdict);
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
  const known = new Set(results.filter((line) => isKnown(record.run?.baseline, line)));
  const waivers = waiverUses({ ...record, results });
  const sums = { counts, judged: results.length, unreached, known: known.size, waivers };
  return { ...judge(record, sums), counts, skips, results, unreached, known, waivers };
}

interface Sums {
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly judged: number;
  readonly unreached: number;
  readonly known: number;
  readonly waivers: readonly WaiverUse[];
}

function judge(record: RunRecord, { counts, judged, unreached, known, waivers }: Sums): Pick<Outcome, 'exitCode' | 'summary'> {
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
  const attention = record.run?.waivers?.strict ? waivers.filter(needsAttention).length : 0;
  const waived = attention > 0 ? `${attention} ${attention === 1 ? 'waiver needs' : 'waivers need'} attention` : '';
  if (bad > known) {
    const summary = `${bad - known} of ${judged} ${judged === 1 ? 'case' : 'cases'} ${bad - known === 1 ? 'is' : 'are'} not as required`;
    const more = [known > 0 ? `${known} more known from the baseline` : '', waived, stop?.detail ?? ''];
    return { exitCode: ExitCode.failures, summary: [summary, ...more.filter((text) => text !== '')].join('; ') };
  }
  if (waived !== '') return { exitCode: ExitCode.failures, summary: waived };
  if (plan?.cases === 0) return { exitCode: ExitCode.nothingRan, summary: 'no case was planned' };
  if (judged === counts.skip) return { exitCode: ExitCode.nothingRan, summary: 'every case was skipped' };
  if (known > 0) return { exitCode: ExitCode.clean, summary: `nothing is broken but what was broken in the baseline: ${known} known` };
  const except = counts.waived > 0 ? `, but for ${counts.waived} waived` : '';
  return { exitCode: ExitCode.clean, summary: `everything that is required holds${except}` };
}
