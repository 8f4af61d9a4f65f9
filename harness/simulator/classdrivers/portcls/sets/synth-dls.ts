/** KSPROPSETID_Synth_Dls: downloads fill and empty the sample memory of a synthesizer (MUS-040…046). */
import { layoutOf } from '../../../../abi/layout.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { Arch } from '../../../../target/target.ts';
import type { PcAdapter } from '../adapter.ts';
import { answerLongs, needValue, pcAnswer, verbs } from '../answers.ts';
import type { PcPropertyItem, PcPropertyRequest } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';
import { pcmFormat } from '../wave-format.ts';
import { dataFormatSize } from '../../ks/formats.ts';
import type { SynthStream } from './synth.ts';

/** DMUS_DOWNLOADINFO, and what dwDLType can be. */
const infoSize = 16;
const lastType = 6;

const { STATUS_INVALID_DEVICE_REQUEST, STATUS_NO_MEMORY, STATUS_SUCCESS, STATUS_UNSUCCESSFUL } = STATUS;

/** The memory that samples are downloaded into. */
export interface SampleStore {
  /** Bytes that it holds in all. */
  readonly size: number;
  /** Bytes behind each sample that the interpolator runs into. */
  readonly append: number;
  /** Stores a chunk for its owner and gives its handle; 0 if there is no room. */
  store(owner: object, bytes: Uint8Array): number;
  /** Whether a handle was there. */
  unload(handle: number): boolean;
}

/** The chunk that begins with a DMUS_DOWNLOADINFO; `undefined` if that is at odds with itself or with the buffer. */
function takeChunk(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < infoSize) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [type, , entries, size] = [0, 4, 8, 12].map((at) => view.getUint32(at, true)) as [number, number, number, number];
  if (type < 1 || type > lastType || size > bytes.length || infoSize + entries * 4 > size) return undefined;
  for (let i = 0; i < entries; i++) if (view.getUint32(infoSize + i * 4, true) > size) return undefined;
  return bytes.slice(0, size);
}

const sizeOf = (arch: Arch, struct: string): number => layoutOf(arch, struct)?.size ?? 0;

/** KSPROPSETID_Synth_Dls. `streamOf` finds the stream of a request; there is none through a filter. */
export function dlsItems(
  adapter: PcAdapter,
  memory: SampleStore,
  streamOf: (request: PcPropertyRequest) => SynthStream | undefined,
): readonly PcPropertyItem[] {
  const download = (request: PcPropertyRequest): number => {
    const { arch, instance, value } = request;
    if (instance.length < sizeOf(arch, 'SYNTH_BUFFER')) return STATUS.STATUS_INVALID_PARAMETER;
    const pointerSize = arch === 'x64' ? 8 : 4;
    const status = needValue(request, sizeOf(arch, 'SYNTHDOWNLOAD'));
    if (status !== STATUS_SUCCESS) return status;
    const stream = streamOf(request);
    if (stream === undefined) return STATUS_INVALID_DEVICE_REQUEST;
    const length = instance.u32(0);
    if (length < infoSize) return STATUS_UNSUCCESSFUL;
    if (length > memory.size) return STATUS_NO_MEMORY;
    const { bytes, offset } = adapter.lockUserMemory(instance.pointer(pointerSize), length);
    const chunk = takeChunk(bytes.slice(offset, offset + length));
    if (chunk === undefined) return STATUS_UNSUCCESSFUL;
    const handle = memory.store(stream, chunk);
    if (handle === 0) return STATUS_NO_MEMORY;
    value.zero(0, sizeOf(arch, 'SYNTHDOWNLOAD'));
    value.setPointer(0, pointerSize, handle);
    // The samples were copied: the client may free its buffer.
    value.setU32(pointerSize, 1);
    return STATUS_SUCCESS;
  };
  const unload = (request: PcPropertyRequest): number => {
    const pointerSize = request.arch === 'x64' ? 8 : 4;
    const status = needValue(request, pointerSize);
    if (status !== STATUS_SUCCESS) return status;
    if (streamOf(request) === undefined) return STATUS_INVALID_DEVICE_REQUEST;
    return memory.unload(request.value.pointer(0, pointerSize)) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
  };
  return [
    { ...ksItem('KSPROPERTY_SYNTH_DLS_DOWNLOAD'), ...verbs({ get: download }) },
    { ...ksItem('KSPROPERTY_SYNTH_DLS_UNLOAD'), ...verbs({ set: unload }) },
    {
      ...ksItem('KSPROPERTY_SYNTH_DLS_COMPACT'),
      // Chunks are moved together whenever one goes.
      ...verbs({ set: (request) => (streamOf(request) === undefined ? STATUS_INVALID_DEVICE_REQUEST : STATUS_SUCCESS) }),
    },
    {
      ...ksItem('KSPROPERTY_SYNTH_DLS_APPEND'),
      ...verbs({
        get: (request) =>
          streamOf(request) === undefined ? STATUS_INVALID_DEVICE_REQUEST : answerLongs(request, memory.append),
      }),
    },
    {
      ...ksItem('KSPROPERTY_SYNTH_DLS_WAVEFORMAT'),
      ...verbs({
        get: (request) => {
          const stream = streamOf(request);
          if (stream === undefined) return STATUS_INVALID_DEVICE_REQUEST;
          const { audioChannels, sampleRate } = stream.parameters;
          const format = pcmFormat({ channels: audioChannels, bits: 16, rate: sampleRate });
          return pcAnswer(request, format.subarray(dataFormatSize));
        },
      }),
    },
  ];
}
