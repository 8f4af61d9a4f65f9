/** The run that another one is held against: what was broken there may be broken here. */
import * as v from 'valibot';
import { verdicts, type Verdict } from '../judge/verdict.ts';

/** As it stands in the journal. */
export const baseline = v.object({
  /** Where its record is, from the user's folder. */
  record: v.string(),
  /** The verdicts of the cases that were red in it, by id. */
  red: v.record(v.string(), v.picklist(verdicts)),
});
export type Baseline = v.InferOutput<typeof baseline>;

/** From least to worst. What could not be judged is not known to be broken. */
const badness: readonly Verdict[] = ['inconclusive', 'fail', 'hang', 'crash'];

/** True if a red case was red in the baseline already, and is not worse now. */
export function isKnown(baseline: Baseline | undefined, { id, verdict }: { readonly id: string; readonly verdict: Verdict }): boolean {
  if (!baseline || !Object.hasOwn(baseline.red, id)) return false;
  const before = baseline.red[id];
  return before !== undefined && badness.includes(verdict) && badness.indexOf(verdict) <= badness.indexOf(before);
}
