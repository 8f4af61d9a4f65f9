/** KSSTATE. */
const [pause, run] = [2, 3] as const;

/** A stream while its device sleeps: what ran is paused before, and runs again afterwards (PWR-001). */
export class StreamSleep {
  #ran = false;

  /** @param set brings the stream into a state */
  down(state: number, set: (state: number) => void): void {
    this.#ran = state === run;
    if (this.#ran) set(pause);
  }

  /** A stream that its client has set to another state meanwhile stays there. */
  up(state: number, set: (state: number) => void): void {
    if (this.#ran && state === pause) set(run);
    this.#ran = false;
  }
}
