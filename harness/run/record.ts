import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import type { CaseLine, DeviceLine, EndLine, ErrorLine, JournalLine, PlanLine, RunLine, StopLine } from './journal-lines.ts';
import { JournalTail } from './journal-reader.ts';
import type { JournalSink } from './journal-writer.ts';

/** A journal, read: what every report is made from. */
export interface RunRecord {
  /** Absent if the run could not begin, or died before its first line was out. */
  readonly run?: RunLine;
  readonly device?: DeviceLine;
  readonly plan?: PlanLine;
  /** In the order judged. */
  readonly results: readonly CaseLine[];
  /** The case that had been started but not judged when the journal ends. */
  readonly inFlight?: string;
  /** How often it went on in a new process; absent if never. */
  readonly resumed?: number;
  readonly stop?: StopLine;
  readonly error?: ErrorLine;
  readonly end?: EndLine;
}

/** Gathers journal lines into a record. */
export class RecordBuilder implements JournalSink {
  readonly #results: CaseLine[] = [];
  #parts: { -readonly [K in keyof Omit<RunRecord, 'results' | 'inFlight' | 'resumed'>]: RunRecord[K] } = {};
  #inFlight: string | undefined;
  #resumed = 0;

  write(line: JournalLine): void {
    switch (line.t) {
      case 'start':
        this.#inFlight = line.id;
        break;
      case 'case':
        if (line.id === this.#inFlight) this.#inFlight = undefined;
        this.#results.push(line);
        break;
      case 'resume':
        // A line without a process says that a user wants it; that of the process follows.
        if (line.pid !== undefined) this.#resumed++;
        this.#inFlight = undefined;
        delete this.#parts.stop;
        delete this.#parts.end;
        break;
      default:
        this.#parts = { ...this.#parts, [line.t]: line };
    }
  }

  /** The record so far. */
  record(): RunRecord {
    return {
      ...this.#parts,
      results: this.#results,
      ...(this.#inFlight !== undefined && { inFlight: this.#inFlight }),
      ...(this.#resumed > 0 && { resumed: this.#resumed }),
    };
  }
}

/** Name of the journal in the output folder. */
export const journalName = 'journal.jsonl';

/** The journal in a results folder, or the file that is one. */
export function journalAt(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, journalName) : path;
}

/**
 * Reads the record of a run: its results folder, or its journal.
 * @throws UserError if the journal does not exist or holds something else
 */
export function readRecord(record: string): RunRecord {
  const path = journalAt(record);
  if (!existsSync(path)) throw new UserError({ code: 'KS300', message: `there is no journal at ${path}` });
  const builder = new RecordBuilder();
  new JournalTail(path, (line) => { builder.write(line); }).end();
  return builder.record();
}

/**
 * The results, and with them the case in flight when the run died: its verdict is crash, or hang if its supervisor
 * killed it for making no progress. A case that the user interrupted has no verdict.
 */
export function allResults(record: RunRecord): readonly CaseLine[] {
  const { inFlight, stop, results } = record;
  if (inFlight === undefined || stop?.why === 'interrupted' || record.end) return results;
  return [...results, deathIn(inFlight, stop)];
}

/**
 * The verdict of a case in which the process or the machine died; `stop` is absent where nobody saw how.
 * @param request what had been asked of the device last
 */
export function deathIn(id: string, stop: StopLine | undefined, request = stop?.request): CaseLine {
  const verdict = stop?.why === 'hang' ? 'hang' : 'crash';
  return {
    t: 'case',
    id,
    title: verdict === 'hang' ? 'The target comes to an end' : 'The target survives',
    verdict,
    finding: {
      verdict,
      message: deathOf(stop, request),
      expected: verdict === 'hang' ? 'the case ends' : 'the target survives the case',
      values: {},
      exchanges: [],
      claimAt: '',
    },
    notes: [],
    requests: 0,
    runs: 0,
    milliseconds: 0,
  };
}

function deathOf(stop: StopLine | undefined, request: string | undefined): string {
  const asked = request === undefined ? '' : `; in flight: ${request}`;
  if (!stop) return `the record ends in the middle of this case: process or machine died${asked}`;
  return stop.output === undefined ? `${stop.detail}${asked}` : `${stop.detail}${asked}; it had printed:\n${stop.output}`;
}
