/** A limit of the volume that a user may lift, and the event that tells of it (PCLS-150). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { verbs } from '../answers.ts';
import { PCEVENT_ITEM_FLAG, type PcEventItem, type PcPropertyItem } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';
import type { PcPort } from '../miniports.ts';

/** Size of PinId and Reserved in KSP_PIN. */
const pinInstance = 8;
const changed = ksItem('KSEVENT_VOLUMELIMIT_CHANGED');

/** KSPROPERTY_AUDIO_VOLUMELIMIT_ENGAGED of one pin, engaged at first. */
export function volumeLimit(
  limitedPin: number,
  port: () => PcPort | null,
): { readonly property: PcPropertyItem; readonly event: PcEventItem } {
  let engaged = 1;
  return {
    property: {
      ...ksItem('KSPROPERTY_AUDIO_VOLUMELIMIT_ENGAGED'),
      ...verbs({
        instance: pinInstance,
        size: 4,
        set: ({ instance, value }) => {
          const wanted = value.u32(0);
          if (instance.u32(0) !== limitedPin || wanted > 1) return STATUS.STATUS_INVALID_PARAMETER;
          if (wanted !== engaged) {
            engaged = wanted;
            port()?.generateEventList({ ...changed, pin: limitedPin });
          }
          return STATUS.STATUS_SUCCESS;
        },
      }),
    },
    event: { ...changed, flags: PCEVENT_ITEM_FLAG.ENABLE | PCEVENT_ITEM_FLAG.BASICSUPPORT },
  };
}
