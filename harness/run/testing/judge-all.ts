/**
 * Judges every case of a target in this process and writes down what came of it, for a machine on which Vitest need not
 * run: `node judge-all.js TARGET RESULT RUNS QUERY…`. RESULT is a JSON file: the count of each verdict, the ids of the
 * cases that failed, and what stopped it, if anything did.
 */
import { writeFileSync } from 'node:fs';
import { resolveOptions } from '../options.ts';
import { isRed } from '../outcome.ts';
import { openRun, planRun } from '../prepare.ts';

/** What is in RESULT. */
export interface Judged {
  readonly verdicts: Record<string, number>;
  readonly red: string[];
  error?: string;
}

const [target = '', result = '', runs = '', ...query] = process.argv.slice(2);
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
writeFileSync(result, JSON.stringify(judged));
