/** Properties of the synthesizer node and of its pins (MUS-020…031). */
import { STATUS } from '../../../abi/ntstatus.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { steppedLong } from '../../classdrivers/ks/values.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { answerLongs, longs, pcAnswer, verbs } from '../../classdrivers/portcls/answers.ts';
import type { PcAutomationTable, PcPropertyItem, PcPropertyRequest } from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import { capsItem, portParametersItem, SYNTH_PC } from '../../classdrivers/portcls/synth-properties.ts';
import { dlsItems, sampleMemory } from './dls.ts';
import { acceptable, defaults, limits, type Engine } from './engine.ts';
import { channelsPerGroup, SynthPort } from './synth-port.ts';

const { STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER, STATUS_SUCCESS, STATUS_UNSUCCESSFUL } = STATUS;

/** How long it takes at least until a note can be heard, in 100 ns. */
export const latency = 300_000;
/** Per cent of the processor that a voice takes. */
const cpuPerVoice = 1;
/** SYNTH_STATS_*: all of them. */
const allStats = 0x3f;

const waveSetVersion = 1;

/** 1/100 dB. */
const volumeRange = { min: -20_000, max: 2000, step: 1 } as const;
const boostRange = { min: -2000, max: 2000, step: 1 } as const;

const caps = {
  Guid: '{5A8A1A0B-5F0C-4E0B-9C7E-52D3A1B7C401}',
  Flags: SYNTH_PC.SOFTWARESYNTH | SYNTH_PC.DLS | SYNTH_PC.MEMORYSIZEFIXED,
  MemorySize: sampleMemory,
  MaxChannelGroups: limits.channelGroups,
  MaxVoices: limits.voices,
  MaxAudioChannels: limits.audioChannels,
  EffectFlags: limits.effects,
  Description: 'Square wave synthesizer',
};

/** The stream that a request came through; a filter has none. */
const streamOf = ({ minorTarget }: PcPropertyRequest): SynthPort | undefined =>
  minorTarget instanceof SynthPort ? minorTarget : undefined;

/** A handler that needs the stream of its pin. */
const ofStream =
  (handler: (stream: SynthPort, request: PcPropertyRequest) => number) =>
  (request: PcPropertyRequest): number => {
    const stream = streamOf(request);
    return stream === undefined ? STATUS_INVALID_DEVICE_REQUEST : handler(stream, request);
  };

/** A level in 1/100 dB of the whole synthesizer. */
function level(name: string, range: typeof volumeRange | typeof boostRange, engine: Engine, key: 'volume' | 'boost'): PcPropertyItem {
  return {
    ...ksItem(name),
    ...verbs({
      size: 4,
      values: steppedLong(range, 0),
      get: ofStream((_stream, request) => answerLongs(request, engine[key])),
      set: ofStream((_stream, { value }) => {
        const wanted = value.i32(0);
        if (wanted < range.min || wanted > range.max) return STATUS_UNSUCCESSFUL;
        engine[key] = wanted;
        return STATUS_SUCCESS;
      }),
    }),
  };
}

const channelGroups: PcPropertyItem = {
  ...ksItem('KSPROPERTY_SYNTH_CHANNELGROUPS'),
  ...verbs({
    size: 4,
    get: ofStream(({ parameters }, request) => answerLongs(request, parameters.channelGroups)),
    set: ofStream((stream, { value }) => {
      const wanted = value.u32(0);
      if (wanted < 1 || wanted > limits.channelGroups) return STATUS_UNSUCCESSFUL;
      stream.parameters = { ...stream.parameters, channelGroups: wanted };
      return STATUS_SUCCESS;
    }),
  }),
};

/** The index of the channel that SYNTHVOICEPRIORITY_INSTANCE names, or −1. */
function channelOf({ parameters }: SynthPort, { instance }: PcPropertyRequest): number {
  const [group, channel] = [instance.u32(0), instance.u32(4)];
  return group < parameters.channelGroups && channel < channelsPerGroup ? group * channelsPerGroup + channel : -1;
}

const voicePriority: PcPropertyItem = {
  ...ksItem('KSPROPERTY_SYNTH_VOICEPRIORITY'),
  ...verbs({
    instance: 8,
    size: 4,
    get: ofStream((stream, request) => {
      const priority = stream.priorities[channelOf(stream, request)];
      return priority === undefined ? STATUS_INVALID_PARAMETER : answerLongs(request, priority);
    }),
    set: ofStream((stream, request) => {
      const channel = channelOf(stream, request);
      if (channel < 0) return STATUS_INVALID_PARAMETER;
      stream.priorities[channel] = request.value.u32(0);
      return STATUS_SUCCESS;
    }),
  }),
};

/** KSPROPSETID_Synth and _Synth_Dls of the node. */
export function synthTable(engine: Engine, adapter: PcAdapter): PcAutomationTable {
  return {
    properties: [
      capsItem((request) => (streamOf(request) === undefined ? undefined : caps)),
      portParametersItem({
        find: streamOf,
        defaults,
        accept: acceptable,
        configure: (stream, parameters) => {
          stream.parameters = parameters;
        },
      }),
      channelGroups,
      voicePriority,
      level('KSPROPERTY_SYNTH_VOLUMEBOOST', boostRange, engine, 'boost'),
      {
        ...ksItem('KSPROPERTY_SYNTH_LATENCYCLOCK'),
        ...verbs({
          get: ofStream((_stream, request) => {
            const time = BigInt(adapter.now() + latency);
            return pcAnswer(request, longs(Number(time & 0xffff_ffffn), Number(time >> 32n)));
          }),
        }),
      },
      {
        ...ksItem('KSPROPERTY_SYNTH_RUNNINGSTATS'),
        ...verbs({
          get: ofStream((stream, request) => {
            const { voices, lostNotes, peak } = stream;
            return answerLongs(request, allStats, voices, voices * cpuPerVoice, cpuPerVoice, lostNotes, engine.memory.free, peak);
          }),
        }),
      },
      ...dlsItems(adapter, engine.memory, streamOf),
    ],
  };
}

/** KSPROPERTY_SYNTH_VOLUME: a property of the pin, as its requests name no node. */
export function pinTable(engine: Engine): PcAutomationTable {
  return { properties: [level('KSPROPERTY_SYNTH_VOLUME', volumeRange, engine, 'volume')] };
}

/** KSPROPSETID_WaveTable: what there is of sample memory, in total and free, and which set of waves is built in. */
export function waveTable(engine: Engine): PcAutomationTable {
  return {
    properties: [
      {
        ...ksItem('KSPROPERTY_WAVETABLE_MEMORY'),
        ...verbs({ get: (request) => answerLongs(request, sampleMemory, engine.memory.free) }),
      },
      { ...ksItem('KSPROPERTY_WAVETABLE_VERSION'), ...verbs({ get: (request) => answerLongs(request, waveSetVersion) }) },
      {
        ...ksItem('KSPROPERTY_WAVETABLE_LOAD_SAMPLE'),
        ...verbs({
          size: 1,
          set: ofStream((stream, { value }) => {
            stream.samples.push(engine.memory.store(stream, value.slice()));
            if (stream.samples.at(-1) !== 0) return STATUS_SUCCESS;
            stream.samples.pop();
            return STATUS.STATUS_NO_MEMORY;
          }),
        }),
      },
      {
        ...ksItem('KSPROPERTY_WAVETABLE_UNLOAD_SAMPLE'),
        ...verbs({
          // The sample that was loaded last.
          set: ofStream((stream) =>
            engine.memory.unload(stream.samples.pop() ?? 0) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL,
          ),
        }),
      },
    ],
  };
}

/** KSNODETYPE_SYNTHESIZER. */
export const synthesizer = ksGuid('KSNODETYPE_SYNTHESIZER');
