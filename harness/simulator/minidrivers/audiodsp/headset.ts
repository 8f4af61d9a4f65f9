/** A Bluetooth headset in the hands-free profile: a topology filter that connects, and lets go (PCLS-120). */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { guidBytes, verbs } from '../../classdrivers/portcls/answers.ts';
import { KSPIN_DATAFLOW, PCFILTER_NODE, type PcPropertyItem } from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import { muteTable, volumeTable } from '../../classdrivers/portcls/parts/channel-controls.ts';
import { amplifier } from '../../classdrivers/portcls/parts/channel-values.ts';
import { EndpointTopology } from '../../classdrivers/portcls/parts/endpoint-topology.ts';
import { bridgePin, link } from '../../classdrivers/portcls/parts/filter-parts.ts';
import type { Jack } from '../../classdrivers/portcls/parts/jacks.ts';
import { readItem } from '../../classdrivers/portcls/parts/state-items.ts';

/** PinIds. */
export const HEADSET_PIN = { IN: 0, EARPIECE: 1, MICROPHONE: 2, OUT: 3 } as const;
/** The headset is a thing of its own, so its container is not that of the adapter (PCLS-102). */
const container = '{4C1A9B7E-2D55-4F0B-8E3A-90B7C6A5D401}';
const pinInstance = 8;

export function headsetTopology(): EndpointTopology {
  const jack: Jack = { connected: true };
  const master = amplifier(1);
  const microphone = amplifier(1);
  /** A get without a value: the attempt is made, and it works. */
  const attempt = (name: string, connected: boolean): PcPropertyItem => ({
    ...ksItem(name),
    ...verbs({
      get: (request) => {
        request.valueSize = 0;
        topology.plug(jack, connected);
        return STATUS.STATUS_SUCCESS;
      },
    }),
  });
  const wireless = { jack, channelMapping: 0x4, color: 0, geoLocation: 1, connectionType: 6 };
  const topology: EndpointTopology = new EndpointTopology({
    pins: [
      bridgePin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO'),
      bridgePin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_HEADSET'),
      bridgePin(KSPIN_DATAFLOW.IN, 'KSNODETYPE_HEADSET'),
      bridgePin(KSPIN_DATAFLOW.OUT, 'KSCATEGORY_AUDIO'),
    ],
    jacks: new Map([
      [HEADSET_PIN.EARPIECE, wireless],
      [HEADSET_PIN.MICROPHONE, wireless],
    ]),
    nodes: (changed) => [
      { type: ksGuid('KSNODETYPE_VOLUME'), automationTable: volumeTable(master, changed) },
      { type: ksGuid('KSNODETYPE_MUTE'), automationTable: muteTable(master, changed) },
      { type: ksGuid('KSNODETYPE_VOLUME'), automationTable: volumeTable(microphone, changed) },
    ],
    connections: [
      link(PCFILTER_NODE, HEADSET_PIN.IN, 0, 1),
      link(0, 0, 1, 1),
      link(1, 0, PCFILTER_NODE, HEADSET_PIN.EARPIECE),
      link(PCFILTER_NODE, HEADSET_PIN.MICROPHONE, 2, 1),
      link(2, 0, PCFILTER_NODE, HEADSET_PIN.OUT),
    ],
    properties: [
      attempt('KSPROPERTY_ONESHOT_RECONNECT', true),
      attempt('KSPROPERTY_ONESHOT_DISCONNECT', false),
      readItem(
        'KSPROPERTY_JACK_CONTAINERID',
        ({ instance }) => {
          const pin = instance.u32(0);
          if (pin > HEADSET_PIN.OUT) return STATUS.STATUS_INVALID_PARAMETER;
          return pin === HEADSET_PIN.EARPIECE || pin === HEADSET_PIN.MICROPHONE ? guidBytes(container) : STATUS.STATUS_NOT_SUPPORTED;
        },
        { instance: pinInstance },
      ),
    ],
  });
  return topology;
}
