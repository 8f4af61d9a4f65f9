/** Properties of the synthesizer node and of its pins (MUS-020…031). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { steppedLong } from '../../ks/values.ts';
import type { PcAdapter } from '../adapter.ts';
import { answerLongs, longs, pcAnswer, verbs } from '../answers.ts';
import type { PcAutomationTable, PcPropertyItem, PcPropertyRequest } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';
import { capsItem, portParametersItem, type PortParameters, type SynthCaps } from '../synth-properties.ts';
import { dlsItems, type SampleStore } from './synth-dls.ts';

const { STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER, STATUS_SUCCESS, STATUS_UNSUCCESSFUL } = STATUS;

/** SYNTH_STATS_*: all of them. */
const allStats = 0x3f;
const waveSetVersion = 1;
/** Channels of a channel group. */
export const channelsPerGroup = 16;

/** 1/100 dB. */
const volumeRange = { min: -20_000, max: 2000, step: 1 } as const;
const boostRange = { min: -2000, max: 2000, step: 1 } as const;

/** A stream to or from the synthesizer: a port, as DirectMusic calls it. */
export interface SynthStream {
  parameters: PortParameters;
  /** By group and channel. */
  readonly priorities: number[];
  /** Voices that sound for it. */
  readonly voices: number;
  /** Cumulative since RUN. */
  readonly lostNotes: number;
  /** 1/100 dB. */
  readonly peak: number;
  /** Handles of the samples that were loaded into its wave table, the newest last. */
  readonly samples: number[];
}

/** The synthesizer behind the node, and what its driver says of it. */
export interface Synthesizer {
  readonly caps: SynthCaps;
  /** What a port has that asks for nothing, and the nearest parameters that one can have. */
  readonly defaults: PortParameters;
  readonly accept: (wanted: PortParameters) => PortParameters;
  /** How long it takes at least until a note can be heard, in 100 ns. */
  readonly latency: number;
  /** Per cent of the processor that a voice takes. */
  readonly cpuPerVoice: number;
  /** 1/100 dB each. */
  readonly levels: { volume: number; boost: number };
  readonly memory: SampleStore & { readonly free: number };
  /** The stream that a request came through; a filter has none. */
  readonly streamOf: (request: PcPropertyRequest) => SynthStream | undefined;
}

/** A handler that needs the stream of its pin. */
const ofStream =
  ({ streamOf }: Synthesizer, handler: (stream: SynthStream, request: PcPropertyRequest) => number) =>
  (request: PcPropertyRequest): number => {
    const stream = streamOf(request);
    return stream === undefined ? STATUS_INVALID_DEVICE_REQUEST : handler(stream, request);
  };

/** A level in 1/100 dB of the whole synthesizer. */
function level(name: string, range: typeof volumeRange | typeof boostRange, synth: Synthesizer, key: 'volume' | 'boost'): PcPropertyItem {
  return {
    ...ksItem(name),
    ...verbs({
      size: 4,
      values: steppedLong(range, 0),
      get: ofStream(synth, (_stream, request) => answerLongs(request, synth.levels[key])),
      set: ofStream(synth, (_stream, { value }) => {
        const wanted = value.i32(0);
        if (wanted < range.min || wanted > range.max) return STATUS_UNSUCCESSFUL;
        synth.levels[key] = wanted;
        return STATUS_SUCCESS;
      }),
    }),
  };
}

const channelGroups = (synth: Synthesizer): PcPropertyItem => ({
  ...ksItem('KSPROPERTY_SYNTH_CHANNELGROUPS'),
  ...verbs({
    size: 4,
    get: ofStream(synth, ({ parameters }, request) => answerLongs(request, parameters.channelGroups)),
    set: ofStream(synth, (stream, { value }) => {
      const wanted = value.u32(0);
      if (wanted < 1 || wanted > synth.caps.MaxChannelGroups) return STATUS_UNSUCCESSFUL;
      stream.parameters = { ...stream.parameters, channelGroups: wanted };
      return STATUS_SUCCESS;
    }),
  }),
});

/** The index of the channel that SYNTHVOICEPRIORITY_INSTANCE names, or −1. */
function channelOf({ parameters }: SynthStream, { instance }: PcPropertyRequest): number {
  const [group, channel] = [instance.u32(0), instance.u32(4)];
  return group < parameters.channelGroups && channel < channelsPerGroup ? group * channelsPerGroup + channel : -1;
}

const voicePriority = (synth: Synthesizer): PcPropertyItem => ({
  ...ksItem('KSPROPERTY_SYNTH_VOICEPRIORITY'),
  ...verbs({
    instance: 8,
    size: 4,
    get: ofStream(synth, (stream, request) => {
      const priority = stream.priorities[channelOf(stream, request)];
      return priority === undefined ? STATUS_INVALID_PARAMETER : answerLongs(request, priority);
    }),
    set: ofStream(synth, (stream, request) => {
      const channel = channelOf(stream, request);
      if (channel < 0) return STATUS_INVALID_PARAMETER;
      stream.priorities[channel] = request.value.u32(0);
      return STATUS_SUCCESS;
    }),
  }),
});

/** KSPROPSETID_Synth and _Synth_Dls of the node. */
export function synthTable(synth: Synthesizer, adapter: PcAdapter): PcAutomationTable {
  return {
    properties: [
      capsItem((request) => (synth.streamOf(request) === undefined ? undefined : synth.caps)),
      portParametersItem({
        find: synth.streamOf,
        defaults: synth.defaults,
        accept: synth.accept,
        configure: (stream, parameters) => {
          stream.parameters = parameters;
        },
      }),
      channelGroups(synth),
      voicePriority(synth),
      level('KSPROPERTY_SYNTH_VOLUMEBOOST', boostRange, synth, 'boost'),
      {
        ...ksItem('KSPROPERTY_SYNTH_LATENCYCLOCK'),
        ...verbs({
          get: ofStream(synth, (_stream, request) => {
            const time = BigInt(adapter.now() + synth.latency);
            return pcAnswer(request, longs(Number(time & 0xffff_ffffn), Number(time >> 32n)));
          }),
        }),
      },
      {
        ...ksItem('KSPROPERTY_SYNTH_RUNNINGSTATS'),
        ...verbs({
          get: ofStream(synth, ({ voices, lostNotes, peak }, request) => {
            const { cpuPerVoice, memory } = synth;
            return answerLongs(request, allStats, voices, voices * cpuPerVoice, cpuPerVoice, lostNotes, memory.free, peak);
          }),
        }),
      },
      ...dlsItems(adapter, synth.memory, synth.streamOf),
    ],
  };
}

/** KSPROPERTY_SYNTH_VOLUME: a property of the pin, as its requests name no node. */
export function pinTable(synth: Synthesizer): PcAutomationTable {
  return { properties: [level('KSPROPERTY_SYNTH_VOLUME', volumeRange, synth, 'volume')] };
}

/** KSPROPSETID_WaveTable: what there is of sample memory, in total and free, and which set of waves is built in. */
export function waveTable(synth: Synthesizer): PcAutomationTable {
  return {
    properties: [
      {
        ...ksItem('KSPROPERTY_WAVETABLE_MEMORY'),
        ...verbs({ get: (request) => answerLongs(request, synth.memory.size, synth.memory.free) }),
      },
      { ...ksItem('KSPROPERTY_WAVETABLE_VERSION'), ...verbs({ get: (request) => answerLongs(request, waveSetVersion) }) },
      {
        ...ksItem('KSPROPERTY_WAVETABLE_LOAD_SAMPLE'),
        ...verbs({
          size: 1,
          set: ofStream(synth, (stream, { value }) => {
            stream.samples.push(synth.memory.store(stream, value.slice()));
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
          set: ofStream(synth, (stream) =>
            synth.memory.unload(stream.samples.pop() ?? 0) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL,
          ),
        }),
      },
    ],
  };
}
