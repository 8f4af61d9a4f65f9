import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { Execution } from './execute.ts';
import { JournalWriter } from './journal-writer.ts';
import type { JournalSink } from './journal-writer.ts';
import type { RunOptions } from './options.ts';
import { openRun, planRun } from './prepare.ts';
import { runLineOf } from './run-line.ts';

/** Name of the journal in the output folder. */
export const journalName = 'journal.jsonl';

/**
 * Begins a run whose journal goes to the output folder: in the Vitest worker.
 * @throws UserError after having journalled it
 */
export async function beginRun(options: RunOptions, cwd: string): Promise<Execution> {
  const path = join(options.output, journalName);
  let journal: JournalWriter | undefined;
  try {
    const opened = await openRun(options);
    journal = new JournalWriter(path, opened.risk);
    const line = runLineOf(opened, options, cwd);
    journal.write(line);
    const execution = new Execution(planRun(opened, options), line, options.bail, closedByEnd(journal));
    // Ctrl-C reaches the worker as well as its parent. A case is never cut in two: the next one is not begun.
    process.once('SIGINT', () => { execution.stop('interrupted', 'interrupted by the user'); });
    process.once('disconnect', () => { execution.stop('interrupted', 'the parent process went away'); });
    return execution;
  } catch (error) {
    if (error instanceof UserError) {
      journal ??= new JournalWriter(path, 'process');
      journal.write({ t: 'error', exitCode: error.exitCode, problems: error.problems });
      journal.close();
    }
    throw error;
  }
}

function closedByEnd(journal: JournalWriter): JournalSink {
  return {
    write(line) {
      journal.write(line);
      if (line.t === 'end') journal.close();
    },
  };
}
