/** The WaveRT miniport: streams to the DACs and from the ADCs. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { multipleItem } from '../../classdrivers/ks/answers.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { VT } from '../../classdrivers/ks/values.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { answerLongs, answerSupport, guidBytes, pcAnswer, verbs } from '../../classdrivers/portcls/answers.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  PCFILTER_NODE,
  type PcAutomationTable,
  type PcFilterDescriptor,
  type PcPinDescriptor,
  type PcPropertyRequest,
} from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import type {
  PcMiniportWaveRT,
  PcMiniportWaveRTStream,
  PcPortWaveRTStream,
} from '../../classdrivers/portcls/miniports.ts';
import { analogRange, parseWave, pcmFormat, pcmRange } from '../../classdrivers/portcls/wave-format.ts';
import type { Codec } from './codec.ts';
import { CaptureStream, RenderStream } from './stream.ts';

/** PinIds. */
export const WAVE_PIN = { RENDER: 0, RENDER_BRIDGE: 1, CAPTURE: 2, CAPTURE_BRIDGE: 3 } as const;
/** NodeIds. */
export const WAVE_NODE = { SRC: 0, DAC: 1, ADC: 2 } as const;

/** What the converters can do, the format of choice first. */
const modes = [
  { bits: 16, rate: 48_000 },
  { bits: 16, rate: 44_100 },
  { bits: 16, rate: 96_000 },
  { bits: 24, rate: 48_000 },
  { bits: 24, rate: 96_000 },
] as const;
const dataRanges = modes.map(({ bits, rate }) =>
  pcmRange({ maxChannels: 2, minBits: bits, maxBits: bits, minRate: rate, maxRate: rate }),
);
const streaming: ReadonlySet<number> = new Set([WAVE_PIN.RENDER, WAVE_PIN.CAPTURE]);

function streamPin(dataFlow: number, category: string): PcPinDescriptor {
  return {
    maxGlobalInstanceCount: 1,
    maxFilterInstanceCount: 1,
    minFilterInstanceCount: 0,
    ksPinDescriptor: { dataRanges, dataFlow, communication: KSPIN_COMMUNICATION.SINK, category: ksGuid(category) },
  };
}

function bridgePin(dataFlow: number): PcPinDescriptor {
  return {
    maxGlobalInstanceCount: 0,
    maxFilterInstanceCount: 0,
    minFilterInstanceCount: 0,
    ksPinDescriptor: {
      dataRanges: [analogRange],
      dataFlow,
      communication: KSPIN_COMMUNICATION.NONE,
      category: ksGuid('KSCATEGORY_AUDIO'),
    },
  };
}

const link = (fromNode: number, fromNodePin: number, toNode: number, toNodePin: number) => ({
  fromNode,
  fromNodePin,
  toNode,
  toNodePin,
});

/** Signal-processing modes: none on bridge pins (PCLS-093). */
const modesTable: PcAutomationTable = {
  properties: [
    {
      ...ksItem('KSPROPERTY_AUDIOSIGNALPROCESSING_MODES'),
      ...verbs({
        instance: 8,
        get: (request) => {
          const pin = request.instance.u32(0);
          if (pin > WAVE_PIN.CAPTURE_BRIDGE) return STATUS.STATUS_INVALID_PARAMETER;
          const offered = ['AUDIO_SIGNALPROCESSINGMODE_DEFAULT', 'AUDIO_SIGNALPROCESSINGMODE_RAW'];
          return pcAnswer(
            request,
            multipleItem(streaming.has(pin) ? offered.map((name) => guidBytes(ksGuid(name))) : []),
          );
        },
      }),
    },
  ],
};

/** The stream that a request for a per-stream node came through; a filter has none (PCLS-031). */
const streamOf = (request: PcPropertyRequest): RenderStream | CaptureStream | undefined => {
  const { minorTarget } = request;
  return minorTarget instanceof RenderStream || minorTarget instanceof CaptureStream ? minorTarget : undefined;
};

/** The rate at which a converter of the stream runs. */
const samplingRate: PcAutomationTable = {
  properties: [
    {
      ...ksItem('KSPROPERTY_AUDIO_SAMPLING_RATE'),
      ...verbs({
        values: { type: VT.UI4, members: [] },
        get: (request) => {
          const stream = streamOf(request);
          return stream === undefined
            ? STATUS.STATUS_INVALID_DEVICE_REQUEST
            : answerLongs(request, stream.wave.rate);
        },
      }),
    },
  ],
};

/** The speakers that the DACs feed. */
function channelConfig(codec: Codec): PcAutomationTable {
  return {
    properties: [
      {
        ...ksItem('KSPROPERTY_AUDIO_CHANNEL_CONFIG'),
        ...verbs({
          size: 4,
          support: (request) => answerSupport(request),
          get: (request) => answerLongs(request, codec.speakers),
          set: ({ value }) => {
            const wanted = value.u32(0);
            // Stereo, or mono on the front centre.
            if (wanted !== 0x3 && wanted !== 0x4) return STATUS.STATUS_INVALID_PARAMETER;
            codec.speakers = wanted;
            return STATUS.STATUS_SUCCESS;
          },
        }),
      },
      ...(samplingRate.properties ?? []),
    ],
  };
}

/** IMiniportWaveRT of the controller. */
export class WaveMiniport implements PcMiniportWaveRT {
  readonly description: PcFilterDescriptor;
  readonly #adapter: PcAdapter;

  constructor(adapter: PcAdapter, codec: Codec) {
    this.#adapter = adapter;
    this.description = {
      automationTable: modesTable,
      pins: [
        streamPin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO'),
        bridgePin(KSPIN_DATAFLOW.OUT),
        streamPin(KSPIN_DATAFLOW.OUT, 'PINNAME_CAPTURE'),
        bridgePin(KSPIN_DATAFLOW.IN),
      ],
      nodes: [
        { type: ksGuid('KSNODETYPE_SRC'), automationTable: samplingRate },
        { type: ksGuid('KSNODETYPE_DAC'), automationTable: channelConfig(codec) },
        { type: ksGuid('KSNODETYPE_ADC'), automationTable: samplingRate },
      ],
      connections: [
        link(PCFILTER_NODE, WAVE_PIN.RENDER, WAVE_NODE.SRC, 1),
        link(WAVE_NODE.SRC, 0, WAVE_NODE.DAC, 1),
        link(WAVE_NODE.DAC, 0, PCFILTER_NODE, WAVE_PIN.RENDER_BRIDGE),
        link(PCFILTER_NODE, WAVE_PIN.CAPTURE_BRIDGE, WAVE_NODE.ADC, 1),
        link(WAVE_NODE.ADC, 0, PCFILTER_NODE, WAVE_PIN.CAPTURE),
      ],
      categories: ['KSCATEGORY_AUDIO', 'KSCATEGORY_RENDER', 'KSCATEGORY_CAPTURE', 'KSCATEGORY_REALTIME'].map(ksGuid),
    };
  }

  newStream(
    port: PcPortWaveRTStream,
    _pin: number,
    capture: boolean,
    format: Uint8Array,
  ): PcMiniportWaveRTStream | number {
    const wave = parseWave(format);
    if (wave === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    return capture ? new CaptureStream(this.#adapter, port, wave) : new RenderStream(this.#adapter, port, wave);
  }

  preferredFormat(pin: number): Uint8Array | undefined {
    const [first] = modes;
    return streaming.has(pin) ? pcmFormat({ channels: 2, ...first }) : undefined;
  }
}
