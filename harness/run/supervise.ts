/** Runs the conformance suite in one process or in several, and gives its record. */
import { Interrupts } from './interrupts.ts';
import type { JournalLine } from './journal-lines.ts';
import type { RunOptions } from './options.ts';
import type { RunRecord } from './record.ts';
import { superviseJobs } from './supervise-jobs.ts';
import { superviseProcess } from './supervise-process.ts';

/**
 * Runs the suite and gives its record. `onLine` sees every line of the journal soon after it was written.
 * @param resume whether the journal in the output folder is to be gone on with, in one process, instead of being replaced
 * @throws UserError KS213 if several processes would ask the same device
 */
export async function superviseRun(
  options: RunOptions,
  cwd: string,
  onLine: (line: JournalLine) => void,
  resume = false,
): Promise<RunRecord> {
  const interrupts = new Interrupts();
  interrupts.begin();
  try {
    if (options.jobs > 1 && !resume) return await superviseJobs(options, cwd, onLine, interrupts);
    return await superviseProcess(options, cwd, onLine, interrupts, resume);
  } finally {
    interrupts.end();
  }
}
