/**
 * What a tuner is told to receive. Requests record values; a commit puts them into force, and the tuner works with what is
 * in force (BDA-004). Every user of the hardware has one (BDA-005).
 */
import { isError, STATUS } from '../../../abi/ntstatus.ts';
import type { Machine } from '../machine.ts';
import { DiseqcLine } from './diseqc.ts';
import { Scanner } from './scanner.ts';

/** −1 and 0 of bdatypes.h: a value that is not set, or that the network does not define. */
const NOT_SET = 0xffff_ffff;
const NOT_DEFINED = 0;

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

export type Settings = Readonly<Partial<Record<Setting, number>>>;

/** A receiver: what is on the air, and what the hardware can do. */
export interface Receiver {
  readonly name: string;
  readonly channels: readonly Channel[];
  /** In Hz. */
  readonly minFrequency: number;
  readonly maxFrequency: number;
  /** Widths in MHz that it can be set to; any if there are none. */
  readonly bandwidths: readonly number[];
  /** Digital standards (BDA_DigitalSignalStandard). */
  readonly standards: number;
}

/** A transmitter that can be received. */
export interface Channel {
  /** Centre in Hz, and width in Hz. */
  readonly frequency: number;
  readonly width: number;
  /** In 1/1000 dB below nominal. */
  readonly strength: number;
  /** Per cent. */
  readonly quality: number;
}

/** −1 and 0 of bdatypes.h: a value that is not set, or that the network does not define. */
const undefinedValues: readonly number[] = [NOT_SET, NOT_DEFINED];
const untuned: Settings = { frequency: NOT_DEFINED };

/** What one user of a receiver has told it. */
export class Tuner {
  readonly receiver: Receiver;
  readonly scanner: Scanner;
  readonly line: DiseqcLine;
  /** Milliseconds over which statistics are averaged (BDA-019). */
  sampleTime = 100;
  /** Settings were recorded since the last commit. */
  pending = false;
  /** What keeps it on: pins that have left STOP. */
  readonly active = new Set<object>();
  #inForce = untuned;
  #recorded = untuned;

  constructor(machine: Machine, receiver: Receiver) {
    this.receiver = receiver;
    this.line = new DiseqcLine(machine);
    this.scanner = new Scanner(machine, receiver.channels);
  }

  /** A setting that was recorded, in force or not. */
  recorded(setting: Setting): number | undefined {
    return this.#recorded[setting];
  }

  /** Records a setting; nothing else changes until the commit. */
  record(setting: Setting, value: number): void {
    this.#recorded = { ...this.#recorded, [setting]: value };
    this.pending = true;
  }

  /** Forgets what was recorded and not put into force. */
  startChanges(): void {
    this.#recorded = this.#inForce;
    this.pending = false;
  }

  /** Whether the hardware can do what is recorded. */
  judge(): number {
    const { bandwidth = NOT_SET } = this.#recorded;
    const { bandwidths } = this.receiver;
    const known = undefinedValues.includes(bandwidth) || bandwidths.length === 0 || bandwidths.includes(bandwidth);
    return known ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER;
  }

  /** Puts into force what is recorded, if the hardware can do it. */
  commit(): number {
    const status = this.judge();
    if (isError(status)) return status;
    this.#inForce = this.#recorded;
    this.pending = false;
    return STATUS.STATUS_SUCCESS;
  }

  /** What the tuner receives now: nothing while it is off. */
  get received(): Channel | undefined {
    const frequency = frequencyOf(this.#inForce);
    if (this.active.size === 0 || frequency === undefined) return undefined;
    return this.receiver.channels.find((channel) => Math.abs(channel.frequency - frequency) <= channel.width / 4);
  }
}

/** The card: at most one user holds each receiver (BDA-005). */
export class ReceiverCard {
  readonly #holders = new Map<Receiver, Tuner>();

  /** Takes the receiver of a tuner for it, unless another has it. */
  acquire(tuner: Tuner): number {
    const holder = this.#holders.get(tuner.receiver);
    if (holder !== undefined && holder !== tuner) return STATUS.STATUS_INSUFFICIENT_RESOURCES;
    this.#holders.set(tuner.receiver, tuner);
    return STATUS.STATUS_SUCCESS;
  }

  release(tuner: Tuner): void {
    this.#holders.delete(tuner.receiver);
  }
}

/** The frequency in Hz that settings ask for (BDA-010), or `undefined` if they ask for none. */
function frequencyOf({ frequency = NOT_DEFINED, multiplier = NOT_SET }: Settings): number | undefined {
  if (undefinedValues.includes(frequency)) return undefined;
  return frequency * (undefinedValues.includes(multiplier) ? 1000 : multiplier);
}
