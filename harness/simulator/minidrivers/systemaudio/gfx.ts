/** A global-effects filter: it hears of the device that it works for, and tells what of it is worth keeping. */
import { writeGuid } from '../../../abi/guid.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter } from '../../classdrivers/avstream/descriptors.ts';
import { answerBytes } from '../../classdrivers/ks/answers.ts';
import type { KsAutomationTable, KsRequest } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { ksItem } from '../../classdrivers/ks/identifiers.ts';

/** Sets whose properties the system saves when the filter goes, and sets again when it comes (PCLS-106). */
const kept = ['KSPROPSETID_Audio', 'KSPROPSETID_AudioGfx'].map(ksGuid);

/** A device id is text with its NUL. */
function setDeviceId({ value }: KsRequest<KsFilter>): number {
  const { length } = value;
  const whole = length >= 2 && length % 2 === 0 && value.slice(length - 2).every((byte) => byte === 0);
  return whole ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER;
}

const state = new Uint8Array(kept.length * 16);
kept.forEach((set, i) => {
  writeGuid(state, i * 16, set);
});

export const gfxTable: KsAutomationTable<KsFilter> = {
  properties: [
    {
      set: ksGuid('KSPROPSETID_AudioGfx'),
      items: ['KSPROPERTY_AUDIOGFX_RENDERTARGETDEVICEID', 'KSPROPERTY_AUDIOGFX_CAPTURETARGETDEVICEID'].map((name) => ({
        id: ksItem(name).id,
        minData: 0,
        set: setDeviceId,
      })),
    },
    {
      set: ksGuid('KSPROPSETID_Audio'),
      items: [{ id: ksItem('KSPROPERTY_AUDIO_FILTER_STATE').id, minData: 0, get: (request) => answerBytes(request, state) }],
    },
  ],
};
