/**
 * A run of a small plan on a device that does nothing, whose process is meant to be killed: cases that ask for a while, with
 * a journal as on a target that takes the machine down. Prints a line once it has begun; the folder is its argument.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedCase } from '../../plan/plan.ts';
import type { SpecBook } from '../../spec/model.ts';
import type { Handle, Target } from '../../target/target.ts';
import { Execution } from '../execute.ts';
import { JournalTail } from '../journal-reader.ts';
import { JournalWriter } from '../journal-writer.ts';
import { LoggedTarget } from '../logged-target.ts';
import { deathIn, journalName, readRecord, RecordBuilder } from '../record.ts';
import { RequestLog, requestLogName } from '../request-log.ts';
import { requestInFlight } from '../in-flight.ts';
import { caseLine, runLine } from './journal-fixtures.ts';

export const planned = 400;
export const idOf = (n: number): string => `case-${n}`;
/** The IOCTL of the n-th case says which it is. */
export const codeOf = (n: number): number => 0x80000 + 4 * n;

/** Runs the plan, or what is left of it, until its end. @returns what is in flight when it goes on */
export function runPlan(folder: string): string | undefined {
  const path = join(folder, journalName);
  const resume = existsSync(path);
  const inFlight = resume ? settle(folder) : undefined;
  const earlier = resume ? readRecord(path).results : [];
  const journal = new JournalWriter(path, 'machine', resume);
  journal.write(resume ? { t: 'resume', startedAt: runLine.startedAt, pid: process.pid } : { ...runLine, pid: process.pid });
  const nothing = { ioctl: () => ({ status: 0, information: 0 }), dispose: () => {}, identity: runLine.identity, arch: 'x64' } as unknown as Target;
  const log = new RequestLog(join(folder, requestLogName), 'machine');
  const target = new LoggedTarget(nothing, log);
  const cases = Array.from({ length: planned }, (_, n) => ({ id: idOf(n), kind: 'law', claim: 'x', object: 'camera' }) as unknown as PlannedCase);
  const execution = new Execution(
    {
      target,
      risk: 'machine',
      book: { digest: 'digest' } as SpecBook,
      counts: { items: 1, laws: 1, behaviours: 0, models: 0, profiles: [], objects: [], whole: { cases: planned, digest: '' }, device: '', oracles: { available: 20, of: 20, absent: [], partial: [] } },
      shape: [],
      cases,
      judge: ({ id }) => {
        const n = Number(id.slice('case-'.length));
        for (let times = 0; times < 3; times++) target.ioctl(1 as Handle, codeOf(n), new Uint8Array(8).fill(times), null);
        return caseLine(id, 'pass', { title: `${id} — ${'ß'.repeat(n % 50)}` });
      },
      recover: () => true,
      titleOf: ({ id }) => `${id} — title`,
    },
    runLine,
    0,
    {
      write(line) {
        if (line.t === 'start') log.begin(line.id);
        journal.write(line);
      },
    },
    earlier,
  );
  for (const c of execution.cases) execution.judge(c);
  execution.finish();
  journal.close();
  return inFlight;
}

/** What a supervisor does before it goes on: the case in flight gets its verdict. */
function settle(folder: string): string | undefined {
  const path = join(folder, journalName);
  const builder = new RecordBuilder();
  const tail = new JournalTail(path, (line) => { builder.write(line); });
  tail.settle();
  tail.end();
  const { inFlight } = builder.record();
  if (inFlight === undefined) return undefined;
  const writer = new JournalWriter(path, 'machine', true);
  writer.write(deathIn(inFlight, undefined, requestInFlight(folder, 'x64', inFlight)));
  writer.close();
  return inFlight;
}
