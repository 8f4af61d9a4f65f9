import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { TargetDied } from '../target/target.ts';
import { trafficName } from '../traffic/traffic-file.ts';
import { Execution } from './execute.ts';
import { JournalWriter } from './journal-writer.ts';
import type { JournalSink } from './journal-writer.ts';
import type { RunOptions } from './options.ts';
import { openRun, planRun } from './prepare.ts';
import type { OwnParts } from './prepare.ts';
import { LoggedTarget } from './logged-target.ts';
import { keepSettings } from './keep-settings.ts';
import { planRecordedRun } from './record-traffic.ts';
import { RequestLog, requestLogName } from './request-log.ts';
import type { RunLine, StopLine } from './journal-lines.ts';
import { journalName, readRecord } from './record.ts';
import type { RunRecord } from './record.ts';
import { runLineOf } from './run-line.ts';

/**
 * Begins a run whose journal goes to the output folder, or goes on with the one there: in the Vitest worker.
 * @param own what a program brings that uses kscts as a library
 * @throws UserError after having journalled it
 */
export async function beginRun(options: RunOptions, cwd: string, resume = false, own: OwnParts = {}): Promise<Execution> {
  const path = join(options.output, journalName);
  let journal: JournalWriter | undefined;
  try {
    const opened = await openRun(options, cwd, own);
    const line = runLineOf(opened, options, cwd);
    const earlier = resume ? readRecord(path) : undefined;
    if (earlier) checkSame(earlier, line);
    journal = new JournalWriter(path, opened.risk, resume);
    journal.write(resume ? { t: 'resume', startedAt: line.startedAt, pid: process.pid } : line);
    const log = opened.risk === 'none' ? undefined : new RequestLog(join(options.output, requestLogName), opened.risk);
    const asked = { ...opened, target: log ? new LoggedTarget(opened.target, log) : opened.target };
    if (!options.traffic && !resume) rmSync(join(options.output, trafficName), { force: true });
    const planned = options.traffic ? planRecordedRun(asked, options, resume) : planRun(asked, options);
    // Settings are no traffic of a case: they are asked for beside what is recorded.
    const giveBack = keepSettings({ ...asked, device: planned.device ?? [] }, options.output, resume);
    const execution = new Execution(planned, line, options.bail, sinkOf(journal, log), earlier?.results, giveBack);
    // Ctrl-C reaches the worker as well as its parent. A case is never cut in two: the next one is not begun.
    process.once('SIGINT', () => { execution.stop('interrupted', 'interrupted by the user'); });
    process.once('disconnect', () => { execution.stop('interrupted', 'the parent process went away'); });
    return execution;
  } catch (error) {
    journal ??= new JournalWriter(path, 'process', resume);
    journal.write(error instanceof UserError ? { t: 'error', exitCode: error.exitCode, problems: error.problems } : brokenOff(error));
    journal.close();
    throw error;
  }
}

/** The line of a run that ended while its device was looked at: the target died, or kscts or a target made a mistake. */
function brokenOff(error: unknown): StopLine {
  if (error instanceof TargetDied) return { t: 'stop', why: 'crash', detail: `the target died before the first case: ${error.detail}` };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { t: 'stop', why: 'crash', detail: `kscts itself failed before the first case: ${message}`, ...(stack !== undefined && { output: stack }) };
}

/** A run goes on only with what it began with; else its verdicts would be of two different things. */
function checkSame({ run }: RunRecord, now: RunLine): void {
  const changed = [
    run?.specs !== now.specs && 'the specs',
    run?.kscts !== now.kscts && 'the version of kscts',
    JSON.stringify(run?.identity) !== JSON.stringify(now.identity) && 'the driver',
  ].filter((what) => what !== false);
  if (changed.length === 0) return;
  throw new UserError({ code: 'KS240', message: `the run cannot go on: ${changed.join(' and ')} changed since it began`, hint: 'begin it anew with kscts run' });
}

/** The journal, closed by its last line; the log of requests is told which case begins. */
function sinkOf(journal: JournalWriter, log: RequestLog | undefined): JournalSink {
  return {
    write(line) {
      if (line.t === 'start') log?.begin(line.id);
      journal.write(line);
      if (line.t === 'end') journal.close();
    },
  };
}
