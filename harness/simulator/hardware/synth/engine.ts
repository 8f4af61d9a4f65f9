/** The synthesizer itself: voices that sound, whoever plays them. */
import { SampleMemory } from './sample-memory.ts';

/** What the synthesizer can do. */
export const limits = {
  channelGroups: 8,
  voices: 64,
  audioChannels: 2,
  /** SYNTH_EFFECT_REVERB and _CHORUS. */
  effects: 0x3,
  sampleRates: [11_025, 22_050, 44_100, 48_000],
} as const;

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** A note that sounds. */
export interface Voice {
  /** Who plays it, and on which of its channels (16 for each channel group). */
  readonly player: object;
  readonly channel: number;
  readonly key: number;
  /** 1…127. */
  readonly velocity: number;
  readonly priority: number;
}

const fullScale = 0x7fff;

/** The voices and settings of the one synthesizer. */
export class Engine {
  readonly memory = new SampleMemory();
  /** 1/100 dB. */
  volume = 0;
  boost = 0;
  readonly #voices: Voice[] = [];

  /** Voices of a player. */
  voicesOf(player: object): readonly Voice[] {
    return this.#voices.filter((voice) => voice.player === player);
  }

  /**
   * Starts a voice. Where a player has as many as it may, one of lower priority makes room.
   * @returns whether a note was lost: this one, or the one that made room
   */
  start(voice: Voice, most: number): boolean {
    const own = this.voicesOf(voice.player);
    const full = own.length >= most;
    if (full) {
      const [weakest] = [...own].sort((a, b) => a.priority - b.priority);
      if (weakest === undefined || weakest.priority > voice.priority) return true;
      this.#voices.splice(this.#voices.indexOf(weakest), 1);
    }
    this.#voices.push(voice);
    return full;
  }

  /** Ends the voices of a key, or all of a player. */
  stop(player: object, channel?: number, key?: number): void {
    for (const voice of this.voicesOf(player)) {
      if ((channel ?? voice.channel) !== voice.channel || (key ?? voice.key) !== voice.key) continue;
      this.#voices.splice(this.#voices.indexOf(voice), 1);
    }
  }

  /** The sum of all voices at a time in seconds: a square wave each, as one 16-bit sample. */
  sample(time: number): number {
    const gain = 10 ** ((this.volume + this.boost) / 2000);
    let sum = 0;
    for (const { key, velocity } of this.#voices) {
      const phase = (time * 440 * 2 ** ((key - 69) / 12)) % 1;
      sum += ((phase < 0.5 ? 1 : -1) * velocity) / 127 / limits.voices;
    }
    return Math.round(clamp(sum * gain, -1, 1) * fullScale);
  }
}
