/**
 * Drives the conformance suite through Vitest and watches over it. The suite runs in a child process; what it reports
 * is taken from its journal, never from Vitest, whose own reports are green when a worker dies.
 */
import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { journalName } from './begin.ts';
import type { JournalLine, StopLine } from './journal-lines.ts';
import { JournalTail } from './journal-reader.ts';
import type { RunOptions } from './options.ts';
import { RecordBuilder } from './record.ts';
import type { RunRecord } from './record.ts';
import { runVitest } from './drive-vitest.ts';
import { Watch } from './watch.ts';

/** How often the journal is looked at, in milliseconds. */
const pollEvery = 100;

/** Runs the suite and gives its record. `onLine` sees every line of the journal soon after it was written. */
export async function superviseRun(options: RunOptions, cwd: string, onLine: (line: JournalLine) => void): Promise<RunRecord> {
  const journal = join(options.output, journalName);
  mkdirSync(options.output, { recursive: true });
  rmSync(journal, { force: true });

  const builder = new RecordBuilder();
  const watch = new Watch(options.caseLimit * 1000);
  const take = (line: JournalLine) => {
    builder.write(line);
    watch.see(line);
    onLine(line);
  };
  const tail = new JournalTail(journal, take);
  const timer = setInterval(() => {
    tail.poll();
    watch.check();
  }, pollEvery);
  const interrupt = () => { watch.interrupt(); };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  let output = '';
  try {
    output = await runVitest(options, cwd, watch);
  } finally {
    clearInterval(timer);
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
  const cut = tail.end();
  const { end, error, stop } = builder.record();
  if (!end && !error && !stop) {
    const line = watch.stopLine(output);
    append(journal, line, cut);
    take(line);
  }
  return builder.record();
}

/** Adds the supervisor's line to the worker's journal. A line that the worker left unfinished is dropped first. */
function append(journal: string, line: StopLine, cut: boolean): void {
  if (cut) {
    const bytes = readFileSync(journal);
    truncateSync(journal, bytes.lastIndexOf('\n') + 1);
  }
  appendFileSync(journal, JSON.stringify(line) + '\n');
}
