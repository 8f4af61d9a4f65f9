/** Values that a device keeps for each channel: levels and switches. */
import type { KsPropertyValues } from '../../ks/automation.ts';
import { KSPROPERTY_MEMBER_FLAG, steppedRanges, VT, type SteppingLong } from '../../ks/values.ts';

/** Levels in 1/65536 dB: −96 … 0 dB in steps of 1.5 dB (PCLS-041). */
export const LEVEL: SteppingLong = { min: -96 * 65_536, max: 0, step: 98_304 };
/** Tone: ±12 dB in steps of 2 dB. */
export const TONE: SteppingLong = { min: -12 * 65_536, max: 12 * 65_536, step: 2 * 65_536 };

/** A value for each channel, all within one range. */
export interface ChannelValues {
  readonly values: number[];
  readonly range: SteppingLong;
  /** VARENUM of a value. */
  readonly type: number;
  /** What the device makes of a value that a client sets. */
  readonly taken: (value: number) => number;
}

/** Levels, 0 dB at first: what is out of range is clamped, what lies between steps is rounded. */
export function levels(range: SteppingLong = LEVEL, channels = 2): ChannelValues {
  return {
    values: Array.from({ length: channels }, () => 0),
    range,
    type: VT.I4,
    taken: (value) => clampToStep(value, range),
  };
}

/** The step of a range that is next to a value. */
export function clampToStep(value: number, { min, max, step }: SteppingLong): number {
  const clamped = Math.min(max, Math.max(min, value));
  return min + Math.round((clamped - min) / step) * step;
}

/** Switches: everything that is not 0 is on (PCLS-042). */
export function switches(channels = 2): ChannelValues {
  return {
    values: Array.from({ length: channels }, () => 0),
    range: { min: 0, max: 1, step: 1 },
    type: VT.BOOL,
    taken: (value) => (value === 0 ? 0 : 1),
  };
}

/** An amplifier with a level and a switch for each channel. */
export interface Amplifier {
  readonly levels: ChannelValues;
  readonly mutes: ChannelValues;
}

export const amplifier = (channels = 2): Amplifier => ({ levels: levels(LEVEL, channels), mutes: switches(channels) });

/** What basic support tells: a stepped range for every channel (PROP-067, PROP-068, PCLS-140). */
export function describeChannels({ values, range, type }: ChannelValues): KsPropertyValues {
  const ranges = values.map(() => range);
  return { type, members: [steppedRanges(ranges, KSPROPERTY_MEMBER_FLAG.BASICSUPPORT_MULTICHANNEL)] };
}
