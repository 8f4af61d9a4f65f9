/** The microphones of the DSP: echo cancellation and noise suppression on the way in, and a keyword spotter beside. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { VT } from '../../classdrivers/ks/values.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { guidBytes, longs } from '../../classdrivers/portcls/answers.ts';
import {
  KSPIN_DATAFLOW,
  PCFILTER_NODE,
  type PcAutomationTable,
  type PcNodeDescriptor,
  type PcPropertyItem,
  type PcPropertyRequest,
} from '../../classdrivers/portcls/descriptors.ts';
import { pcmRange } from '../../classdrivers/portcls/wave-format.ts';
import { EndpointTopology } from '../../classdrivers/portcls/parts/endpoint-topology.ts';
import { bridgePin, link, streamPin } from '../../classdrivers/portcls/parts/filter-parts.ts';
import { processingItems } from '../../classdrivers/portcls/parts/processing-modes.ts';
import { cellItem, partItem, readItem, resetItem, switchItem, type Cell } from '../../classdrivers/portcls/parts/state-items.ts';
import { CaptureStream } from '../../classdrivers/portcls/parts/wavert-streams.ts';
import { WaveFilter } from '../../classdrivers/portcls/parts/wave-filter.ts';
import { KeywordSpotter } from '../../classdrivers/portcls/sets/sound-detector.ts';
import { keywordSpoken } from '../../hardware/audio/voice.ts';
import { audioController } from '../../hardware/audio/controller.ts';

/** PinIds. */
export const MICROPHONE_PIN = { CAPTURE: 0, IN: 1, KEYWORD: 2, REFERENCE_IN: 3, REFERENCE_OUT: 4 } as const;
/** NodeIds. */
export const MICROPHONE_NODE = { ECHO: 0, NOISE: 1 } as const;
const pinInstance = 8;
/** KSNODEPIN_AEC_*. */
const AEC = { RENDER_OUT: 0, RENDER_IN: 1, CAPTURE_IN: 2, CAPTURE_OUT: 3 } as const;
/** KSAUDIO_CPU_RESOURCES_NOT_HOST_CPU. */
const inHardware = 0x7fff_ffff;

/** A stream of the microphones; how its echo is cancelled is its own. */
export class VoiceStream extends CaptureStream {
  /** AEC_MODE_PASS_THROUGH, and no noise filled in (PCLS-151). */
  readonly mode: Cell = { value: 0 };
  readonly noiseFill: Cell = { value: 0 };
}

const streamOf = ({ minorTarget }: PcPropertyRequest): VoiceStream | undefined =>
  minorTarget instanceof VoiceStream ? minorTarget : undefined;

/** What both nodes have: where they run, by which algorithm, and whether they run at all. */
function effectItems(reset: (request: PcPropertyRequest) => void): readonly PcPropertyItem[] {
  const enabled: Cell = { value: 1 };
  return [
    readItem('KSPROPERTY_AUDIO_CPU_RESOURCES', () => longs(inHardware)),
    partItem('KSPROPERTY_AUDIO_ALGORITHM_INSTANCE', guidBytes('{BF963D80-C559-11D0-8A2B-00A0C9255AC1}'), { offset: 0, size: 16 }),
    switchItem('KSPROPERTY_TOPOLOGYNODE_ENABLE', enabled),
    resetItem((request) => {
      enabled.value = 1;
      reset(request);
      return STATUS.STATUS_SUCCESS;
    }),
  ];
}

const nodes: readonly PcNodeDescriptor[] = [
  {
    type: ksGuid('KSNODETYPE_ACOUSTIC_ECHO_CANCEL'),
    automationTable: {
      properties: [
        switchItem('KSPROPERTY_AEC_NOISE_FILL_ENABLE', (request) => streamOf(request)?.noiseFill),
        // Nothing is known of the echo before it is cancelled; then it converges.
        readItem('KSPROPERTY_AEC_STATUS', (request) => {
          const stream = streamOf(request);
          return stream === undefined ? STATUS.STATUS_INVALID_DEVICE_REQUEST : longs(stream.mode.value === 0 ? 0 : 9);
        }),
        cellItem('KSPROPERTY_AEC_MODE', (request) => streamOf(request)?.mode, {
          legal: (value) => value >= 0 && value <= 2,
          values: { type: VT.UI4, members: [] },
        }),
        ...effectItems((request) => {
          const stream = streamOf(request);
          if (stream !== undefined) [stream.mode.value, stream.noiseFill.value] = [0, 0];
        }),
      ],
    },
  },
  { type: ksGuid('KSNODETYPE_NOISE_SUPPRESS'), automationTable: { properties: effectItems(() => {}) } },
];

/** KSAUDIO_MIC_ARRAY_GEOMETRY: two microphones, 4 cm apart, that hear what is in front of them. */
function geometry(): Uint8Array {
  const shorts = [0x100, 0, -8000, 8000, -8000, 8000, 100, 8000, 2, 0, 0, -20, 0, 0, 0, 0, 0, 20, 0, 0, 0];
  const bytes = new Uint8Array(shorts.length * 2);
  shorts.forEach((value, i) => {
    new DataView(bytes.buffer).setInt16(i * 2, value, true);
  });
  return bytes;
}

/** Facts about the microphones behind the capture pin, and about no other pin (PCLS-104, PCLS-167). */
const aboutMicrophones = (name: string, bytes: Uint8Array): PcPropertyItem =>
  readItem(
    name,
    ({ instance }) => {
      const pin = instance.u32(0);
      if (pin >= pins.length) return STATUS.STATUS_INVALID_PARAMETER;
      return pin === MICROPHONE_PIN.CAPTURE ? bytes : STATUS.STATUS_NOT_SUPPORTED;
    },
    { instance: pinInstance },
  );

const voiceRange = [pcmRange({ maxChannels: 2, minBits: 16, maxBits: 16, minRate: 16_000, maxRate: 48_000 })];
const keywordRange = [pcmRange({ maxChannels: 1, minBits: 16, maxBits: 16, minRate: 16_000, maxRate: 16_000 })];
/** KSTIME of what the effects hold back: 5 ms. */
const latency: PcAutomationTable = {
  properties: [readItem('KSPROPERTY_AUDIO_LATENCY', () => longs(50_000, 0, 1, 1))],
};

const pins = [
  streamPin(KSPIN_DATAFLOW.OUT, 'PINNAME_CAPTURE', voiceRange, { automationTable: latency }),
  bridgePin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO'),
  streamPin(KSPIN_DATAFLOW.OUT, 'KSNODETYPE_AUDIO_KEYWORDDETECTOR', keywordRange),
  bridgePin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO'),
  bridgePin(KSPIN_DATAFLOW.OUT, 'KSCATEGORY_AUDIO'),
];

/** INTERLEAVED_AUDIO_FORMAT_INFORMATION of the keyword pin: one channel of voice, none beside it. */
const interleaved = readItem(
  'KSPROPERTY_INTERLEAVEDAUDIO_FORMATINFORMATION',
  ({ instance }) =>
    instance.u32(0) === MICROPHONE_PIN.KEYWORD ? longs(28, 1, 0, 0x4, 0, 0, 0) : STATUS.STATUS_NOT_SUPPORTED,
  { instance: pinInstance },
);

const { ECHO, NOISE } = MICROPHONE_NODE;

/** The wave filter of the microphones. */
export function microphoneWave(adapter: PcAdapter): WaveFilter {
  const controller = audioController(adapter);
  const spotter = new KeywordSpotter(keywordSpoken(adapter), (event) => {
    filter.raise(event);
  });
  const filter: WaveFilter = new WaveFilter(
    {
      automationTable: {
        properties: [
          ...processingItems(
            pins.length,
            new Map([
              [
                MICROPHONE_PIN.CAPTURE,
                {
                  AUDIO_SIGNALPROCESSINGMODE_DEFAULT: [],
                  AUDIO_SIGNALPROCESSINGMODE_COMMUNICATIONS: [
                    'AUDIO_EFFECT_TYPE_ACOUSTIC_ECHO_CANCELLATION',
                    'AUDIO_EFFECT_TYPE_NOISE_SUPPRESSION',
                  ],
                },
              ],
              [MICROPHONE_PIN.KEYWORD, { AUDIO_SIGNALPROCESSINGMODE_RAW: [] }],
            ]),
          ),
          aboutMicrophones('KSPROPERTY_AUDIO_MIC_ARRAY_GEOMETRY', geometry()),
          // −38 dBFS, −37 dBFS with its gain, and 64 dB.
          aboutMicrophones('KSPROPERTY_AUDIO_MIC_SENSITIVITY', longs(-38 * 65_536)),
          aboutMicrophones('KSPROPERTY_AUDIO_MIC_SENSITIVITY2', longs(-37 * 65_536)),
          aboutMicrophones('KSPROPERTY_AUDIO_MIC_SNR', longs(64 * 65_536)),
          interleaved,
          ...spotter.properties,
        ],
        events: spotter.events,
      },
      pins,
      nodes,
      connections: [
        link(PCFILTER_NODE, MICROPHONE_PIN.IN, ECHO, AEC.CAPTURE_IN),
        link(ECHO, AEC.CAPTURE_OUT, NOISE, 1),
        link(NOISE, 0, PCFILTER_NODE, MICROPHONE_PIN.CAPTURE),
        link(PCFILTER_NODE, MICROPHONE_PIN.REFERENCE_IN, ECHO, AEC.RENDER_IN),
        link(ECHO, AEC.RENDER_OUT, PCFILTER_NODE, MICROPHONE_PIN.REFERENCE_OUT),
        link(PCFILTER_NODE, MICROPHONE_PIN.IN, PCFILTER_NODE, MICROPHONE_PIN.KEYWORD),
      ],
      categories: ['KSCATEGORY_AUDIO', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_REALTIME'].map(ksGuid),
    },
    (port, wave, pin) =>
      pin === MICROPHONE_PIN.CAPTURE ? new VoiceStream(adapter, port, wave, controller) : new CaptureStream(adapter, port, wave, controller),
  );
  return filter;
}

/** The array itself: built in, so always connected. */
export const microphoneTopology = (): EndpointTopology =>
  new EndpointTopology({
    pins: [bridgePin(KSPIN_DATAFLOW.IN, 'KSNODETYPE_MICROPHONE_ARRAY'), bridgePin(KSPIN_DATAFLOW.OUT, 'KSCATEGORY_AUDIO')],
    jacks: new Map([
      [0, { jack: { connected: true }, channelMapping: 0x3, color: 0, geoLocation: 2, connectionType: 7, presence: false }],
    ]),
    connections: [link(PCFILTER_NODE, 0, PCFILTER_NODE, 1)],
  });
