/** The WaveRT miniport: streams to the DACs and from the ADCs. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { VT } from '../../classdrivers/ks/values.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { longs } from '../../classdrivers/portcls/answers.ts';
import {
  KSPIN_DATAFLOW,
  PCFILTER_NODE,
  type PcFilterDescriptor,
  type PcPropertyRequest,
} from '../../classdrivers/portcls/descriptors.ts';
import type {
  PcMiniportWaveRT,
  PcMiniportWaveRTStream,
  PcPortWaveRTStream,
} from '../../classdrivers/portcls/miniports.ts';
import { parseWave, pcmFormat, pcmRange } from '../../classdrivers/portcls/wave-format.ts';
import { bridgePin, link, streamPin } from '../../classdrivers/portcls/parts/filter-parts.ts';
import { processingItems } from '../../classdrivers/portcls/parts/processing-modes.ts';
import { cellItem, readItem } from '../../classdrivers/portcls/parts/state-items.ts';
import { CaptureStream, RenderStream } from '../../classdrivers/portcls/parts/wavert-streams.ts';
import { audioController } from '../../hardware/audio/controller.ts';
import type { Codec } from './codec.ts';

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

const pins = [
  streamPin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO', dataRanges),
  bridgePin(KSPIN_DATAFLOW.OUT, 'KSCATEGORY_AUDIO'),
  streamPin(KSPIN_DATAFLOW.OUT, 'PINNAME_CAPTURE', dataRanges),
  bridgePin(KSPIN_DATAFLOW.IN, 'KSCATEGORY_AUDIO'),
];

/** Processing of the streams: what is raw is left alone, what is not gets bass on its way to the speakers (PCLS-105). */
const processing = processingItems(pins.length, new Map([
  [WAVE_PIN.RENDER, { AUDIO_SIGNALPROCESSINGMODE_DEFAULT: ['AUDIO_EFFECT_TYPE_BASS_BOOST'], AUDIO_SIGNALPROCESSINGMODE_RAW: [] }],
  [WAVE_PIN.CAPTURE, { AUDIO_SIGNALPROCESSINGMODE_DEFAULT: [], AUDIO_SIGNALPROCESSINGMODE_RAW: [] }],
]));

/** The rate at which a converter of the stream runs; a filter has none (PCLS-031). */
const samplingRate = readItem(
  'KSPROPERTY_AUDIO_SAMPLING_RATE',
  ({ minorTarget }: PcPropertyRequest) =>
    minorTarget instanceof RenderStream || minorTarget instanceof CaptureStream
      ? longs(minorTarget.wave.rate)
      : STATUS.STATUS_INVALID_DEVICE_REQUEST,
  { values: { type: VT.UI4, members: [] } },
);

/** IMiniportWaveRT of the controller. */
export class WaveMiniport implements PcMiniportWaveRT {
  readonly description: PcFilterDescriptor;
  readonly #adapter: PcAdapter;

  constructor(adapter: PcAdapter, codec: Codec) {
    this.#adapter = adapter;
    // Stereo, or mono on the front centre.
    const speakers = cellItem('KSPROPERTY_AUDIO_CHANNEL_CONFIG', codec.speakers, {
      legal: (value) => value === 0x3 || value === 0x4,
    });
    this.description = {
      automationTable: { properties: processing },
      pins,
      nodes: [
        { type: ksGuid('KSNODETYPE_SRC'), automationTable: { properties: [samplingRate] } },
        { type: ksGuid('KSNODETYPE_DAC'), automationTable: { properties: [speakers, samplingRate] } },
        { type: ksGuid('KSNODETYPE_ADC'), automationTable: { properties: [samplingRate] } },
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
    const Stream = capture ? CaptureStream : RenderStream;
    return new Stream(this.#adapter, port, wave, audioController(this.#adapter), { registers: true });
  }

  preferredFormat(pin: number): Uint8Array | undefined {
    const [first] = modes;
    return pin === WAVE_PIN.RENDER || pin === WAVE_PIN.CAPTURE ? pcmFormat({ channels: 2, ...first }) : undefined;
  }
}
