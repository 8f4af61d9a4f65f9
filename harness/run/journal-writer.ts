import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CaseLine, JournalLine } from './journal-lines.ts';

/** What can die with the case in flight, and so how far its `start` line must have got before. */
export type Risk =
  /** Nothing: a simulated device dies by itself. */
  | 'none'
  /** The worker process: the operating system must have the line. */
  | 'process'
  /** The machine: the disk must have it. */
  | 'machine';

/** Takes the lines of a run, in order. */
export interface JournalSink {
  write(line: JournalLine): void;
}

/** The supervisor must not take the wait for a device that went away for a part of its last case. */
const isDeath = ({ verdict }: CaseLine) => verdict === 'crash' || verdict === 'hang';

/** Lines of at most this many characters wait together for one system call. */
const blockSize = 64 * 1024;

/**
 * Appends lines to a journal file. A `start` line is out before the case begins; everything else waits for it or for a
 * full block, so that a judged case costs one system call.
 */
export class JournalWriter implements JournalSink {
  readonly path: string;
  readonly #risk: Risk;
  readonly #file: number;
  #pending = '';

  /** Creates the file and its folders. An earlier journal of that name is replaced, or continued if it is to `append`. */
  constructor(path: string, risk: Risk, append = false) {
    mkdirSync(dirname(path), { recursive: true });
    this.path = path;
    this.#risk = risk;
    this.#file = openSync(path, append ? 'a' : 'w');
  }

  write(line: JournalLine): void {
    this.#pending += JSON.stringify(line) + '\n';
    if (line.t === 'start') this.#flush(this.#risk === 'machine');
    // Those that change what the run is worth are never lost to a death that follows.
    else if (line.t !== 'case' || isDeath(line) || this.#risk === 'machine' || this.#pending.length >= blockSize) this.#flush(false);
  }

  /** Writes what is pending and closes the file. */
  close(): void {
    this.#flush(this.#risk === 'machine');
    closeSync(this.#file);
  }

  #flush(toDisk: boolean): void {
    if (this.#pending !== '') {
      const bytes = Buffer.from(this.#pending);
      let written = 0;
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
      this.#pending = '';
    }
    if (toDisk) fdatasyncSync(this.#file);
  }
}
