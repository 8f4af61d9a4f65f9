/**
 * The analogue mixer of the sound card: a topology filter with tone, equaliser and effects before the speakers, and a
 * selector with gain control behind the inputs.
 */
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { longs } from '../../classdrivers/portcls/answers.ts';
import {
  KSPIN_DATAFLOW,
  PCFILTER_NODE,
  type PcAutomationTable,
  type PcFilterDescriptor,
  type PcNodeDescriptor,
} from '../../classdrivers/portcls/descriptors.ts';
import type { PcMiniport, PcPort } from '../../classdrivers/portcls/miniports.ts';
import {
  channelItem,
  channelTable,
  controlChange,
  muteTable,
  selectorTable,
  volumeTable,
  type ControlChanged,
} from '../../classdrivers/portcls/parts/channel-controls.ts';
import { amplifier, levels, switches, TONE } from '../../classdrivers/portcls/parts/channel-values.ts';
import { bridgePin, link } from '../../classdrivers/portcls/parts/filter-parts.ts';
import { peakMeterTable } from '../../classdrivers/portcls/parts/peak-meter.ts';
import { cellItem, partItem, switchItem } from '../../classdrivers/portcls/parts/state-items.ts';
import { chorusTable, decoderTable, delayTable, dynamicRange, equalizerTable, specificTable } from '../../classdrivers/portcls/sets/mixer-effects.ts';
import { PeakMeter } from '../../hardware/audio/meter.ts';

/** PinIds. */
export const MIXER_PIN = { WAVE_IN: 0, SPEAKER: 1, HEADPHONES: 2, MICROPHONE: 3, CD: 4, WAVE_OUT: 5 } as const;
/** NodeIds, in the order in which the sound passes them. */
export const MIXER_NODE = {
  TONE: 0,
  EQUALIZER: 1,
  LOUDNESS: 2,
  CHORUS: 3,
  DELAY: 4,
  WIDE: 5,
  SURROUND_ENCODER: 6,
  SURROUND_DECODER: 7,
  VOLUME: 8,
  MUTE: 9,
  PEAK_METER: 10,
  DEMUX: 11,
  MUX: 12,
  GAIN_CONTROL: 13,
  SPECIFIC: 14,
} as const;

function makeNodes(adapter: PcAdapter, changed: ControlChanged): readonly PcNodeDescriptor[] {
  const master = amplifier();
  const node = (type: string, automationTable: PcAutomationTable): PcNodeDescriptor => ({ type: ksGuid(type), automationTable });
  return [
    node('KSNODETYPE_TONE', channelTable(changed, {
      KSPROPERTY_AUDIO_BASS: levels(TONE),
      KSPROPERTY_AUDIO_MID: levels(TONE),
      KSPROPERTY_AUDIO_TREBLE: levels(TONE),
      KSPROPERTY_AUDIO_BASS_BOOST: switches(),
    })),
    node('KSNODETYPE_EQUALIZER', equalizerTable()),
    node('KSNODETYPE_LOUDNESS', { properties: [channelItem('KSPROPERTY_AUDIO_LOUDNESS', switches()), dynamicRange()] }),
    node('KSNODETYPE_CHORUS', chorusTable()),
    node('KSNODETYPE_DELAY', delayTable()),
    node('KSNODETYPE_STEREO_WIDE', {
      properties: [cellItem('KSPROPERTY_AUDIO_WIDENESS', { value: 0x1_0000 }, { legal: (value) => value >= 0 && value <= 0x2_0000 })],
    }),
    node('KSNODETYPE_PROLOGIC_ENCODER', { properties: [switchItem('KSPROPERTY_AUDIO_SURROUND_ENCODE', { value: 0 })] }),
    node('KSNODETYPE_PROLOGIC_DECODER', decoderTable()),
    node('KSNODETYPE_VOLUME', volumeTable(master, changed)),
    node('KSNODETYPE_MUTE', muteTable(master, changed)),
    node('KSNODETYPE_PEAKMETER', peakMeterTable(() => new PeakMeter(adapter), ['KSPROPERTY_AUDIO_PEAKMETER', 'KSPROPERTY_AUDIO_PEAKMETER2'])),
    node('KSNODETYPE_DEMUX', selectorTable('KSPROPERTY_AUDIO_DEMUX_DEST', { first: 1, count: 2 }, { selected: 1 }, changed)),
    node('KSNODETYPE_MUX', selectorTable('KSPROPERTY_AUDIO_MUX_SOURCE', { first: 1, count: 2 }, { selected: 1 }, changed)),
    node('KSNODETYPE_AGC', channelTable(changed, { KSPROPERTY_AUDIO_AGC: switches() })),
    node('KSNODETYPE_DEV_SPECIFIC', specificTable()),
  ];
}

/** Nodes that pass sound on one after the other, from a pin of the filter. */
const chain = (from: number, ...nodes: readonly number[]) =>
  nodes.map((to, i) => (i === 0 ? link(PCFILTER_NODE, from, to, 1) : link(nodes[i - 1] ?? to, 0, to, 1)));

const N = MIXER_NODE;
const connections = [
  ...chain(MIXER_PIN.WAVE_IN, N.TONE, N.EQUALIZER, N.LOUDNESS, N.CHORUS, N.DELAY, N.WIDE, N.SURROUND_ENCODER),
  ...[N.SURROUND_DECODER, N.VOLUME, N.MUTE, N.PEAK_METER].map((to) => link(to - 1, 0, to, 1)),
  // The demultiplexer: input 0, outputs 1 and 2.
  link(N.PEAK_METER, 0, N.DEMUX, 0),
  link(N.DEMUX, 1, PCFILTER_NODE, MIXER_PIN.SPEAKER),
  link(N.DEMUX, 2, PCFILTER_NODE, MIXER_PIN.HEADPHONES),
  link(PCFILTER_NODE, MIXER_PIN.MICROPHONE, N.MUX, 1),
  link(PCFILTER_NODE, MIXER_PIN.CD, N.MUX, 2),
  link(N.MUX, 0, N.GAIN_CONTROL, 1),
  link(N.GAIN_CONTROL, 0, N.SPECIFIC, 1),
  link(N.SPECIFIC, 0, PCFILTER_NODE, MIXER_PIN.WAVE_OUT),
];

/** IMiniportTopology of the mixer. */
export class MixerMiniport implements PcMiniport {
  readonly description: PcFilterDescriptor;
  #port: PcPort | null = null;

  constructor(adapter: PcAdapter) {
    const changed: ControlChanged = (node) => {
      this.#port?.generateEventList({ ...controlChange, node });
    };
    this.description = {
      automationTable: {
        properties: [
          // What its digital output says of copies.
          partItem('KSPROPERTY_AUDIO_COPY_PROTECTION', longs(0, 1), {
            offset: 0,
            size: 8,
            legal: (bytes) => [0, 4].every((i) => [0, 1].includes(new DataView(bytes.buffer, bytes.byteOffset).getUint32(i, true))),
          }),
        ],
      },
      pins: [
        bridgePin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO'),
        bridgePin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_SPEAKER'),
        bridgePin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_HEADPHONES'),
        bridgePin(KSPIN_DATAFLOW.IN, 'KSNODETYPE_MICROPHONE'),
        bridgePin(KSPIN_DATAFLOW.IN, 'KSNODETYPE_CD_PLAYER'),
        bridgePin(KSPIN_DATAFLOW.OUT, 'KSCATEGORY_AUDIO'),
      ],
      nodes: makeNodes(adapter, changed),
      connections,
      categories: ['KSCATEGORY_TOPOLOGY', 'KSCATEGORY_AUDIO'].map(ksGuid),
    };
  }

  init(port: PcPort): void {
    this.#port = port;
  }
}
