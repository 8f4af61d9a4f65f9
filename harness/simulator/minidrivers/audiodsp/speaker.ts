/** The speaker of the DSP: a wave filter with an audio engine, and the topology filter that it leads to. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { longs } from '../../classdrivers/portcls/answers.ts';
import { KSPIN_DATAFLOW, PCFILTER_NODE, PCEVENT_ITEM_FLAG, type PcAutomationTable } from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import { pcmFormat, pcmRange } from '../../classdrivers/portcls/wave-format.ts';
import { muteTable, volumeTable } from '../../classdrivers/portcls/parts/channel-controls.ts';
import { amplifier } from '../../classdrivers/portcls/parts/channel-values.ts';
import { EndpointTopology } from '../../classdrivers/portcls/parts/endpoint-topology.ts';
import { bridgePin, link, streamPin } from '../../classdrivers/portcls/parts/filter-parts.ts';
import { processingItems } from '../../classdrivers/portcls/parts/processing-modes.ts';
import { cellItem, partItem, readItem, setItem } from '../../classdrivers/portcls/parts/state-items.ts';
import { RenderStream } from '../../classdrivers/portcls/parts/wavert-streams.ts';
import { WaveFilter } from '../../classdrivers/portcls/parts/wave-filter.ts';
import { engineNode } from '../../classdrivers/portcls/sets/audio-engine.ts';
import { EngineStream, LoopbackStream } from './engine-streams.ts';
import { moduleItems } from './modules.ts';
import { PeakMeter } from '../../hardware/audio/meter.ts';
import { audioController } from '../../hardware/audio/controller.ts';

/** PinIds. */
export const SPEAKER_PIN = { HOST: 0, OFFLOAD: 1, LOOPBACK: 2, OUT: 3 } as const;
const formatChange = ksItem('KSEVENT_PINCAPS_FORMATCHANGE');
const pinInstance = 8;

const dataRanges = [
  pcmRange({ maxChannels: 2, minBits: 16, maxBits: 16, minRate: 44_100, maxRate: 48_000 }),
  pcmRange({ maxChannels: 2, minBits: 24, maxBits: 24, minRate: 96_000, maxRate: 96_000 }),
];

/** What the engine can play, the format that it mixes in first. */
const deviceFormats = [
  { channels: 2, bits: 16, rate: 48_000 },
  { channels: 2, bits: 24, rate: 96_000 },
].map((format) => pcmFormat(format));

/** What the pins for clients have of their own: modules, and how long their buffers shall be in milliseconds. */
const pinTable: PcAutomationTable = {
  properties: [
    ...moduleItems,
    setItem({ set: ksGuid('KSPROPSETID_AudioBufferDuration'), id: 1 }, 4, ({ value }) =>
      value.u32(0) >= 1 && value.u32(0) <= 1000 ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER,
    ),
  ],
};

const pins = [
  streamPin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO', dataRanges, { automationTable: pinTable }),
  streamPin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO', dataRanges, { instances: 3, automationTable: pinTable }),
  streamPin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_AUDIO_LOOPBACK', dataRanges),
  bridgePin(KSPIN_DATAFLOW.OUT, 'KSCATEGORY_AUDIO'),
];

const modes = {
  AUDIO_SIGNALPROCESSINGMODE_DEFAULT: ['AUDIO_EFFECT_TYPE_LOUDNESS_EQUALIZER', 'AUDIO_EFFECT_TYPE_BASS_BOOST'],
  AUDIO_SIGNALPROCESSINGMODE_MEDIA: ['AUDIO_EFFECT_TYPE_BASS_BOOST'],
  AUDIO_SIGNALPROCESSINGMODE_RAW: [],
};

/** The filter with the engine. */
export function speakerWave(adapter: PcAdapter): WaveFilter {
  const controller = audioController(adapter);
  const running = new Set<EngineStream>();
  const filter: WaveFilter = new WaveFilter(
    {
      automationTable: {
        properties: [
          ...processingItems(pins.length, new Map([[SPEAKER_PIN.HOST, modes], [SPEAKER_PIN.OFFLOAD, modes]])),
          ...moduleItems,
          // Loopback is tapped before volume and mute, or behind them.
          readItem(
            'KSPROPERTY_AUDIOLOOPBACK_TAPPOINT_CAPS',
            ({ instance }) => (instance.u32(0) === SPEAKER_PIN.LOOPBACK ? longs(3) : STATUS.STATUS_NOT_SUPPORTED),
            { instance: pinInstance },
          ),
          // Turned by no quarter, or by one, two, three.
          cellItem('KSPROPERTY_AUDIOPOSTURE_ORIENTATION', { value: 0 }, { legal: (value) => value >= 0 && value <= 3 }),
          // Whether a group holds the resources: a BOOL, and the name of the group.
          setItem(ksItem('KSPROPERTY_AUDIORESOURCEMANAGEMENT_RESOURCEGROUP'), 516, ({ value }) =>
            value.u32(0) <= 1 ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER,
          ),
        ],
        events: [{ ...formatChange, flags: PCEVENT_ITEM_FLAG.ENABLE | PCEVENT_ITEM_FLAG.BASICSUPPORT }],
      },
      pins,
      nodes: [
        engineNode({
          formats: deviceFormats,
          bufferRange: [0.01, 2],
          pins: { host: SPEAKER_PIN.HOST, offload: SPEAKER_PIN.OFFLOAD, loopback: SPEAKER_PIN.LOOPBACK },
          master: amplifier(),
          meter: new PeakMeter(adapter),
          streamOf: ({ minorTarget }) => (minorTarget instanceof EngineStream ? minorTarget : undefined),
          formatChanged: () => {
            filter.raise({ ...formatChange, pin: SPEAKER_PIN.HOST });
          },
        }),
      ],
      // Inputs 1 and 2 of the engine, outputs 0 and 3.
      connections: [
        link(PCFILTER_NODE, SPEAKER_PIN.HOST, 0, 1),
        link(PCFILTER_NODE, SPEAKER_PIN.OFFLOAD, 0, 2),
        link(0, 0, PCFILTER_NODE, SPEAKER_PIN.OUT),
        link(0, 3, PCFILTER_NODE, SPEAKER_PIN.LOOPBACK),
      ],
      categories: ['KSCATEGORY_AUDIO', 'KSCATEGORY_RENDER', 'KSCATEGORY_REALTIME'].map(ksGuid),
    },
    (port, wave, pin) => {
      if (pin === SPEAKER_PIN.HOST) return new RenderStream(adapter, port, wave, controller);
      if (pin === SPEAKER_PIN.LOOPBACK) {
        return new LoopbackStream(adapter, port, wave, controller, () => [...running].some(({ protection }) => protection.value !== 0));
      }
      return new EngineStream(adapter, port, wave, controller, { running });
    },
  );
  return filter;
}

/** The speaker itself: built in, so always connected. */
export function speakerTopology(): EndpointTopology {
  const master = amplifier();
  return new EndpointTopology({
    pins: [bridgePin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO'), bridgePin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_SPEAKER')],
    jacks: new Map([
      [1, { jack: { connected: true }, channelMapping: 0x3, color: 0, geoLocation: 3, connectionType: 7, presence: false }],
    ]),
    nodes: (changed) => [
      { type: ksGuid('KSNODETYPE_VOLUME'), automationTable: volumeTable(master, changed) },
      { type: ksGuid('KSNODETYPE_MUTE'), automationTable: muteTable(master, changed) },
    ],
    connections: [link(PCFILTER_NODE, 0, 0, 1), link(0, 0, 1, 1), link(1, 0, PCFILTER_NODE, 1)],
    properties: [partItem('KSPROPERTY_AUDIO_COPY_PROTECTION', longs(0, 1), { offset: 0, size: 8, legal: copyFlags })],
  });
}

const copyFlags = (bytes: Uint8Array): boolean =>
  [0, 4].every((at) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true) <= 1);
