/**
 * The analogue mixer of the sound card: a topology filter with tone, equaliser and effects before the speakers, and a
 * selector with gain control behind the inputs.
 */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { VT } from '../../classdrivers/ks/values.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { answerLongs, longs, pcAnswer, verbs } from '../../classdrivers/portcls/answers.ts';
import {
  KSPIN_DATAFLOW,
  PCFILTER_NODE,
  type PcAutomationTable,
  type PcFilterDescriptor,
  type PcNodeDescriptor,
  type PcPropertyItem,
} from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import type { PcMiniport, PcPort } from '../../classdrivers/portcls/miniports.ts';
import {
  channelInstance,
  channelItem,
  channelsOf,
  channelTable,
  controlChange,
  muteTable,
  selectorTable,
  volumeTable,
  type ControlChanged,
} from '../audio/channel-controls.ts';
import { amplifier, clampToStep, describeChannels, levels, switches, TONE } from '../audio/channel-values.ts';
import { bridgePin, link } from '../audio/filter-parts.ts';
import { peakMeterTable } from '../audio/peak-meter.ts';
import { cellItem, partItem, resetItem, switchItem, type Cell } from '../audio/state-items.ts';

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

/** Centre frequencies of the equaliser in Hz. */
const bands = [60, 250, 1000, 4000, 12_000];

/** The equaliser: levels of every band, for each channel (PCLS-144). */
function equalizerTable(): PcAutomationTable {
  const described = levels(TONE);
  const channels = described.values.map(() => bands.map(() => 0));
  const item = (name: string, values: (channel: readonly number[]) => readonly number[], settable = false): PcPropertyItem => ({
    ...ksItem(name),
    ...verbs({
      instance: channelInstance,
      size: bands.length * 4,
      values: settable ? describeChannels(described) : { type: VT.UI4, members: [] },
      get: (request) => {
        const [first] = channelsOf(request, channels.length);
        const channel = first === undefined ? undefined : channels[first];
        return channel === undefined ? STATUS.STATUS_INVALID_PARAMETER : answerLongs(request, ...values(channel));
      },
      ...(settable && {
        set: (request) => {
          const wanted = bands.map((_, band) => clampToStep(request.value.i32(band * 4), TONE));
          const targets = channelsOf(request, channels.length);
          for (const channel of targets) channels[channel] = wanted;
          return targets.length === 0 ? STATUS.STATUS_INVALID_PARAMETER : STATUS.STATUS_SUCCESS;
        },
      }),
    }),
  });
  return {
    properties: [
      item('KSPROPERTY_AUDIO_NUM_EQ_BANDS', () => [bands.length]),
      item('KSPROPERTY_AUDIO_EQ_BANDS', () => bands),
      item('KSPROPERTY_AUDIO_EQ_LEVEL', (channel) => channel, true),
    ],
  };
}

/** Rates and depths are steps of 1/256 below 256; the level goes from nothing to 100 %. */
const isStep = (value: number): boolean => value >= 0 && value <= 0xff_ff00 && value % 0x100 === 0;

function chorusTable(): PcAutomationTable {
  return {
    properties: [
      cellItem('KSPROPERTY_AUDIO_CHORUS_LEVEL', { value: 0x8000 }, { legal: (value) => value >= 0 && value <= 0x1_0000 }),
      cellItem('KSPROPERTY_AUDIO_CHORUS_MODULATION_RATE', { value: 0x1_0000 }, { legal: isStep }),
      cellItem('KSPROPERTY_AUDIO_CHORUS_MODULATION_DEPTH', { value: 0x4000 }, { legal: isStep }),
    ],
  };
}

/** KSTIME is a LONGLONG of units, and Numerator / Denominator of 100 ns: no channel is delayed at first. */
function delayTable(): PcAutomationTable {
  const times = [longs(0, 0, 1, 1), longs(0, 0, 1, 1)];
  const item = partItem('KSPROPERTY_AUDIO_DELAY', ({ instance }) => times[instance.u32(0)], {
    instance: channelInstance,
    offset: 0,
    size: 16,
    // The line holds a second; a scale without a denominator is none.
    legal: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const [units, numerator, denominator] = [view.getBigInt64(0, true), view.getUint32(8, true), view.getUint32(12, true)];
      return denominator !== 0 && numerator !== 0 && units >= 0n && (units * BigInt(numerator)) / BigInt(denominator) <= 10_000_000n;
    },
  });
  return { properties: [item] };
}

/** Compressions of quiet and loud parts in per cent; none at first (PCLS-147). */
function dynamicRange(): PcPropertyItem {
  return partItem('KSPROPERTY_AUDIO_DYNAMIC_RANGE', new Uint8Array(8), {
    offset: 0,
    size: 8,
    legal: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      return view.getUint32(0, true) <= 100 && view.getUint32(4, true) <= 100;
    },
  });
}

/** The surround decoder: speakers of its output, and whether it decodes at all (PCLS-043). */
function decoderTable(): PcAutomationTable {
  const speakers: Cell = { value: 0x107 };
  const enabled: Cell = { value: 0 };
  return {
    properties: [
      // Left, right, centre and back; left, right and back; or plain stereo.
      cellItem('KSPROPERTY_AUDIO_CHANNEL_CONFIG', speakers, { legal: (value) => [0x107, 0x103, 0x3].includes(value) }),
      switchItem('KSPROPERTY_TOPOLOGYNODE_ENABLE', enabled),
      resetItem(() => {
        [speakers.value, enabled.value] = [0x107, 0];
        return STATUS.STATUS_SUCCESS;
      }),
    ],
  };
}

/** KSPROPERTY_AUDIO_DEV_SPECIFIC: a word of the hardware that its control panel knows. */
function specificTable(): PcAutomationTable {
  let word = longs(0x1234);
  return {
    properties: [
      {
        ...ksItem('KSPROPERTY_AUDIO_DEV_SPECIFIC'),
        ...verbs({
          instance: 16,
          size: 4,
          get: (request) => pcAnswer(request, word),
          set: ({ value }) => {
            word = longs(value.u32(0));
            return STATUS.STATUS_SUCCESS;
          },
        }),
      },
    ],
  };
}

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
    node('KSNODETYPE_PEAKMETER', peakMeterTable(adapter, ['KSPROPERTY_AUDIO_PEAKMETER', 'KSPROPERTY_AUDIO_PEAKMETER2'])),
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
