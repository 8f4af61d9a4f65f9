/** Jacks of the topology's bridge pins: what they are, and whether something is plugged in (PCLS-044, PCLS-100, 101). */
import { STATUS } from '../../../abi/ntstatus.ts';
import { multipleItem } from '../../classdrivers/ks/answers.ts';
import { longs, pcAnswer, verbs } from '../../classdrivers/portcls/answers.ts';
import { PCEVENT_ITEM_FLAG, type PcAutomationTable, type PcPropertyItem } from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import type { Jack } from './codec.ts';

/** Size of PinId and Reserved in KSP_PIN. */
const pinInstance = 8;
/** KSJACK_DESCRIPTION2.JackCapabilities: JACKDESC2_PRESENCE_DETECT_CAPABILITY. */
const presenceDetection = 1;

/** A jack as KSJACK_DESCRIPTION describes it. */
export interface JackDescription {
  readonly jack: Jack;
  /** Speaker positions. */
  readonly channelMapping: number;
  /** 0x00BBGGRR. */
  readonly color: number;
  /** EPcxGeoLocation. */
  readonly geoLocation: number;
}

/** eConnType3Point5mm, eGenLocPrimaryBox, ePortConnJack. */
const connectionType = 1;
const genLocation = 0;
const portConnection = 0;

/** KSEVENT_PINCAPS_JACKINFOCHANGE. */
export const jackInfoChange = ksItem('KSEVENT_PINCAPS_JACKINFOCHANGE');

/** A list property of a pin: an item for its jack, none if it has none. */
function jackItem(
  name: string,
  pinCount: number,
  jacks: ReadonlyMap<number, JackDescription>,
  item: (description: JackDescription) => Uint8Array,
): PcPropertyItem {
  return {
    ...ksItem(name),
    ...verbs({
      instance: pinInstance,
      get: (request) => {
        const pin = request.instance.u32(0);
        if (pin >= pinCount) return STATUS.STATUS_INVALID_PARAMETER;
        const description = jacks.get(pin);
        return pcAnswer(request, multipleItem(description === undefined ? [] : [item(description)]));
      },
    }),
  };
}

/** The filter's table: the three descriptions, and the event that tells of a change. */
export function jackTable(pinCount: number, jacks: ReadonlyMap<number, JackDescription>): PcAutomationTable {
  return {
    properties: [
      jackItem('KSPROPERTY_JACK_DESCRIPTION', pinCount, jacks, ({ jack, channelMapping, color, geoLocation }) =>
        longs(
          channelMapping,
          color,
          connectionType,
          geoLocation,
          genLocation,
          portConnection,
          jack.connected ? 1 : 0,
        ),
      ),
      jackItem('KSPROPERTY_JACK_DESCRIPTION2', pinCount, jacks, () => longs(0, presenceDetection)),
      jackItem('KSPROPERTY_JACK_DESCRIPTION3', pinCount, jacks, () => longs(0)),
    ],
    events: [{ ...jackInfoChange, flags: PCEVENT_ITEM_FLAG.ENABLE | PCEVENT_ITEM_FLAG.BASICSUPPORT }],
  };
}
