/** Peak meters: the largest sample since they were last read (PCLS-145). */
import { STATUS } from '../../../abi/ntstatus.ts';
import { KSPROPERTY_MEMBER_FLAG, steppedRanges, VT } from '../../classdrivers/ks/values.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { answerLongs, needValue, verbs } from '../../classdrivers/portcls/answers.ts';
import type { PcAutomationTable, PcPropertyItem } from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import { channelInstance, channelsOf } from './channel-controls.ts';

/** Largest values: of samples of 16 bits, and of a LONG. */
const scales = { KSPROPERTY_AUDIO_PEAKMETER: 0x7fff, KSPROPERTY_AUDIO_PEAKMETER2: 0x7fff_ffff } as const;
export type PeakMeterName = keyof typeof scales;

const channels = 2;
/** The sound swells to its full height in 100 ms. */
const swell = 1_000_000;

/** A meter over a sound that swells, and begins anew with every reading. */
export function peakMeterItem(adapter: PcAdapter, name: PeakMeterName): PcPropertyItem {
  const largest = scales[name];
  const since = Array.from({ length: channels }, () => adapter.now());
  const range = { min: -largest - 1, max: largest, step: 1 };
  return {
    ...ksItem(name),
    ...verbs({
      instance: channelInstance,
      values: {
        type: VT.I4,
        members: [steppedRanges(since.map(() => range), KSPROPERTY_MEMBER_FLAG.BASICSUPPORT_MULTICHANNEL)],
      },
      get: (request) => {
        const targets = channelsOf(request, channels);
        if (targets.length === 0) return STATUS.STATUS_INVALID_PARAMETER;
        // A reading that fails leaves the meter alone.
        const status = needValue(request, 4);
        if (status !== STATUS.STATUS_SUCCESS) return status;
        const now = adapter.now();
        const peaks = targets.map((channel) => Math.min(1, (now - (since[channel] ?? now)) / swell));
        for (const channel of targets) since[channel] = now;
        return answerLongs(request, Math.floor(Math.max(...peaks) * largest));
      },
    }),
  };
}

export const peakMeterTable = (adapter: PcAdapter, names: readonly PeakMeterName[]): PcAutomationTable => ({
  properties: names.map((name) => peakMeterItem(adapter, name)),
});
