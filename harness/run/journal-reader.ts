import { appendFileSync, closeSync, openSync, readFileSync, readSync, truncateSync } from 'node:fs';
import * as v from 'valibot';
import { UserError } from '../base/errors.ts';
import type { JournalLine } from './journal-lines.ts';
import { journalLine } from './journal-schema.ts';

/**
 * Reads a journal as its bytes arrive. A last line that was cut off (the writer died in the middle of it) is dropped;
 * a damaged line elsewhere is an error.
 */
export class JournalReader {
  readonly #file: string;
  readonly #onLine: (line: JournalLine) => void;
  #decoder = new TextDecoder();
  #rest = '';
  #lineNumber = 0;

  /** `file` names the journal in errors. */
  constructor(file: string, onLine: (line: JournalLine) => void) {
    this.#file = file;
    this.#onLine = onLine;
  }

  /** Takes the next bytes. @throws UserError KS301 or KS302 for a line that is none */
  feed(bytes: Uint8Array): void {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let to = this.#rest.indexOf('\n'); to >= 0; to = this.#rest.indexOf('\n', from)) {
      this.#take(this.#rest.slice(from, to));
      from = to + 1;
    }
    this.#rest = this.#rest.slice(from);
  }

  /** Ends the reading. True if the last line was cut off. */
  end(): boolean {
    const last = this.#rest + this.#decoder.decode();
    this.#rest = '';
    if (last.trim() === '') return false;
    // Only the line end may be missing; of an object, no shorter prefix is valid JSON.
    if (!isJson(last)) return true;
    this.#take(last);
    return false;
  }

  /** What there is of a last line without an end. */
  get unfinished(): string {
    return this.#rest;
  }

  /** Forgets a last line without an end. */
  drop(): void {
    this.#rest = '';
    this.#decoder = new TextDecoder();
  }

  #take(text: string): void {
    this.#lineNumber++;
    if (text.trim() === '') return;
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch (error) {
      throw this.#problem('KS301', `not a line of JSON: ${(error as Error).message}`, text, 1);
    }
    const checked = v.safeParse(journalLine, data, { abortEarly: true });
    if (!checked.success) {
      const [issue] = checked.issues;
      const path = v.getDotPath(issue);
      const key = path?.split('.').at(-1);
      const column = key === undefined ? 0 : text.indexOf(`"${key}"`);
      const where = path === null ? '' : `"${path}": `;
      throw this.#problem('KS302', `not a journal line of format 1: ${where}${issue.message}`, text, column + 1);
    }
    this.#onLine(checked.output);
  }

  #problem(code: string, message: string, text: string, column: number): UserError {
    return new UserError({
      code,
      message,
      position: { file: this.#file, line: this.#lineNumber, column: Math.max(1, column) },
      ...(text.length <= 160 && { lineText: text }),
      hint: 'a journal is written by "kscts run"; if it was edited by hand, restore it',
    });
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Follows a journal file that another process writes: `poll` reads what was appended since. */
export class JournalTail {
  readonly #path: string;
  readonly #reader: JournalReader;
  readonly #buffer = new Uint8Array(256 * 1024);
  #file: number | undefined;
  #position = 0;

  constructor(path: string, onLine: (line: JournalLine) => void) {
    this.#path = path;
    this.#reader = new JournalReader(path, onLine);
  }

  /** True if there was something new. A file that does not exist yet has nothing. */
  poll(): boolean {
    this.#file ??= openIfThere(this.#path);
    if (this.#file === undefined) return false;
    let news = false;
    for (;;) {
      const length = readSync(this.#file, this.#buffer, 0, this.#buffer.length, this.#position);
      if (length === 0) return news;
      this.#position += length;
      news = true;
      this.#reader.feed(this.#buffer.subarray(0, length));
    }
  }

  /**
   * Makes the file end with a whole line, now that its writer is gone: a line that was cut off is removed, a missing line
   * end supplied.
   */
  settle(): void {
    this.poll();
    const { unfinished } = this.#reader;
    if (isJson(unfinished)) {
      appendFileSync(this.#path, '\n');
      this.poll();
      return;
    }
    const bytes = this.#file === undefined ? new Uint8Array() : readFileSync(this.#path);
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole === bytes.length) return;
    truncateSync(this.#path, whole);
    this.#position = whole;
    this.#reader.drop();
  }

  /** Reads the rest and closes. True if the last line was cut off. */
  end(): boolean {
    this.poll();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    return this.#reader.end();
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
