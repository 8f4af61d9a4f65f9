/** The peak meter of a converter. */
import type { Machine } from '../machine.ts';

/** The sound swells to its full height in 100 ms. */
const swell = 1_000_000;

/** Measures a sound that swells, and begins anew with every reading. */
export class PeakMeter {
  readonly channels: number;
  readonly #machine: Machine;
  /** When each channel was read last. */
  readonly #since: number[];

  constructor(machine: Machine, channels = 2) {
    this.#machine = machine;
    this.channels = channels;
    this.#since = Array.from({ length: channels }, () => machine.now());
  }

  /** The largest peak of some channels since they were last read: 0 … 1. */
  read(channels: readonly number[]): number {
    const now = this.#machine.now();
    const peaks = channels.map((channel) => Math.min(1, (now - (this.#since[channel] ?? now)) / swell));
    for (const channel of channels) this.#since[channel] = now;
    return Math.max(...peaks);
  }
}
