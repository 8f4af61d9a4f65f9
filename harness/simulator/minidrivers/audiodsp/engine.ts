/** The hardware audio engine: it mixes offloaded streams with that of the host, and gives the mix back (PCLS-116…119). */
import { STATUS } from '../../../abi/ntstatus.ts';
import { multipleItem } from '../../classdrivers/ks/answers.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { VT } from '../../classdrivers/ks/values.ts';
import type { PcAdapter } from '../../classdrivers/portcls/adapter.ts';
import { answerLongs, longs, verbs } from '../../classdrivers/portcls/answers.ts';
import { KSSTATE, type PcNodeDescriptor, type PcPropertyItem, type PcPropertyRequest } from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import type { PcPortWaveRTStream } from '../../classdrivers/portcls/miniports.ts';
import { parseWave, pcmFormat, type WaveFormat } from '../../classdrivers/portcls/wave-format.ts';
import { channelInstance, channelItem, channelsOf } from '../audio/channel-controls.ts';
import { amplifier, describeChannels, levels, type ChannelValues } from '../audio/channel-values.ts';
import { peakMeterItem } from '../audio/peak-meter.ts';
import { cellItem, readItem, switchItem, type Cell } from '../audio/state-items.ts';
import { CaptureStream, RenderStream } from '../audio/stream.ts';

/** What the engine can play, the format that it mixes in first. */
const deviceFormats = [
  { channels: 2, bits: 16, rate: 48_000 },
  { channels: 2, bits: 24, rate: 96_000 },
].map((format) => pcmFormat(format));
/** What the DSP holds back of a stream: 2 ms. */
const heldBack = 20_000;
/** Buffers that the engine reads: 10 ms … 2 s. */
const [shortest, longest] = [0.01, 2];

/** A stream that the engine plays, with its own level and effects. */
export class EngineStream extends RenderStream {
  readonly levels: ChannelValues = levels();
  readonly localEffects: Cell = { value: 1 };
  /** CONSTRICTOR_OPTION_*: whether the stream may be heard in the loopback. */
  readonly protection: Cell = { value: 0 };
  readonly #running: Set<EngineStream>;

  constructor(
    adapter: PcAdapter,
    port: PcPortWaveRTStream,
    wave: WaveFormat,
    { running }: { readonly running: Set<EngineStream> },
  ) {
    super(adapter, port, wave);
    this.#running = running;
  }

  override setState(state: number): number {
    if (state === KSSTATE.RUN) this.#running.add(this);
    else this.#running.delete(this);
    return super.setState(state);
  }

  /** How far the client says that it has written. */
  readonly written: Cell = { value: 0 };

  protected override presented(): number {
    const late = Math.floor((heldBack * this.wave.rate) / 10_000_000);
    return Math.max(0, this.blocksMoved - late);
  }

  /** Bytes that the engine has fetched. */
  get fetched(): number {
    return this.blocksMoved * this.wave.blockAlign;
  }
}

/** The mix: silence while a stream that runs is protected. */
export class LoopbackStream extends CaptureStream {
  readonly #protected: () => boolean;

  constructor(adapter: PcAdapter, port: PcPortWaveRTStream, wave: WaveFormat, isProtected: () => boolean) {
    super(adapter, port, wave);
    this.#protected = isProtected;
  }

  protected override sample(packet: number): number {
    return this.#protected() ? 0 : super.sample(packet);
  }
}

const streamOf = ({ minorTarget }: PcPropertyRequest): EngineStream | undefined =>
  minorTarget instanceof EngineStream ? minorTarget : undefined;

/** A value of a stream, read through its pin only. */
const ofStream = (name: string, read: (stream: EngineStream) => Uint8Array): PcPropertyItem =>
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
const streamVolume: PcPropertyItem = {
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
};

/** The format that the engine puts out: one of those that it supports. */
function deviceFormat(changed: () => void): PcPropertyItem {
  let [format = new Uint8Array(0)] = deviceFormats;
  const text = (bytes: Uint8Array): string => bytes.join();
  const item = readItem('KSPROPERTY_AUDIOENGINE_DEVICEFORMAT', () => format);
  const { flags, handler } = verbs({
    size: 64,
    get: item.handler,
    set: ({ value }) => {
      const wanted = deviceFormats.find((known) => text(known) === text(value.slice().subarray(0, known.length)));
      if (wanted === undefined) return STATUS.STATUS_INVALID_PARAMETER;
      const changes = wanted !== format;
      format = wanted;
      if (changes) changed();
      return STATUS.STATUS_SUCCESS;
    },
  });
  return { ...item, flags, handler };
}

/** KSNODETYPE_AUDIO_ENGINE between these pins. `formatChanged` is told of another device format. */
export function engineNode(
  adapter: PcAdapter,
  pins: { readonly host: number; readonly offload: number; readonly loopback: number },
  formatChanged: () => void,
): PcNodeDescriptor {
  const master = amplifier();
  return {
    type: ksGuid('KSNODETYPE_AUDIO_ENGINE'),
    automationTable: {
      properties: [
        switchItem('KSPROPERTY_AUDIOENGINE_LFXENABLE', (request) => streamOf(request)?.localEffects),
        switchItem('KSPROPERTY_AUDIOENGINE_GFXENABLE', { value: 0 }),
        readItem('KSPROPERTY_AUDIOENGINE_MIXFORMAT', () => deviceFormats[0] ?? STATUS.STATUS_UNSUCCESSFUL),
        deviceFormat(formatChanged),
        readItem('KSPROPERTY_AUDIOENGINE_SUPPORTEDDEVICEFORMATS', () => multipleItem(deviceFormats, 8)),
        readItem('KSPROPERTY_AUDIOENGINE_DESCRIPTOR', () => longs(pins.host, pins.offload, pins.loopback)),
        readItem('KSPROPERTY_AUDIOENGINE_BUFFER_SIZE_RANGE', ({ instance }) => {
          const wave = instance.length < 64 ? undefined : parseWave(instance.slice());
          if (wave === undefined) return STATUS.STATUS_INVALID_PARAMETER;
          return longs(...[shortest, longest].map((seconds) => wave.blockAlign * Math.ceil(seconds * wave.rate)));
        }),
        cellItem('KSPROPERTY_AUDIOENGINE_LOOPBACK_PROTECTION', (request) => streamOf(request)?.protection, {
          access: 'set',
          legal: (value) => value === 0 || value === 1,
          values: { type: VT.UI4, members: [] },
        }),
        streamVolume,
        channelItem('KSPROPERTY_AUDIO_VOLUMELEVEL', master.levels),
        channelItem('KSPROPERTY_AUDIO_MUTE', master.mutes),
        peakMeterItem(adapter, 'KSPROPERTY_AUDIO_PEAKMETER'),
        ofStream('KSPROPERTY_AUDIO_PRESENTATION_POSITION', (stream) => {
          const { blocks, performanceCounter } = stream.output.getOutputStreamPresentationPosition();
          return wide(blocks, performanceCounter);
        }),
        ofStream('KSPROPERTY_AUDIO_LINEAR_BUFFER_POSITION', (stream) => wide(stream.fetched)),
        ...['KSPROPERTY_AUDIO_WAVERT_CURRENT_WRITE_POSITION', 'KSPROPERTY_AUDIO_WAVERT_CURRENT_WRITE_LASTBUFFER_POSITION'].map((name) =>
          cellItem(name, (request) => streamOf(request)?.written, { access: 'set', legal: (value) => value >= 0 }),
        ),
      ],
    },
  };
}
