/** What the sets of a tuner filter's nodes control. The context of such a filter has it. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { filterOf, type Target } from './target.ts';

/** Settings that are changed together, by name; every one is a ULONG. */
export type Setting =
  | 'frequency'
  | 'multiplier'
  | 'polarity'
  | 'range'
  | 'transponder'
  | 'bandwidth'
  | 'lowOscillator'
  | 'highOscillator'
  | 'switchFrequency'
  | 'modulation'
  | 'innerFec'
  | 'innerFecRate'
  | 'outerFec'
  | 'outerFecRate'
  | 'symbolRate'
  | 'spectralInversion'
  | 'guardInterval'
  | 'transmissionMode'
  | 'autodemodulate';

/** What can be received now. */
export interface Signal {
  /** In 1/1000 dB below nominal. */
  readonly strength: number;
  /** Per cent. */
  readonly quality: number;
}

/** A search for transmitters. Frequencies are in kHz. */
export interface TunerScanner {
  status(): { readonly current: number; readonly from: number; readonly to: number; readonly millisecondsLeft: number };
  /** Searches from one frequency to another; `found` is called when it rests, on a transmitter or at the end. */
  start(from: number, to: number, found: () => void): void;
  stop(): void;
  /** Milliseconds that it needs for a MHz. */
  readonly millisecondsPerMegahertz: number;
}

/** The cable to a switch and an LNB. */
export interface TunerLine {
  enabled: number;
  source: number;
  toneBurst: number;
  repeats: number;
  /** The last reply: BDA_DISEQC_RESPONSE. */
  readonly response: Uint8Array;
  /** Sends a message; `replied` is called when the reply to it is there. */
  send(requestId: number, replied: () => void): void;
}

/** A tuner, as one filter sees it. */
export interface BdaTuner {
  /** A setting that was recorded, in force or not (BDA-004). */
  recorded(setting: Setting): number | undefined;
  record(setting: Setting, value: number): void;
  /** Milliseconds over which statistics are averaged (BDA-019). */
  sampleTime: number;
  readonly received: Signal | undefined;
  readonly receiver: {
    /** In Hz. */
    readonly minFrequency: number;
    readonly maxFrequency: number;
    /** BDA_DigitalSignalStandard. */
    readonly standards: number;
  };
  readonly scanner: TunerScanner;
  readonly line: TunerLine;
}

export const tunerOf = (target: Target): BdaTuner => filterOf(target).context as BdaTuner;

/** −1 of bdatypes.h: a value that is not set. */
export const NOT_SET = 0xffff_ffff;

/** Records a setting; nothing else changes until the commit. */
export function record(target: Target, setting: Setting, value: number): number {
  tunerOf(target).record(setting, value);
  return STATUS.STATUS_SUCCESS;
}
