/** Peak meters: the largest sample since they were last read (PCLS-145). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { KSPROPERTY_MEMBER_FLAG, steppedRanges, VT } from '../../ks/values.ts';
import { answerLongs, needValue, verbs } from '../answers.ts';
import type { PcAutomationTable, PcPropertyItem } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';
import { channelInstance, channelsOf } from './channel-controls.ts';

/** Largest values: of samples of 16 bits, and of a LONG. */
const scales = { KSPROPERTY_AUDIO_PEAKMETER: 0x7fff, KSPROPERTY_AUDIO_PEAKMETER2: 0x7fff_ffff } as const;
export type PeakMeterName = keyof typeof scales;

/** A meter of the hardware. */
export interface PeakMeter {
  readonly channels: number;
  /** The largest peak of some channels since they were last read: 0 … 1. */
  read(channels: readonly number[]): number;
}

/** The property of a meter. */
export function peakMeterItem(meter: PeakMeter, name: PeakMeterName): PcPropertyItem {
  const largest = scales[name];
  const range = { min: -largest - 1, max: largest, step: 1 };
  return {
    ...ksItem(name),
    ...verbs({
      instance: channelInstance,
      values: {
        type: VT.I4,
        members: [steppedRanges(Array.from({ length: meter.channels }, () => range), KSPROPERTY_MEMBER_FLAG.BASICSUPPORT_MULTICHANNEL)],
      },
      get: (request) => {
        const targets = channelsOf(request, meter.channels);
        if (targets.length === 0) return STATUS.STATUS_INVALID_PARAMETER;
        // A reading that fails leaves the meter alone.
        const status = needValue(request, 4);
        if (status !== STATUS.STATUS_SUCCESS) return status;
        return answerLongs(request, Math.floor(meter.read(targets) * largest));
      },
    }),
  };
}

/** KSNODETYPE_PEAKMETER: each property has a meter of its own. */
export const peakMeterTable = (meter: () => PeakMeter, names: readonly PeakMeterName[]): PcAutomationTable => ({
  properties: names.map((name) => peakMeterItem(meter(), name)),
});
