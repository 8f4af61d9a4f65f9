/** The TV audio decoder of the card: stereo and a second language. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Arch } from '../../../target/target.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { integer, structProperty } from '../../classdrivers/stream/struct-property.ts';
import type { Card } from '../../hardware/tvcapture/card.ts';
import { AUDIO } from '../../hardware/tvcapture/constants.ts';
import { medium, MEDIUM, SET } from './sets.ts';
import type { Unit } from '../../classdrivers/stream/parts/unit.ts';

const TVAUDIO = { CAPS: 0, MODE: 1, CURRENTLY_AVAILABLE_MODES: 2 } as const;
const capabilities = AUDIO.MONO | AUDIO.STEREO | AUDIO.LANG_A | AUDIO.LANG_B;

/** Makes the audio decoder. */
export function tvAudio(arch: Arch, card: Card): Unit {
  return {
    name: 'tvaudio',
    friendlyName: 'kscts TV Audio',
    categories: [ksGuid('KSCATEGORY_TVAUDIO')],
    properties: [
      {
        set: SET.TVAUDIO,
        items: [
          structProperty(arch, TVAUDIO.CAPS, 'KSPROPERTY_TVAUDIO_CAPS_S', {
            get: () => ({
              Capabilities: capabilities,
              InputMedium: medium(MEDIUM.TUNER_AUDIO),
              OutputMedium: medium(MEDIUM.TV_AUDIO),
            }),
          }),
          structProperty(arch, TVAUDIO.MODE, 'KSPROPERTY_TVAUDIO_S', {
            get: () => ({ Mode: card.audioMode }),
            set: (members) => {
              const mode = integer(members, 'Mode');
              if (mode === 0 || (mode & ~capabilities) !== 0) return STATUS.STATUS_INVALID_PARAMETER;
              card.audioMode = mode;
              return STATUS.STATUS_SUCCESS;
            },
          }),
          structProperty(arch, TVAUDIO.CURRENTLY_AVAILABLE_MODES, 'KSPROPERTY_TVAUDIO_S', {
            get: () => ({ Mode: card.availableAudio }),
          }),
        ],
      },
    ],
    events: [{ set: SET.TVAUDIO_EVENTS, items: [{ id: 0 }] }],
  };
}
