/** Signal-processing modes of pins, and the effects of each mode (PCLS-093, PCLS-105). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { multipleItem } from '../../ks/answers.ts';
import { ksGuid } from '../../ks/guids.ts';
import { guidBytes } from '../answers.ts';
import type { PcPropertyItem } from '../descriptors.ts';
import { readItem } from './state-items.ts';

/** Size of PinId and Reserved in KSP_PIN. */
const pinInstance = 8;

/** KSPROPERTY_AUDIOEFFECTSDISCOVERY_EFFECTSLIST. */
const effectsList = 1;

/** Modes of a pin by the names of their GUIDs; of each the effects that are always on, by name. */
export type ProcessingModes = Readonly<Record<string, readonly string[]>>;

/** The two properties of a filter with `pinCount` pins; pins that are not in `modes` have none. */
export function processingItems(
  pinCount: number,
  modes: ReadonlyMap<number, ProcessingModes>,
): readonly PcPropertyItem[] {
  return [
    readItem(
      'KSPROPERTY_AUDIOSIGNALPROCESSING_MODES',
      ({ instance }) => {
        const pin = instance.u32(0);
        if (pin >= pinCount) return STATUS.STATUS_INVALID_PARAMETER;
        return multipleItem(Object.keys(modes.get(pin) ?? {}).map((name) => guidBytes(ksGuid(name))));
      },
      { instance: pinInstance },
    ),
    readItem(
      { set: ksGuid('KSPROPSETID_AudioEffectsDiscovery'), id: effectsList },
      ({ instance }) => {
        const pin = instance.u32(0);
        if (pin >= pinCount) return STATUS.STATUS_INVALID_PARAMETER;
        const own = modes.get(pin);
        if (own === undefined) return STATUS.STATUS_NOT_SUPPORTED;
        const wanted = instance.guid(pinInstance);
        const effects = Object.entries(own).find(([name]) => ksGuid(name) === wanted)?.[1];
        if (effects === undefined) return STATUS.STATUS_INVALID_PARAMETER;
        const bytes = new Uint8Array(effects.length * 16);
        effects.forEach((effect, i) => {
          bytes.set(guidBytes(ksGuid(effect)), i * 16);
        });
        return bytes;
      },
      { instance: pinInstance + 16 },
    ),
  ];
}
