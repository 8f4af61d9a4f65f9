/**
 * A target that answers from recorded traffic, for judging a run again without the device. Each call must equal the
 * recorded one: same order, same bytes. The first that does not throws `TrafficDiffers`, and so does every one after it.
 */
import type { Target } from '../target/target.ts';
import { Player } from './player.ts';
import type { Recorded } from './recorded.ts';
import { RecordingTarget, type RecordingOptions } from './recording-target.ts';
import type { TrafficHead } from './traffic-head.ts';

export class ReplayedTarget {
  /** What the judge asks. */
  readonly target: Target;
  readonly #player: Player;
  readonly #recording: RecordingTarget;

  constructor(head: TrafficHead, options: Pick<RecordingOptions, 'handleFields'> = {}) {
    this.#player = new Player(head);
    this.#recording = new RecordingTarget(this.#player, { ...options, before: (call) => { this.#player.expect(call); } });
    this.target = this.#recording;
  }

  /** Answers from this recording while `body` runs; what it gives, and the first difference, if there is one. */
  play<T>(calls: readonly Recorded[], body: () => T): { readonly result: T; readonly difference: string | undefined } {
    this.#recording.take();
    this.#player.play(calls);
    const result = body();
    this.#player.end();
    return { result, difference: this.#player.difference };
  }
}
