/**
 * What one tuner filter is told to receive. Requests record values; a commit puts them into force, and the tuner works
 * with what is in force (BDA-004). Every open filter has its own (BDA-005).
 */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsDevice, KsFilter, KsPin } from '../../classdrivers/avstream/descriptors.ts';
import type { Scanner } from './scanner.ts';

/** −1 and 0 of bdatypes.h: a value that is not set, or that the network does not define. */
export const NOT_SET = 0xffff_ffff;
export const NOT_DEFINED = 0;

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

/** The receiver behind a tuner filter: what is on the air, and what the hardware can do. */
export interface Receiver {
  readonly name: string;
  readonly channels: readonly Channel[];
  /** In Hz. */
  readonly minFrequency: number;
  readonly maxFrequency: number;
  /** Widths in MHz that the filter can be set to; any if there are none. */
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

/** One open tuner filter. */
export interface Tuner {
  readonly receiver: Receiver;
  inForce: Settings;
  recorded: Settings;
  pending: boolean;
  /** Milliseconds over which statistics are averaged (BDA-019). */
  sampleTime: number;
  /** Pins that have left STOP. */
  readonly active: Set<KsPin>;
  readonly scanner: Scanner;
}

export const filterOf = (target: KsFilter | KsPin): KsFilter => (target.kind === 'pin' ? target.filter : target);
export const tunerOf = (target: KsFilter | KsPin): Tuner => filterOf(target).context as Tuner;

/** The hardware: at most one filter holds each receiver (BDA-005). */
export interface Hardware {
  readonly holders: Map<Receiver, KsFilter>;
}

export const hardwareOf = (device: KsDevice): Hardware => device.context as Hardware;

/** Records a setting; nothing else changes until the commit. */
export function record(target: KsFilter | KsPin, setting: Setting, value: number): number {
  const tuner = tunerOf(target);
  tuner.recorded = { ...tuner.recorded, [setting]: value };
  tuner.pending = true;
  return STATUS.STATUS_SUCCESS;
}

/** Whether the hardware can do what is recorded. */
export function judgeRecorded({ receiver, recorded }: Tuner): number {
  const { bandwidth = NOT_SET } = recorded;
  const known = bandwidth === NOT_SET || bandwidth === NOT_DEFINED || receiver.bandwidths.length === 0;
  return known || receiver.bandwidths.includes(bandwidth) ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER;
}

/** The frequency in Hz that settings ask for (BDA-010), or `undefined` if they ask for none. */
export function frequencyOf({ frequency = NOT_DEFINED, multiplier = NOT_SET }: Settings): number | undefined {
  if (frequency === NOT_SET || frequency === NOT_DEFINED) return undefined;
  return frequency * (multiplier === NOT_SET || multiplier === NOT_DEFINED ? 1000 : multiplier);
}

/** What the tuner receives now: nothing while it is stopped. */
export function received({ receiver, inForce, active }: Tuner): Channel | undefined {
  const frequency = frequencyOf(inForce);
  if (active.size === 0 || frequency === undefined) return undefined;
  return receiver.channels.find((channel) => Math.abs(channel.frequency - frequency) <= channel.width / 4);
}
