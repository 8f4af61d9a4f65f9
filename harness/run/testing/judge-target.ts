/** Judges every case of a target in this process. */
import { resolveOptions } from '../options.ts';
import { isRed } from '../outcome.ts';
import { openRun, planRun } from '../prepare.ts';

/** What came of it: the count of each verdict, the ids of the cases that failed, and what stopped it, if anything did. */
export interface Judged {
  readonly verdicts: Record<string, number>;
  readonly red: string[];
  error?: string;
}

export async function judgeTarget(target: string, runs: string, query: readonly string[]): Promise<Judged> {
  const judged: Judged = { verdicts: {}, red: [] };
  try {
    const written = (text: string) => ({ texts: [text], source: 'argument', base: process.cwd() });
    const options = resolveOptions([{ target: written(target), runs: written(runs) }], query, process.cwd());
    const opened = await openRun(options);
    const run = planRun(opened, options);
    for (const c of run.cases) {
      const verdict = c.skip ? 'skip' : run.judge(c).verdict;
      judged.verdicts[verdict] = (judged.verdicts[verdict] ?? 0) + 1;
      if (isRed(verdict)) judged.red.push(c.id);
    }
    opened.target.dispose();
  } catch (error) {
    judged.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  return judged;
}
