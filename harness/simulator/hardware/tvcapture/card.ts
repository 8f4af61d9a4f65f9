/** The hardware of the card: what its units share, and the signals that reach it. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { AUDIO, MODE, NO_PIN, STANDARD } from './constants.ts';
import type { Machine } from '../machine.ts';

const millisecond = 10_000;
/** KS_PhysicalConnectorType. */
const CONNECTOR = {
  Video_Tuner: 1,
  Video_Composite: 2,
  Video_SVideo: 3,
  Video_VideoDecoder: 12,
  Audio_Tuner: 0x1000,
  Audio_Line: 0x1001,
  Audio_AudioDecoder: 0x1009,
} as const;

/** A pin of the crossbar; `related` is a pin of the same direction. */
export interface CrossbarPin {
  readonly type: number;
  readonly related: number;
  readonly video: boolean;
}

export const inputs: readonly CrossbarPin[] = [
  { type: CONNECTOR.Video_Tuner, related: 3, video: true },
  { type: CONNECTOR.Video_Composite, related: 4, video: true },
  { type: CONNECTOR.Video_SVideo, related: 4, video: true },
  { type: CONNECTOR.Audio_Tuner, related: 0, video: false },
  { type: CONNECTOR.Audio_Line, related: 1, video: false },
];
export const outputs: readonly CrossbarPin[] = [
  { type: CONNECTOR.Video_VideoDecoder, related: 1, video: true },
  { type: CONNECTOR.Audio_AudioDecoder, related: 0, video: false },
];

/** What a tuning mode can do. */
export interface ModeCaps {
  readonly standards: number;
  readonly min: number;
  readonly max: number;
  readonly granularity: number;
  readonly inputs: number;
  /** Milliseconds. */
  readonly settling: number;
}

export const modes: ReadonlyMap<number, ModeCaps> = new Map([
  [
    MODE.TV,
    {
      standards: STANDARD.NTSC_M | STANDARD.PAL_B,
      min: 45_750_000,
      max: 855_250_000,
      granularity: 62_500,
      inputs: 2,
      settling: 100,
    },
  ],
  [MODE.FM_RADIO, { standards: 0, min: 87_500_000, max: 108_000_000, granularity: 62_500, inputs: 1, settling: 50 }],
]);

/** A transmitter that the aerial hears. */
interface Station {
  readonly mode: number;
  readonly frequency: number;
  readonly standard: number;
  readonly audio: number;
}

const stations: readonly Station[] = [
  { mode: MODE.TV, frequency: 55_250_000, standard: STANDARD.NTSC_M, audio: AUDIO.MONO | AUDIO.LANG_A },
  {
    mode: MODE.TV,
    frequency: 61_250_000,
    standard: STANDARD.NTSC_M,
    audio: AUDIO.MONO | AUDIO.STEREO | AUDIO.LANG_A | AUDIO.LANG_B,
  },
  { mode: MODE.TV, frequency: 203_250_000, standard: STANDARD.PAL_B, audio: AUDIO.MONO | AUDIO.STEREO | AUDIO.LANG_A },
  { mode: MODE.FM_RADIO, frequency: 95_250_000, standard: 0, audio: AUDIO.MONO | AUDIO.STEREO },
];

/** What changed, for the units that tell their clients. */
export type CardChange = 'audio' | 'crossbar' | 'decoder' | 'lines' | 'tuner';

export class Card {
  /** Input of each output, by index. */
  readonly routes: number[] = [0, 3];
  mode: number = MODE.TV;
  standard: number = STANDARD.NTSC_M;
  input = 0;
  tuningFlags = 1;
  country = 1;
  lastFrequency = 55_250_000;
  audioMode: number = AUDIO.MONO | AUDIO.LANG_A;
  decoderStandard: number = STANDARD.NTSC_M;
  readonly #machine: Pick<Machine, 'now'>;
  readonly #listeners: ((change: CardChange) => void)[] = [];
  /** The frequency of each mode: a mode comes back where it was left. */
  readonly #frequencies = new Map<number, number>([
    [MODE.TV, 55_250_000],
    [MODE.FM_RADIO, 95_250_000],
  ]);
  #settled = 0;

  constructor(machine: Pick<Machine, 'now'>) {
    this.#machine = machine;
  }

  onChange(listener: (change: CardChange) => void): void {
    this.#listeners.push(listener);
  }

  get modeCaps(): ModeCaps {
    return modes.get(this.mode) as ModeCaps;
  }

  get frequency(): number {
    return this.#frequencies.get(this.mode) as number;
  }

  /** The phase-locked loop has not settled yet. */
  get busy(): boolean {
    return this.#machine.now() < this.#settled;
  }

  /** What the tuner hears: a station within two steps of its frequency. */
  get station(): Station | undefined {
    const { granularity } = this.modeCaps;
    return stations.find(
      ({ mode, frequency }) => mode === this.mode && Math.abs(frequency - this.frequency) <= 2 * granularity,
    );
  }

  /** In steps of the granularity; 0 without a station. */
  get pllOffset(): number {
    const { station } = this;
    return station === undefined ? 0 : Math.round((this.frequency - station.frequency) / this.modeCaps.granularity);
  }

  /** Audio modes that the present signal carries. */
  get availableAudio(): number {
    return this.station?.audio ?? AUDIO.MONO;
  }

  /** Lines of a field, as the decoder is set. */
  get fieldLines(): number {
    return this.decoderStandard === STANDARD.PAL_B ? 288 : 240;
  }

  /** Lines of the signal at the decoder; the composite and S-video sources send what the decoder expects. */
  get lines(): number {
    const tuned = this.routes[0] === 0 ? this.station?.standard : this.decoderStandard;
    return (tuned ?? this.decoderStandard) === STANDARD.PAL_B ? 625 : 525;
  }

  get locked(): boolean {
    if (this.routes[0] !== 0) return true;
    return !this.busy && this.mode === MODE.TV && this.station?.standard === this.decoderStandard;
  }

  /** Tunes; the loop settles later. */
  tune(frequency: number): number {
    const { min, max, settling, granularity } = this.modeCaps;
    if (frequency < min || frequency > max) return STATUS.STATUS_INVALID_PARAMETER;
    const before = this.availableAudio;
    this.lastFrequency = this.frequency;
    this.#frequencies.set(this.mode, Math.round(frequency / granularity) * granularity);
    this.#settled = this.#machine.now() + settling * millisecond;
    this.#changed('tuner');
    if (this.availableAudio !== before) this.#changed('audio');
    return STATUS.STATUS_SUCCESS;
  }

  /** The next station from `start` up to and including `end`, if there is one. */
  scan(start: number, end: number): number | undefined {
    const found = stations
      .filter(({ mode, frequency }) => mode === this.mode && frequency >= start && frequency <= end)
      .map(({ frequency }) => frequency);
    return found.length === 0 ? undefined : Math.min(...found);
  }

  setMode(mode: number): number {
    if (!modes.has(mode)) return STATUS.STATUS_INVALID_PARAMETER;
    if (mode === this.mode) return STATUS.STATUS_SUCCESS;
    this.mode = mode;
    this.input = Math.min(this.input, this.modeCaps.inputs - 1);
    return this.tune(this.frequency);
  }

  canRoute(input: number, output: number): boolean {
    const to = outputs[output];
    if (to === undefined) return false;
    // An audio output without an input is mute.
    if (input === NO_PIN) return !to.video;
    return inputs[input]?.video === to.video;
  }

  route(input: number, output: number): number {
    if (!this.canRoute(input, output)) return STATUS.STATUS_INVALID_PARAMETER;
    if (this.routes[output] === input) return STATUS.STATUS_SUCCESS;
    this.routes[output] = input;
    this.#changed('crossbar');
    if (output === 0) this.#changed('decoder');
    return STATUS.STATUS_SUCCESS;
  }

  setDecoderStandard(standard: number): number {
    if (standard !== STANDARD.NTSC_M && standard !== STANDARD.PAL_B) return STATUS.STATUS_INVALID_PARAMETER;
    if (standard === this.decoderStandard) return STATUS.STATUS_SUCCESS;
    this.decoderStandard = standard;
    this.#changed('decoder');
    this.#changed('lines');
    return STATUS.STATUS_SUCCESS;
  }

  #changed(change: CardChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
