import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { Execution } from './execute.ts';
import type { JournalLine } from './journal-lines.ts';
import { JournalWriter } from './journal-writer.ts';
import type { RunOptions } from './options.ts';
import { prepareRun } from './prepare.ts';

/** Name of the journal in the output folder. */
export const journalName = 'journal.jsonl';

/**
 * Begins a run whose journal goes to the output folder: in the Vitest worker.
 * @throws UserError after having journalled it
 */
export async function beginRun(options: RunOptions, cwd: string): Promise<Execution> {
  const path = join(options.output, journalName);
  let run;
  try {
    run = await prepareRun(options);
  } catch (error) {
    if (error instanceof UserError) {
      const journal = new JournalWriter(path, 'process');
      journal.write({ t: 'error', exitCode: error.exitCode, problems: error.problems });
      journal.close();
    }
    throw error;
  }
  const journal = new JournalWriter(path, run.risk);
  const closing = {
    write(line: JournalLine) {
      journal.write(line);
      if (line.t === 'end') journal.close();
    },
  };
  const execution = new Execution(run, options, closing, cwd);
  // Ctrl-C reaches the worker as well as its parent. A case is never cut in two: the next one is not begun.
  process.once('SIGINT', () => { execution.stop('interrupted', 'interrupted by the user'); });
  process.once('disconnect', () => { execution.stop('interrupted', 'the parent process went away'); });
  return execution;
}
