/** What a run must be to be certified. */
import type { SkipReason } from '../plan/case.ts';
import { ExitCode } from '../base/errors.ts';
import { isRed, outcomeOf } from '../run/outcome.ts';
import type { RunRecord } from '../run/record.ts';

/** Skips that are no property of the device: the case should have been judged. */
const unreached: Partial<Record<SkipReason, string>> = {
  'device-dead': 'the device had died and did not come back',
  destructive: 'they could lose settings or data; allow it with --destructive',
};

/** Why a run cannot be certified; none if it can. Each is a sentence without a stop. */
export function reasonsAgainst(record: RunRecord): readonly string[] {
  const outcome = outcomeOf(record);
  const { run, plan } = record;
  if (!run || !plan) return [outcome.summary];
  const { counts, skips } = outcome;
  const reasons: string[] = [];
  const cases = (n: number) => `${n} ${n === 1 ? 'case' : 'cases'}`;
  for (const [verdict, n] of Object.entries(counts) as [keyof typeof counts, number][]) {
    if (isRed(verdict) && n > 0) reasons.push(`${cases(n)} with the verdict ${verdict}`);
  }
  if (outcome.unreached > 0) reasons.push(`${cases(outcome.unreached)} without a verdict`);
  for (const [reason, why] of Object.entries(unreached)) {
    const n = skips.get(reason as SkipReason) ?? 0;
    if (n > 0) reasons.push(`${cases(n)} not judged: ${why}`);
  }
  if (plan.profiles.length === 0) reasons.push('no profile was judged: the device is of no kind that one describes');
  const limits = [
    run.query.length > 0 && 'a query',
    run.grep !== undefined && '--grep',
    run.shard !== undefined && '--shard',
    run.baseline !== undefined && '--baseline',
    run.replayOptions.includes('--runs') && '--runs',
  ].filter((what) => what !== false);
  if (limits.length > 0) reasons.push(`the run was limited by ${limits.join(', ')}`);
  // What is left: a run that did not reach its end, judged nothing, or has waivers that --strict refuses.
  if (reasons.length === 0 && outcome.exitCode !== ExitCode.clean) reasons.push(outcome.summary);
  return reasons;
}
