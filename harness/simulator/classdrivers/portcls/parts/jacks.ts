/** Jacks of the topology's bridge pins: what they are, and whether something is plugged in (PCLS-044, PCLS-100, 101). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { multipleItem } from '../../ks/answers.ts';
import { longs, pcAnswer, verbs } from '../answers.ts';
import { PCEVENT_ITEM_FLAG, type PcAutomationTable, type PcPropertyItem } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';
import { readItem } from './state-items.ts';

/** Size of PinId and Reserved in KSP_PIN. */
const pinInstance = 8;
/** KSJACK_DESCRIPTION2.JackCapabilities: JACKDESC2_PRESENCE_DETECT_CAPABILITY. */
const presenceDetection = 1;

/** A jack, as far as it changes. */
export interface Jack {
  connected: boolean;
}

/** A jack as KSJACK_DESCRIPTION describes it. */
export interface JackDescription {
  readonly jack: Jack;
  /** Speaker positions. */
  readonly channelMapping: number;
  /** 0x00BBGGRR. */
  readonly color: number;
  /** EPcxGeoLocation. */
  readonly geoLocation: number;
  /** EPcxConnectionType; a 3.5 mm jack unless told. */
  readonly connectionType?: number;
  /** Whether it tells that something is plugged in; it does unless told (PCLS-155). */
  readonly presence?: boolean;
}

/** eConnType3Point5mm, eGenLocPrimaryBox, ePortConnJack. */
const smallJack = 1;
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
export function jackTable(pinCount: number, jacks: ReadonlyMap<number, JackDescription>): Required<PcAutomationTable> {
  return {
    properties: [
      jackItem('KSPROPERTY_JACK_DESCRIPTION', pinCount, jacks, ({ jack, channelMapping, color, geoLocation, connectionType = smallJack }) =>
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
      jackItem('KSPROPERTY_JACK_DESCRIPTION2', pinCount, jacks, ({ presence = true }) => longs(0, presence ? presenceDetection : 0)),
      jackItem('KSPROPERTY_JACK_DESCRIPTION3', pinCount, jacks, () => longs(0)),
    ],
    events: [{ ...jackInfoChange, flags: PCEVENT_ITEM_FLAG.ENABLE | PCEVENT_ITEM_FLAG.BASICSUPPORT }],
  };
}

/** KSJACK_SINK_INFORMATION of a pin that leads to a display over HDMI (PCLS-102). */
export function sinkItem(
  pinCount: number,
  sinkPin: number,
  { productId, description }: { readonly productId: number; readonly description: string },
): PcPropertyItem {
  const bytes = new Uint8Array(96);
  const view = new DataView(bytes.buffer);
  view.setUint16(6, productId, true);
  // A latency of 20 ms.
  view.setUint16(8, 20, true);
  view.setUint8(20, description.length);
  [...description].forEach((letter, i) => {
    view.setUint16(22 + i * 2, letter.charCodeAt(0), true);
  });
  return readItem(
    'KSPROPERTY_JACK_SINK_INFO',
    ({ instance }) => {
      const pin = instance.u32(0);
      if (pin >= pinCount) return STATUS.STATUS_INVALID_PARAMETER;
      return pin === sinkPin ? bytes : STATUS.STATUS_NOT_SUPPORTED;
    },
    { instance: pinInstance },
  );
}
