/**
 * A run that several processes share. Each has the part of the cases that follows from their ids, and a device and a
 * journal of its own; the journal of the run is written from theirs as they grow, and put in the order of the plan at the end.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { omit } from '../base/omit.ts';
import { trafficName } from '../traffic/traffic-file.ts';
import { isKnown } from './baseline.ts';
import type { Interrupts } from './interrupts.ts';
import type { CaseLine, JournalLine, PlanLine, RunLine } from './journal-lines.ts';
import { JournalWriter } from './journal-writer.ts';
import { mergeRecords } from './merge.ts';
import type { RunOptions } from './options.ts';
import { isRed } from './outcome.ts';
import { journalName, RecordBuilder } from './record.ts';
import type { RunRecord } from './record.ts';
import { furtherOptions } from './run-line.ts';
import { superviseProcess } from './supervise-process.ts';
import { sharesDevice } from './targets.ts';

/** The journals of the processes, in the output folder while they run. */
const jobsFolder = 'jobs';

/**
 * Runs it and gives its record; see `superviseRun`. `--restarts` counts for each process, `--bail` for all together: cases
 * that are being judged then are judged to their end.
 * @throws UserError KS213 if all processes would ask the same device
 */
export async function superviseJobs(
  options: RunOptions,
  cwd: string,
  onLine: (line: JournalLine) => void,
  interrupts: Interrupts,
): Promise<RunRecord> {
  const { jobs: count, output, bail, target } = options;
  if (sharesDevice(target)) {
    throw new UserError({ code: 'KS213', message: `--jobs ${count}: all processes would ask the same device`, hint: 'leave --jobs out for this target' });
  }
  const folder = join(output, jobsFolder);
  rmSync(folder, { recursive: true, force: true });
  const path = join(output, journalName);
  const runOptions = furtherOptions(options, cwd);
  let bailed = false;
  const journal = new GrowingJournal(path, count, runOptions, (line) => {
    onLine(line);
    if (bail > 0 && journal.red >= bail && !bailed) {
      bailed = true;
      interrupts.all();
    }
  });
  const records = await Promise.all(
    Array.from({ length: count }, (_, i) => {
      const job = { index: i + 1, count };
      const own = { ...options, job, bail: 0, output: join(folder, String(job.index)) };
      return superviseProcess(own, cwd, (line) => { journal.see(line); }, interrupts, false);
    }),
  );
  journal.close();

  const lines = linesOf(records, runOptions, bailed ? `stopped after ${journal.red} by --bail` : undefined);
  mkdirSync(output, { recursive: true });
  writeFileSync(`${path}.new`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  renameSync(`${path}.new`, path);
  if (options.traffic) joinTraffic(folder, count, join(output, trafficName));
  rmSync(folder, { recursive: true, force: true });
  const builder = new RecordBuilder();
  for (const line of lines) builder.write(line);
  return builder.record();
}

/** The traffic of the whole run: that of its processes, one behind the other. */
function joinTraffic(folder: string, count: number, path: string): void {
  rmSync(path, { force: true });
  for (let i = 1; i <= count; i++) {
    const part = join(folder, String(i), trafficName);
    if (existsSync(part)) appendFileSync(path, readFileSync(part));
  }
}

/** The journal of the whole run from the records of its processes. */
function linesOf(records: readonly RunRecord[], runOptions: readonly string[], bail: string | undefined): readonly JournalLine[] {
  // What keeps one from its plan (bad input, a device that dies when it is looked at) keeps the run from beginning.
  const broken = records.find(({ plan }) => !plan);
  if (broken) {
    const { run, error, stop } = broken;
    return [run && wholeRun(run, runOptions), error, stop].filter((line) => line !== undefined);
  }
  const named = records.map((record, i) => ({ name: `job ${i + 1}`, record }));
  const { lines } = mergeRecords(named, 'job');
  return lines.flatMap((line): JournalLine[] => {
    if (line.t === 'run') return [{ ...line, runOptions }];
    // The processes were interrupted because of --bail, and it is this that ended the run.
    if (line.t === 'stop' && line.why === 'interrupted') return [bail === undefined ? { ...line, detail: 'interrupted by the user' } : { t: 'stop', why: 'bail', detail: bail }];
    return [line];
  });
}

function wholeRun(run: RunLine, runOptions: readonly string[]): RunLine {
  return { ...omit(run, 'job', 'pid'), runOptions };
}

/**
 * The journal of the run while its processes are at work: should this process die, `kscts resume` goes on with it. Cases
 * in flight are not in it, for there are several.
 */
class GrowingJournal {
  red = 0;
  readonly #writer: JournalWriter;
  readonly #jobs: number;
  readonly #runOptions: readonly string[];
  readonly #onLine: (line: JournalLine) => void;
  #run: RunLine | undefined;
  /** The device is written; it is the same for all. */
  #device = false;
  #plans: PlanLine[] = [];
  #waiting: CaseLine[] = [];

  constructor(path: string, jobs: number, runOptions: readonly string[], onLine: (line: JournalLine) => void) {
    this.#writer = new JournalWriter(path, 'process');
    this.#jobs = jobs;
    this.#runOptions = runOptions;
    this.#onLine = onLine;
  }

  see(line: JournalLine): void {
    if (line.t === 'run' && !this.#run) {
      this.#run = line;
      this.#write(wholeRun(line, this.#runOptions));
    } else if (line.t === 'device' && !this.#device) {
      this.#device = true;
      this.#write(line);
    } else if (line.t === 'plan' && this.#plans.length < this.#jobs) {
      // How many cases there are is known once all have planned theirs; a process that is started again plans again.
      this.#plans.push(line);
      if (this.#plans.length < this.#jobs) return;
      this.#write({ ...line, cases: this.#plans.reduce((sum, { cases }) => sum + cases, 0) });
      for (const waiting of this.#waiting.splice(0)) this.#case(waiting);
    } else if (line.t === 'case') {
      if (this.#plans.length < this.#jobs) this.#waiting.push(line);
      else this.#case(line);
    }
  }

  close(): void {
    this.#writer.close();
  }

  #case(line: CaseLine): void {
    if (isRed(line.verdict) && !isKnown(this.#run?.baseline, line)) this.red++;
    this.#write(this.#run?.shard ? line : omit(line, 'number'));
  }

  #write(line: JournalLine): void {
    this.#writer.write(line);
    this.#onLine(line);
  }
}
