/** What the codec remembers, and who wants to know when it changes: the amplifiers, the selector and the jacks. */

const channels = 2;
/** Levels in 1/65536 dB: −96 … 0 dB in steps of 1.5 dB (PCLS-041). */
export const LEVEL = { min: -96 * 65_536, max: 0, step: 98_304 } as const;

/** An amplifier with a level and a switch for each channel. */
export class Amplifier {
  readonly levels: number[] = Array.from({ length: channels }, () => LEVEL.max);
  readonly mutes: boolean[] = Array.from({ length: channels }, () => false);

  get channels(): number {
    return channels;
  }

  /** Sets a level: clamped, and rounded to a step. */
  setLevel(channel: number, level: number): void {
    const clamped = Math.min(LEVEL.max, Math.max(LEVEL.min, level));
    this.levels[channel] = LEVEL.min + Math.round((clamped - LEVEL.min) / LEVEL.step) * LEVEL.step;
  }
}

/** A jack, as far as it changes. */
export interface Jack {
  connected: boolean;
}

export class Codec {
  readonly speaker = new Amplifier();
  readonly microphone = new Amplifier();
  readonly line = new Amplifier();
  readonly capture = new Amplifier();
  /** Input pin of the selector: 1 microphone, 2 line. */
  selected = 1;
  readonly jacks = {
    speaker: { connected: true } as Jack,
    microphone: { connected: true } as Jack,
    line: { connected: false } as Jack,
  };
  /** Speaker positions that the DACs feed (KSAUDIO_SPEAKER_STEREO). */
  speakers = 0x3;
  /** Called after a jack was plugged or unplugged. */
  jackChanged: (jack: Jack) => void = () => {};

  /** Somebody plugs in or pulls out. */
  plug(jack: keyof Codec['jacks'], connected: boolean): void {
    const state = this.jacks[jack];
    if (state.connected === connected) return;
    state.connected = connected;
    this.jackChanged(state);
  }
}
