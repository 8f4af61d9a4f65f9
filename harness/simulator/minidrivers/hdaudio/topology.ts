/** The topology miniport: from the DACs to the speakers, and from the jacks through a selector to the ADCs. */
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  PCFILTER_NODE,
  type PcFilterDescriptor,
  type PcPinDescriptor,
} from '../../classdrivers/portcls/descriptors.ts';
import type { PcMiniport, PcPort } from '../../classdrivers/portcls/miniports.ts';
import { analogRange } from '../../classdrivers/portcls/wave-format.ts';
import type { Codec } from './codec.ts';
import { jackInfoChange, jackTable, type JackDescription } from './jacks.ts';
import { controlChange, muteTable, muxTable, volumeTable } from './nodes.ts';

/** PinIds. */
export const TOPOLOGY_PIN = { WAVE_IN: 0, SPEAKER: 1, MICROPHONE: 2, LINE: 3, WAVE_OUT: 4 } as const;
/** NodeIds. */
export const TOPOLOGY_NODE = {
  VOLUME: 0,
  MUTE: 1,
  MICROPHONE_VOLUME: 2,
  LINE_VOLUME: 3,
  MUX: 4,
  CAPTURE_MUTE: 5,
} as const;

/** A pin that is wired: no client opens it (PCLS-064). */
function bridge(dataFlow: number, category: string): PcPinDescriptor {
  return {
    maxGlobalInstanceCount: 0,
    maxFilterInstanceCount: 0,
    minFilterInstanceCount: 0,
    ksPinDescriptor: {
      dataRanges: [analogRange],
      dataFlow,
      communication: KSPIN_COMMUNICATION.NONE,
      category: ksGuid(category),
    },
  };
}

const pins: readonly PcPinDescriptor[] = [
  bridge(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO'),
  bridge(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_SPEAKER'),
  bridge(KSPIN_DATAFLOW.IN, 'KSNODETYPE_MICROPHONE'),
  bridge(KSPIN_DATAFLOW.IN, 'KSNODETYPE_LINE_CONNECTOR'),
  bridge(KSPIN_DATAFLOW.OUT, 'KSCATEGORY_AUDIO'),
];

/** From one node (or pin of the filter) to another; inputs of nodes are counted from 1, their output is 0. */
const link = (fromNode: number, fromNodePin: number, toNode: number, toNodePin: number) => ({
  fromNode,
  fromNodePin,
  toNode,
  toNodePin,
});

const connections = [
  link(PCFILTER_NODE, TOPOLOGY_PIN.WAVE_IN, TOPOLOGY_NODE.VOLUME, 1),
  link(TOPOLOGY_NODE.VOLUME, 0, TOPOLOGY_NODE.MUTE, 1),
  link(TOPOLOGY_NODE.MUTE, 0, PCFILTER_NODE, TOPOLOGY_PIN.SPEAKER),
  link(PCFILTER_NODE, TOPOLOGY_PIN.MICROPHONE, TOPOLOGY_NODE.MICROPHONE_VOLUME, 1),
  link(TOPOLOGY_NODE.MICROPHONE_VOLUME, 0, TOPOLOGY_NODE.MUX, 1),
  link(PCFILTER_NODE, TOPOLOGY_PIN.LINE, TOPOLOGY_NODE.LINE_VOLUME, 1),
  link(TOPOLOGY_NODE.LINE_VOLUME, 0, TOPOLOGY_NODE.MUX, 2),
  link(TOPOLOGY_NODE.MUX, 0, TOPOLOGY_NODE.CAPTURE_MUTE, 1),
  link(TOPOLOGY_NODE.CAPTURE_MUTE, 0, PCFILTER_NODE, TOPOLOGY_PIN.WAVE_OUT),
];

/** IMiniportTopology of the codec. */
export class TopologyMiniport implements PcMiniport {
  readonly description: PcFilterDescriptor;
  readonly #jacks: ReadonlyMap<number, JackDescription>;
  #port: PcPort | null = null;

  constructor(codec: Codec) {
    const { jacks } = codec;
    // Lime, pink and light blue, on the rear panel.
    this.#jacks = new Map([
      [TOPOLOGY_PIN.SPEAKER, { jack: jacks.speaker, channelMapping: 0x3, color: 0x00_99_ff_99, geoLocation: 1 }],
      [TOPOLOGY_PIN.MICROPHONE, { jack: jacks.microphone, channelMapping: 0x3, color: 0x00_99_99_ff, geoLocation: 1 }],
      [TOPOLOGY_PIN.LINE, { jack: jacks.line, channelMapping: 0x3, color: 0x00_ff_cc_99, geoLocation: 1 }],
    ]);
    const changed = (node: number): void => {
      this.#port?.generateEventList({ ...controlChange, node });
    };
    const { speaker, microphone, line, capture } = codec;
    this.description = {
      automationTable: jackTable(pins.length, this.#jacks),
      pins,
      nodes: [
        { type: ksGuid('KSNODETYPE_VOLUME'), automationTable: volumeTable(speaker, changed) },
        { type: ksGuid('KSNODETYPE_MUTE'), automationTable: muteTable(speaker, changed) },
        { type: ksGuid('KSNODETYPE_VOLUME'), automationTable: volumeTable(microphone, changed) },
        { type: ksGuid('KSNODETYPE_VOLUME'), automationTable: volumeTable(line, changed) },
        { type: ksGuid('KSNODETYPE_MUX'), automationTable: muxTable(2, codec, changed) },
        { type: ksGuid('KSNODETYPE_MUTE'), automationTable: muteTable(capture, changed) },
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
