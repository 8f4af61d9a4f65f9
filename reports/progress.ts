import type { JournalLine } from '../harness/run/journal-lines.ts';
import { isRed } from '../harness/run/outcome.ts';
import { count, counted, duration } from './text.ts';
import type { Paint } from './text.ts';

/** How often the line is drawn: on a terminal, and elsewhere where every line stays, in milliseconds. */
const drawEvery = { terminal: 100, log: 10_000 } as const;

/**
 * How far a run is, as one line that is drawn over itself on a terminal, or as a line now and then elsewhere:
 *
 *     1,204 of 3,412 cases, 2 not as required, 8,100/s, 0.3 s left
 */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #paint: Paint;
  readonly #began = performance.now();
  #planned = 0;
  #judged = 0;
  #red = 0;
  #drawnAt: number;
  #drawn = false;

  constructor(stream: NodeJS.WriteStream, paint: Paint) {
    this.#stream = stream;
    this.#paint = paint;
    this.#drawnAt = stream.isTTY ? Number.NEGATIVE_INFINITY : this.#began;
  }

  /** Takes a line of the journal. */
  see(line: JournalLine): void {
    if (line.t === 'plan') this.#planned = line.cases;
    if (line.t === 'case') {
      this.#judged++;
      if (isRed(line.verdict)) this.#red++;
    }
    const now = performance.now();
    if (this.#planned === 0) return;
    if (now - this.#drawnAt < (this.#stream.isTTY ? drawEvery.terminal : drawEvery.log)) return;
    this.#drawnAt = now;
    this.#draw(this.#text(now));
  }

  /** Removes the line from the terminal. */
  end(): void {
    if (this.#drawn && this.#stream.isTTY) this.#stream.write('\r\u001b[K');
  }

  #text(now: number): string {
    const elapsed = Math.max(1, now - this.#began);
    const rate = (this.#judged / elapsed) * 1000;
    const parts = [`${count(this.#judged)} of ${counted(this.#planned, 'case')}`];
    if (this.#red > 0) parts.push(this.#paint('red', `${count(this.#red)} not as required`));
    parts.push(`${count(Math.round(rate))}/s`);
    if (rate > 0) parts.push(`${duration(((this.#planned - this.#judged) / rate) * 1000)} left`);
    return parts.join(', ');
  }

  #draw(text: string): void {
    this.#drawn = true;
    this.#stream.write(this.#stream.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  }
}
