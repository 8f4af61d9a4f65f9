/** The topology miniport: from the DACs to the speakers, and from the jacks through a selector to the ADCs. */
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { KSPIN_DATAFLOW, PCFILTER_NODE, type PcFilterDescriptor } from '../../classdrivers/portcls/descriptors.ts';
import type { PcMiniport, PcPort } from '../../classdrivers/portcls/miniports.ts';
import { channelTable, controlChange, muteTable, selectorTable, volumeTable } from '../../classdrivers/portcls/parts/channel-controls.ts';
import { switches } from '../../classdrivers/portcls/parts/channel-values.ts';
import { bridgePin, link } from '../../classdrivers/portcls/parts/filter-parts.ts';
import { jackInfoChange, jackTable, sinkItem, type JackDescription } from '../../classdrivers/portcls/parts/jacks.ts';
import { peakMeterTable } from '../../classdrivers/portcls/parts/peak-meter.ts';
import { volumeLimit } from '../../classdrivers/portcls/parts/volume-limit.ts';
import type { Codec } from './codec.ts';
import { PeakMeter } from '../../hardware/audio/meter.ts';

/** PinIds. */
export const TOPOLOGY_PIN = { WAVE_IN: 0, SPEAKER: 1, MICROPHONE: 2, LINE: 3, WAVE_OUT: 4, DISPLAY: 5 } as const;
/** NodeIds. */
export const TOPOLOGY_NODE = {
  VOLUME: 0,
  MUTE: 1,
  MICROPHONE_VOLUME: 2,
  LINE_VOLUME: 3,
  MUX: 4,
  CAPTURE_MUTE: 5,
  GAIN_CONTROL: 6,
  PEAK_METER: 7,
} as const;

const pins = [
  bridgePin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO'),
  bridgePin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_SPEAKER'),
  bridgePin(KSPIN_DATAFLOW.IN, 'KSNODETYPE_MICROPHONE'),
  bridgePin(KSPIN_DATAFLOW.IN, 'KSNODETYPE_LINE_CONNECTOR'),
  bridgePin(KSPIN_DATAFLOW.OUT, 'KSCATEGORY_AUDIO'),
  bridgePin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_HDMI_INTERFACE'),
];

const connections = [
  link(PCFILTER_NODE, TOPOLOGY_PIN.WAVE_IN, TOPOLOGY_NODE.VOLUME, 1),
  link(TOPOLOGY_NODE.VOLUME, 0, TOPOLOGY_NODE.MUTE, 1),
  link(TOPOLOGY_NODE.MUTE, 0, TOPOLOGY_NODE.PEAK_METER, 1),
  link(TOPOLOGY_NODE.PEAK_METER, 0, PCFILTER_NODE, TOPOLOGY_PIN.SPEAKER),
  // The same sound goes to the display, as loud as it comes.
  link(PCFILTER_NODE, TOPOLOGY_PIN.WAVE_IN, PCFILTER_NODE, TOPOLOGY_PIN.DISPLAY),
  link(PCFILTER_NODE, TOPOLOGY_PIN.MICROPHONE, TOPOLOGY_NODE.MICROPHONE_VOLUME, 1),
  link(TOPOLOGY_NODE.MICROPHONE_VOLUME, 0, TOPOLOGY_NODE.GAIN_CONTROL, 1),
  link(TOPOLOGY_NODE.GAIN_CONTROL, 0, TOPOLOGY_NODE.MUX, 1),
  link(PCFILTER_NODE, TOPOLOGY_PIN.LINE, TOPOLOGY_NODE.LINE_VOLUME, 1),
  link(TOPOLOGY_NODE.LINE_VOLUME, 0, TOPOLOGY_NODE.MUX, 2),
  link(TOPOLOGY_NODE.MUX, 0, TOPOLOGY_NODE.CAPTURE_MUTE, 1),
  link(TOPOLOGY_NODE.CAPTURE_MUTE, 0, PCFILTER_NODE, TOPOLOGY_PIN.WAVE_OUT),
];

/** eConnTypeOtherDigital: a display. */
const otherDigital = 6;

/** IMiniportTopology of the codec. */
export class TopologyMiniport implements PcMiniport {
  readonly description: PcFilterDescriptor;
  readonly #jacks: ReadonlyMap<number, JackDescription>;
  #port: PcPort | null = null;

  constructor(adapter: PcAdapter, codec: Codec) {
    const { jacks } = codec;
    // Lime, pink and light blue, on the rear panel.
    this.#jacks = new Map([
      [TOPOLOGY_PIN.SPEAKER, { jack: jacks.speaker, channelMapping: 0x3, color: 0x00_99_ff_99, geoLocation: 1 }],
      [TOPOLOGY_PIN.MICROPHONE, { jack: jacks.microphone, channelMapping: 0x3, color: 0x00_99_99_ff, geoLocation: 1 }],
      [TOPOLOGY_PIN.LINE, { jack: jacks.line, channelMapping: 0x3, color: 0x00_ff_cc_99, geoLocation: 1 }],
      [TOPOLOGY_PIN.DISPLAY, { jack: jacks.display, channelMapping: 0x3, color: 0, geoLocation: 1, connectionType: otherDigital }],
    ]);
    const jackItems = jackTable(pins.length, this.#jacks);
    const limit = volumeLimit(TOPOLOGY_PIN.SPEAKER, () => this.#port);
    const changed = (node: number): void => {
      this.#port?.generateEventList({ ...controlChange, node });
    };
    const { speaker, microphone, line, capture } = codec;
    this.description = {
      automationTable: {
        properties: [
          ...jackItems.properties,
          sinkItem(pins.length, TOPOLOGY_PIN.DISPLAY, { productId: 0x1234, description: 'kscts display' }),
          limit.property,
        ],
        events: [...jackItems.events, limit.event],
      },
      pins,
      nodes: [
        { type: ksGuid('KSNODETYPE_VOLUME'), automationTable: volumeTable(speaker, changed) },
        { type: ksGuid('KSNODETYPE_MUTE'), automationTable: muteTable(speaker, changed) },
        { type: ksGuid('KSNODETYPE_VOLUME'), automationTable: volumeTable(microphone, changed) },
        { type: ksGuid('KSNODETYPE_VOLUME'), automationTable: volumeTable(line, changed) },
        { type: ksGuid('KSNODETYPE_MUX'), automationTable: selectorTable('KSPROPERTY_AUDIO_MUX_SOURCE', { first: 1, count: 2 }, codec, changed) },
        { type: ksGuid('KSNODETYPE_MUTE'), automationTable: muteTable(capture, changed) },
        { type: ksGuid('KSNODETYPE_AGC'), automationTable: channelTable(changed, { KSPROPERTY_AUDIO_AGC: switches() }) },
        {
          type: ksGuid('KSNODETYPE_PEAKMETER'),
          name: ksGuid('KSAUDFNAME_PEAKMETER'),
          automationTable: peakMeterTable(() => new PeakMeter(adapter), ['KSPROPERTY_AUDIO_PEAKMETER2']),
        },
      ],
      connections,
      categories: ['KSCATEGORY_TOPOLOGY', 'KSCATEGORY_AUDIO'].map(ksGuid),
    };
    codec.jackChanged = (jack) => {
      for (const [pin, description] of this.#jacks) {
        if (description.jack === jack) this.#port?.generateEventList({ ...jackInfoChange, pin });
      }
    };
  }

  init(port: PcPort): void {
    this.#port = port;
  }
}
