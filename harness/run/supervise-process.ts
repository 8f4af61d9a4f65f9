/**
 * Drives the suite, or a part of it, through Vitest and watches over it. The suite runs in a child process; what it
 * reports is taken from its journal, never from Vitest, whose own reports are green when a worker dies. A process that
 * dies in a case costs that case; a new one goes on behind it.
 */
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isKnown } from './baseline.ts';
import { noCounts } from './counts.ts';
import { runVitest } from './drive-vitest.ts';
import { requestInFlight } from './in-flight.ts';
import type { Interrupts } from './interrupts.ts';
import type { JournalLine, StopLine } from './journal-lines.ts';
import { JournalTail } from './journal-reader.ts';
import type { RunOptions } from './options.ts';
import { isRed } from './outcome.ts';
import { deathIn, journalName, RecordBuilder } from './record.ts';
import type { RunRecord } from './record.ts';
import { settingsName } from './keep-settings.ts';
import { requestLogName } from './request-log.ts';
import { Watch } from './watch.ts';
import { workerEnvironment } from './worker-environment.ts';

/** How often the journal is looked at, in milliseconds. */
const pollEvery = 100;

/** Runs it and gives its record; see `superviseRun`. Whoever calls it listens for Ctrl-C with `interrupts`. */
export async function superviseProcess(
  options: RunOptions,
  cwd: string,
  onLine: (line: JournalLine) => void,
  interrupts: Interrupts,
  resume: boolean,
): Promise<RunRecord> {
  const journal = join(options.output, journalName);
  mkdirSync(options.output, { recursive: true });
  if (!resume) for (const name of [journalName, requestLogName, settingsName]) rmSync(join(options.output, name), { force: true });

  const builder = new RecordBuilder();
  const worker = workerEnvironment(options.target, options.output);
  const watch = new Watch(options.caseLimit * 1000, (pid) => worker.reportOf(pid));
  const tail = new JournalTail(journal, (line) => {
    builder.write(line);
    watch.see(line);
    onLine(line);
  });
  const append = (line: JournalLine): void => {
    appendFileSync(journal, JSON.stringify(line) + '\n');
    tail.poll();
  };
  const asked = (id: string) => requestInFlight(options.output, builder.record().run?.arch ?? options.arch, id);
  const timer = setInterval(() => {
    tail.poll();
    watch.check();
  }, pollEvery);
  interrupts.add(watch);
  try {
    if (resume) {
      tail.settle();
      const { inFlight, stop } = builder.record();
      if (inFlight !== undefined) append(deathIn(inFlight, stop, asked(inFlight)));
      append({ t: 'resume', startedAt: new Date().toISOString() });
    }
    for (let restarts = 0; ; restarts++) {
      const again = resume || restarts > 0;
      const output = again && allJudged(builder.record()) ? '' : await runVitest({ options, cwd, resume: again }, watch, worker.env);
      tail.settle();
      const record = builder.record();
      if (record.end ?? record.error ?? record.stop) break;
      if (allJudged(record)) {
        append(endOf(record));
        break;
      }
      const request = record.inFlight === undefined ? undefined : asked(record.inFlight);
      const death = { ...watch.stopLine(output), ...(request !== undefined && { request }) };
      if (record.inFlight === undefined || !goesOn(record, death, options, restarts)) {
        append(death);
        break;
      }
      append(deathIn(record.inFlight, death));
    }
  } finally {
    clearInterval(timer);
    interrupts.remove(watch);
    tail.end();
  }
  return builder.record();
}

/** Whether a new process takes over after a death: not if the user, `--bail` or `--restarts` end the run here. */
function goesOn({ run, results }: RunRecord, death: StopLine, { bail, restarts }: RunOptions, restarted: number): boolean {
  if (death.why === 'interrupted' || restarted >= restarts) return false;
  const red = results.filter((line) => isRed(line.verdict) && !isKnown(run?.baseline, line)).length + 1;
  return bail === 0 || red < bail;
}

/** Whether the last case is judged: nothing is left for a new process. */
function allJudged({ plan, results }: RunRecord): boolean {
  return plan !== undefined && results.length === plan.cases;
}

/** The last line of a run whose process died in, or behind, its last case. */
function endOf({ results }: RunRecord): JournalLine {
  const counts = noCounts();
  let milliseconds = 0;
  for (const result of results) {
    counts[result.verdict]++;
    milliseconds += result.milliseconds;
  }
  return { t: 'end', milliseconds, counts };
}
