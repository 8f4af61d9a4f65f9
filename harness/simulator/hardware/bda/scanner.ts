import type { Machine, Timer } from '../machine.ts';
import type { Channel } from './tuner.ts';

const millisecond = 10_000;
/** How fast the tuner goes through the band, in 100 ns for each MHz. */
const perMegahertz = 2 * millisecond;
const megahertz = 1_000_000;

/** Where a scan is. Frequencies are in kHz. */
export interface ScanStatus {
  readonly current: number;
  readonly from: number;
  readonly to: number;
  readonly millisecondsLeft: number;
}

/** A search for transmitters that begins at one frequency, ends at another, and rests where it finds one. */
export class Scanner {
  readonly millisecondsPerMegahertz = perMegahertz / millisecond;
  readonly #machine: Machine;
  readonly #channels: readonly Channel[];
  #range = { from: 0, to: 0 };
  /** In kHz: where the search is, or where it began while it goes on. */
  #at = 0;
  #since: number | null = null;
  #timer: Timer | null = null;

  constructor(machine: Machine, channels: readonly Channel[]) {
    this.#machine = machine;
    this.#channels = channels;
  }

  get running(): boolean {
    return this.#since !== null;
  }

  status(): ScanStatus {
    const { from, to } = this.#range;
    const current = this.#now();
    const left = this.running ? ((to - current) * 1000 * perMegahertz) / megahertz / millisecond : 0;
    return { current: Math.round(current), from, to, millisecondsLeft: Math.round(left) };
  }

  /** Searches from one frequency (kHz) to another; `found` is called when it rests, on a transmitter or at the end. */
  start(from: number, to: number, found: () => void): void {
    this.#range = { from, to };
    this.#go(from, found);
  }

  /** Goes on behind the transmitter that was found. */
  resume(found: () => void): void {
    const { to } = this.#range;
    if (!this.running && this.#at < to) this.#go(Math.min(to, this.#at + 1), found);
  }

  /** Ends the search where it is. */
  stop(): void {
    this.#at = this.#now();
    this.#since = null;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #go(from: number, found: () => void): void {
    this.stop();
    const { to } = this.#range;
    const next = this.#channels.map(({ frequency }) => frequency / 1000).filter((at) => at >= from && at <= to);
    const rest = Math.min(to, ...next);
    this.#at = from;
    this.#since = this.#machine.now();
    this.#timer = this.#machine.setTimer(this.#machine.now() + Math.max(1, Math.round(((rest - from) * perMegahertz) / 1000)), () => {
      this.#at = rest;
      this.#since = null;
      this.#timer = null;
      found();
    });
  }

  /** In kHz. */
  #now(): number {
    if (this.#since === null) return this.#at;
    return Math.min(this.#range.to, this.#at + ((this.#machine.now() - this.#since) * 1000) / perMegahertz);
  }
}
