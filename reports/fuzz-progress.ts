import type { Progressed } from '../harness/run/fuzzing/fuzz.ts';
import { count, counted, duration } from './text.ts';

/** How often the line is drawn, in milliseconds. */
const drawEvery = 100;

/**
 * How far a campaign is, as one line of a terminal that is drawn over itself:
 *
 *     12 s, 812,440 requests, 64,120/s, 151 states reached, 9,120 behaviours, 2 findings
 */
export class FuzzProgress {
  readonly #stream: NodeJS.WriteStream;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  draw(progress: Progressed): void {
    const now = performance.now();
    if (now - this.#drawnAt < drawEvery) return;
    this.#drawnAt = now;
    this.#stream.write(`\r\u001b[K${progressText(progress)}`);
  }

  /** Removes the line. */
  end(): void {
    if (this.#drawnAt > 0) this.#stream.write('\r\u001b[K');
  }
}

export function progressText({ requests, milliseconds, states, behaviours, findings }: Progressed): string {
  const rate = (requests / Math.max(1, milliseconds)) * 1000;
  return [
    duration(milliseconds),
    counted(requests, 'request'),
    `${count(Math.round(rate))}/s`,
    `${counted(states, 'state')} reached`,
    counted(behaviours, 'behaviour'),
    counted(findings, 'finding'),
  ].join(', ');
}
