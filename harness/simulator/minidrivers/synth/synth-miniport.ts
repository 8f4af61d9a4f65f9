/** The DirectMusic miniport of the synthesizer. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import {
  KSPIN_COMMUNICATION,
  KSPIN_DATAFLOW,
  PCFILTER_NODE,
  type KsDataRange,
  type PcAutomationTable,
  type PcFilterDescriptor,
  type PcPinDescriptor,
} from '../../classdrivers/portcls/descriptors.ts';
import { musicRange } from '../../classdrivers/portcls/music-format.ts';
import {
  DMUS_STREAM,
  type AllocatorMxf,
  type PcMiniportDMus,
  type PcNewDMusStream,
  type PcPortMusicStream,
} from '../../classdrivers/portcls/music-miniports.ts';
import { parseWave, pcmRange } from '../../classdrivers/portcls/wave-format.ts';
import { limits, type Engine } from '../../hardware/synth/engine.ts';
import { pinTable, synthTable, waveTable, type Synthesizer } from '../../classdrivers/portcls/sets/synth.ts';
import { SYNTH_PC } from '../../classdrivers/portcls/synth-properties.ts';
import { acceptable, defaults } from './port-parameters.ts';
import { SynthPort } from './synth-port.ts';
import { SynthStream } from './synth-stream.ts';
import { WaveOutput } from './wave-output.ts';

/** PinIds. */
export const SYNTH_PIN = { DIRECTMUSIC: 0, MIDI: 1, WAVE: 2 } as const;
/** NodeIds. */
export const SYNTH_NODE = { SYNTHESIZER: 0 } as const;

/** How long before its time an event is wanted, in 100 ns. */
const prefetch = 100_000;
/** Clients that can play at a time, on each kind of pin. */
const players = 4;

const bounds = {
  technology: 'KSMUSIC_TECHNOLOGY_SWSYNTH',
  channels: 16,
  notes: limits.voices,
  channelMask: 0xffff,
} as const;

/** What the driver says of its engine. */
const synthesizer = (engine: Engine): Synthesizer => ({
  caps: {
    Guid: '{5A8A1A0B-5F0C-4E0B-9C7E-52D3A1B7C401}',
    Flags: SYNTH_PC.SOFTWARESYNTH | SYNTH_PC.DLS | SYNTH_PC.MEMORYSIZEFIXED,
    MemorySize: engine.memory.size,
    MaxChannelGroups: limits.channelGroups,
    MaxVoices: limits.voices,
    MaxAudioChannels: limits.audioChannels,
    EffectFlags: limits.effects,
    Description: 'Square wave synthesizer',
  },
  defaults,
  accept: acceptable,
  latency: 300_000,
  cpuPerVoice: 1,
  levels: engine,
  memory: engine.memory,
  streamOf: ({ minorTarget }) => (minorTarget instanceof SynthPort ? minorTarget : undefined),
});

function streamPin(
  dataFlow: number,
  instances: number,
  dataRanges: readonly KsDataRange[],
  automationTable?: PcAutomationTable,
): PcPinDescriptor {
  return {
    maxGlobalInstanceCount: instances,
    maxFilterInstanceCount: instances,
    minFilterInstanceCount: 0,
    ...(automationTable !== undefined && { automationTable }),
    ksPinDescriptor: {
      dataRanges,
      dataFlow,
      communication: KSPIN_COMMUNICATION.SINK,
      category: ksGuid('KSCATEGORY_AUDIO'),
    },
  };
}

/** IMiniportDMus of the synthesizer. */
export class SynthMiniport implements PcMiniportDMus {
  readonly description: PcFilterDescriptor;
  readonly #engine: Engine;
  readonly #adapter: PcAdapter;

  constructor(engine: Engine, adapter: PcAdapter) {
    this.#engine = engine;
    this.#adapter = adapter;
    const [minRate = 0] = limits.sampleRates;
    const maxRate = limits.sampleRates[limits.sampleRates.length - 1] ?? minRate;
    const waves = pcmRange({ maxChannels: limits.audioChannels, minBits: 16, maxBits: 16, minRate, maxRate });
    const synth = synthesizer(engine);
    const midi = { properties: [...(pinTable(synth).properties ?? []), ...(waveTable(synth).properties ?? [])] };
    this.description = {
      pins: [
        streamPin(KSPIN_DATAFLOW.IN, players, [musicRange('DIRECTMUSIC', bounds)], pinTable(synth)),
        streamPin(KSPIN_DATAFLOW.IN, players, [musicRange('MIDI', bounds)], midi),
        streamPin(KSPIN_DATAFLOW.OUT, 1, [waves]),
      ],
      nodes: [{ type: ksGuid('KSNODETYPE_SYNTHESIZER'), automationTable: synthTable(synth, adapter) }],
      connections: [
        { fromNode: PCFILTER_NODE, fromNodePin: SYNTH_PIN.DIRECTMUSIC, toNode: SYNTH_NODE.SYNTHESIZER, toNodePin: 1 },
        { fromNode: PCFILTER_NODE, fromNodePin: SYNTH_PIN.MIDI, toNode: SYNTH_NODE.SYNTHESIZER, toNodePin: 2 },
        { fromNode: SYNTH_NODE.SYNTHESIZER, fromNodePin: 0, toNode: PCFILTER_NODE, toNodePin: SYNTH_PIN.WAVE },
      ],
      categories: ['KSCATEGORY_AUDIO', 'KSCATEGORY_SYNTHESIZER', 'KSCATEGORY_RENDER'].map(ksGuid),
    };
  }

  newStream(
    _port: PcPortMusicStream,
    _pin: number,
    streamType: number,
    format: Uint8Array,
    allocator: AllocatorMxf,
  ): PcNewDMusStream | number {
    if (streamType !== DMUS_STREAM.WAVE_SINK) {
      return { stream: new SynthStream(this.#engine, this.#adapter, allocator), schedulePreFetch: prefetch };
    }
    const wave = parseWave(format);
    if (wave === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    return { stream: new WaveOutput(this.#engine, wave, allocator) };
  }
}
