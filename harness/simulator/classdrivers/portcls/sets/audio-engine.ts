/** The node of a hardware audio engine: its properties, over the engine and its streams (PCLS-116…119). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { multipleItem } from '../../ks/answers.ts';
import { ksGuid } from '../../ks/guids.ts';
import { VT } from '../../ks/values.ts';
import { answerLongs, longs, verbs } from '../answers.ts';
import type { PcNodeDescriptor, PcPropertyItem } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';
import { parseWave } from '../wave-format.ts';
import { channelInstance, channelItem, channelsOf } from '../parts/channel-controls.ts';
import { describeChannels, levels, type Amplifier, type ChannelValues } from '../parts/channel-values.ts';
import { peakMeterItem, type PeakMeter } from '../parts/peak-meter.ts';
import { cellItem, readItem, switchItem, type Cell, type Find } from '../parts/state-items.ts';

/** A stream that the engine plays, with its own level and effects. */
export interface EngineStream {
  readonly levels: ChannelValues;
  readonly localEffects: Cell;
  /** CONSTRICTOR_OPTION_*: whether the stream may be heard in the loopback. */
  readonly protection: Cell;
  /** How far the client says that it has written. */
  readonly written: Cell;
  /** Bytes that the engine has fetched. */
  readonly fetched: number;
  readonly output: { getOutputStreamPresentationPosition(): { readonly blocks: number; readonly performanceCounter: number } };
}

/** An engine that mixes offloaded streams with that of the host, and gives the mix back. */
export interface AudioEngine {
  /** What it can play, the format that it mixes in first. */
  readonly formats: readonly Uint8Array[];
  /** Shortest and longest buffer that it reads, in seconds. */
  readonly bufferRange: readonly [shortest: number, longest: number];
  /** PinIds. */
  readonly pins: { readonly host: number; readonly offload: number; readonly loopback: number };
  /** Of the mix. */
  readonly master: Amplifier;
  readonly meter: PeakMeter;
  readonly streamOf: Find<EngineStream>;
  /** Called when another device format was set. */
  readonly formatChanged: () => void;
}

/** A value of a stream, read through its pin only. */
const ofStream = (name: string, streamOf: Find<EngineStream>, read: (stream: EngineStream) => Uint8Array): PcPropertyItem =>
  readItem(name, (request) => {
    const stream = streamOf(request);
    return stream === undefined ? STATUS.STATUS_INVALID_DEVICE_REQUEST : read(stream);
  });

/** A number of 64 bits. */
function wide(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  values.forEach((value, i) => {
    new DataView(bytes.buffer).setBigUint64(i * 8, BigInt(value), true);
  });
  return bytes;
}

/** AUDIOENGINE_VOLUMELEVEL: a get answers a LONG, a set takes a level with the curve to it, which takes no time here. */
const streamVolume = (streamOf: Find<EngineStream>): PcPropertyItem => ({
  ...ksItem('KSPROPERTY_AUDIOENGINE_VOLUMELEVEL'),
  ...verbs({
    instance: channelInstance,
    size: 16,
    values: describeChannels(levels()),
    get: (request) => {
      const stream = streamOf(request);
      if (stream === undefined) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
      const [first] = channelsOf(request, stream.levels.values.length);
      return first === undefined ? STATUS.STATUS_INVALID_PARAMETER : answerLongs(request, stream.levels.values[first] ?? 0);
    },
    set: (request) => {
      const stream = streamOf(request);
      if (stream === undefined) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
      const targets = channelsOf(request, stream.levels.values.length);
      const taken = stream.levels.taken(request.value.i32(0));
      for (const channel of targets) stream.levels.values[channel] = taken;
      return targets.length === 0 ? STATUS.STATUS_INVALID_PARAMETER : STATUS.STATUS_SUCCESS;
    },
  }),
});

/** The format that the engine puts out: one of those that it supports. */
function deviceFormat(formats: readonly Uint8Array[], changed: () => void): PcPropertyItem {
  let [format = new Uint8Array(0)] = formats;
  const text = (bytes: Uint8Array): string => bytes.join();
  const item = readItem('KSPROPERTY_AUDIOENGINE_DEVICEFORMAT', () => format);
  const { flags, handler } = verbs({
    size: 64,
    get: item.handler,
    set: ({ value }) => {
      const wanted = formats.find((known) => text(known) === text(value.slice().subarray(0, known.length)));
      if (wanted === undefined) return STATUS.STATUS_INVALID_PARAMETER;
      const changes = wanted !== format;
      format = wanted;
      if (changes) changed();
      return STATUS.STATUS_SUCCESS;
    },
  });
  return { ...item, flags, handler };
}

/** KSNODETYPE_AUDIO_ENGINE (PCLS-116…119). */
export function engineNode(engine: AudioEngine): PcNodeDescriptor {
  const { formats, bufferRange, pins, master, meter, streamOf, formatChanged } = engine;
  return {
    type: ksGuid('KSNODETYPE_AUDIO_ENGINE'),
    automationTable: {
      properties: [
        switchItem('KSPROPERTY_AUDIOENGINE_LFXENABLE', (request) => streamOf(request)?.localEffects),
        switchItem('KSPROPERTY_AUDIOENGINE_GFXENABLE', { value: 0 }),
        readItem('KSPROPERTY_AUDIOENGINE_MIXFORMAT', () => formats[0] ?? STATUS.STATUS_UNSUCCESSFUL),
        deviceFormat(formats, formatChanged),
        readItem('KSPROPERTY_AUDIOENGINE_SUPPORTEDDEVICEFORMATS', () => multipleItem(formats, 8)),
        readItem('KSPROPERTY_AUDIOENGINE_DESCRIPTOR', () => longs(pins.host, pins.offload, pins.loopback)),
        readItem('KSPROPERTY_AUDIOENGINE_BUFFER_SIZE_RANGE', ({ instance }) => {
          const wave = instance.length < 64 ? undefined : parseWave(instance.slice());
          if (wave === undefined) return STATUS.STATUS_INVALID_PARAMETER;
          return longs(...bufferRange.map((seconds) => wave.blockAlign * Math.ceil(seconds * wave.rate)));
        }),
        cellItem('KSPROPERTY_AUDIOENGINE_LOOPBACK_PROTECTION', (request) => streamOf(request)?.protection, {
          access: 'set',
          legal: (value) => value === 0 || value === 1,
          values: { type: VT.UI4, members: [] },
        }),
        streamVolume(streamOf),
        channelItem('KSPROPERTY_AUDIO_VOLUMELEVEL', master.levels),
        channelItem('KSPROPERTY_AUDIO_MUTE', master.mutes),
        peakMeterItem(meter, 'KSPROPERTY_AUDIO_PEAKMETER'),
        ofStream('KSPROPERTY_AUDIO_PRESENTATION_POSITION', streamOf, (stream) => {
          const { blocks, performanceCounter } = stream.output.getOutputStreamPresentationPosition();
          return wide(blocks, performanceCounter);
        }),
        ofStream('KSPROPERTY_AUDIO_LINEAR_BUFFER_POSITION', streamOf, (stream) => wide(stream.fetched)),
        ...['KSPROPERTY_AUDIO_WAVERT_CURRENT_WRITE_POSITION', 'KSPROPERTY_AUDIO_WAVERT_CURRENT_WRITE_LASTBUFFER_POSITION'].map((name) =>
          cellItem(name, (request) => streamOf(request)?.written, { access: 'set', legal: (value) => value >= 0 }),
        ),
      ],
    },
  };
}
