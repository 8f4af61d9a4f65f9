import type { SanitizerReport } from '../target/native/sanitizer.ts';
import type { JournalLine, StopLine } from './journal-lines.ts';

/** How long a run may take to stop once the user wants it to, in milliseconds. */
const grace = 2000;
/** How many of the last lines printed are kept: enough for the report of a sanitizer. */
const outputLines = 80;

/**
 * What is known of the process that drives the target, while it runs: it is killed when a case makes no progress, and
 * stopped when the user wants it.
 */
export class Watch {
  readonly #limit: number;
  readonly #reportOf: (pid: number) => SanitizerReport | null;
  #died: number | undefined;
  #pid: number | undefined;
  #askingSince: number | undefined;
  #interrupted = false;
  #killedAsHung = false;
  #exit: string | undefined;

  /**
   * @param limit how long a case may run, in milliseconds
   * @param reportOf what a sanitizer reported in a process that ended
   */
  constructor(limit: number, reportOf: (pid: number) => SanitizerReport | null = () => null) {
    this.#limit = limit;
    this.#reportOf = reportOf;
  }

  /** Takes note of a line of its journal. */
  see(line: JournalLine): void {
    if (line.t === 'run' || line.t === 'resume') {
      this.#exit = undefined;
      this.#killedAsHung = false;
      this.#pid = line.pid;
      if (this.#interrupted) this.#askToStop();
    }
    // Between the first line of a process and the plan the device is looked at: that has to come to an end too.
    this.#askingSince = line.t === 'start' || line.t === 'run' || line.t === 'resume' ? performance.now() : undefined;
  }

  /** Kills the worker if its case, or looking at the device, has run for too long. */
  check(): void {
    if (this.#askingSince === undefined || performance.now() - this.#askingSince < this.#limit) return;
    this.#killedAsHung = true;
    this.#kill('SIGKILL');
  }

  /** The user wants it to end: politely at first, at once when asked again. */
  interrupt(): void {
    if (this.#interrupted) {
      this.#kill('SIGKILL');
      return;
    }
    this.#interrupted = true;
    this.#askToStop();
  }

  #askToStop(): void {
    // On Windows any signal ends the process at once; there, Ctrl-C has reached the worker itself.
    if (process.platform !== 'win32') this.#kill('SIGINT');
    setTimeout(() => { this.#kill('SIGKILL'); }, grace).unref();
  }

  /** Takes note of its end. */
  exited(code: number | null, signal: string | null): void {
    this.#exit = signal ?? `exit code ${code}`;
    this.#died = this.#pid;
    this.#pid = undefined;
  }

  /** Why there is no end line. `printed` is what the worker wrote to its output. */
  stopLine(printed: string): StopLine {
    if (this.#interrupted) return { t: 'stop', why: 'interrupted', detail: 'interrupted by the user' };
    // A dying process loses what it wrote to a pipe: the sanitizer's own file is better than what was printed.
    const report = this.#died === undefined ? null : this.#reportOf(this.#died);
    const output = report ? untilSummary(report.text) : printed.trimEnd().split('\n').slice(-outputLines).join('\n');
    const shown = output === '' ? {} : { output };
    if (this.#killedAsHung) {
      return { t: 'stop', why: 'hang', detail: `killed: no end within ${this.#limit / 1000} s`, ...shown };
    }
    const how = this.#exit === undefined ? 'ended early' : `died: ${this.#exit}`;
    return { t: 'stop', why: 'crash', detail: report ? `${report.summary}; the worker ${how}` : `the worker ${how}`, ...shown };
  }

  #kill(signal: 'SIGINT' | 'SIGKILL'): void {
    if (this.#pid === undefined) return;
    try {
      process.kill(this.#pid, signal);
    } catch {
      // It is gone already.
    }
  }
}

/** A sanitizer's report up to its summary: what follows are bytes of its own bookkeeping. */
function untilSummary(text: string): string {
  const lines = text.split('\n').slice(0, outputLines);
  const summary = lines.findIndex((line) => line.startsWith('SUMMARY: '));
  return lines.slice(0, summary < 0 ? undefined : summary).join('\n').trimEnd();
}
