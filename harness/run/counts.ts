import { verdicts, type Verdict } from '../judge/verdict.ts';

/** Zero for every verdict. */
export function noCounts(): Record<Verdict, number> {
  return Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
}
