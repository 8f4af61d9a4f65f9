/** PCM as KSDATARANGE_AUDIO and KSDATAFORMAT_WAVEFORMATEX tell it. */
import { codecOf } from '../../../abi/codec.ts';
import { dataFormatSize, majorFormat, readU32 } from './formats.ts';
import { ksGuid } from './guids.ts';
import type { KsDataRange } from './pin-factory.ts';

const rangeCodec = codecOf('KSDATARANGE_AUDIO', 'x64');
const formatCodec = codecOf('KSDATAFORMAT_WAVEFORMATEX', 'x64');
/** Sizes of the two. */
const rangeSize = 88;
const formatSize = 82;
const WAVE_FORMAT_PCM = 1;

/** What is in the samples, where it is not plain PCM. */
export interface AudioKind {
  readonly majorFormat: string;
  readonly subFormat: string;
  /** wFormatTag. */
  readonly tag: number;
}

const plain: AudioKind = {
  majorFormat: ksGuid('KSDATAFORMAT_TYPE_AUDIO'),
  subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_PCM'),
  tag: WAVE_FORMAT_PCM,
};
const guids = ({ majorFormat: MajorFormat, subFormat: SubFormat }: AudioKind) => ({
  MajorFormat,
  SubFormat,
  Specifier: ksGuid('KSDATAFORMAT_SPECIFIER_WAVEFORMATEX'),
});

/** What a PCM range allows. */
export interface AudioBounds {
  readonly maxChannels: number;
  readonly minBits: number;
  readonly maxBits: number;
  readonly minRate: number;
  readonly maxRate: number;
}

/** A PCM format. */
export interface Pcm {
  readonly channels: number;
  readonly bits: number;
  readonly rate: number;
}

/** A KSDATARANGE_AUDIO with specifier WAVEFORMATEX, of PCM unless told. */
export function pcmRange(bounds: AudioBounds, kind = plain): KsDataRange {
  return {
    bytes: rangeCodec.encode({
      DataRange: { FormatSize: rangeSize, ...guids(kind) },
      MaximumChannels: bounds.maxChannels,
      MinimumBitsPerSample: bounds.minBits,
      MaximumBitsPerSample: bounds.maxBits,
      MinimumSampleFrequency: bounds.minRate,
      MaximumSampleFrequency: bounds.maxRate,
    }),
  };
}

/** The bounds of a range; `undefined` if it has none, i.e. is no KSDATARANGE_AUDIO. */
export function boundsOf(range: Uint8Array): AudioBounds | undefined {
  return range.length >= rangeSize && majorFormat(range) === plain.majorFormat ? readBounds(range) : undefined;
}

function readBounds(range: Uint8Array): AudioBounds {
  return {
    maxChannels: readU32(range, 64),
    minBits: readU32(range, 68),
    maxBits: readU32(range, 72),
    minRate: readU32(range, 76),
    maxRate: readU32(range, 80),
  };
}

/** Bytes of one sample of every channel. */
export const blockSize = ({ channels, bits }: Pcm): number => (channels * bits) / 8;

/** A KSDATAFORMAT_WAVEFORMATEX, of PCM unless told. @param sampleSize KSDATAFORMAT.SampleSize; 0 unless told */
export function makePcm(pcm: Pcm, sampleSize = 0, kind = plain): Uint8Array {
  const block = blockSize(pcm);
  return formatCodec.encode({
    DataFormat: { FormatSize: formatSize, SampleSize: sampleSize, ...guids(kind) },
    WaveFormatEx: {
      wFormatTag: kind.tag,
      nChannels: pcm.channels,
      nSamplesPerSec: pcm.rate,
      nAvgBytesPerSec: pcm.rate * block,
      nBlockAlign: block,
      wBitsPerSample: pcm.bits,
    },
  });
}

/** The PCM that a KSDATAFORMAT tells; `undefined` for anything else or for members that contradict each other. */
export function parsePcm(format: Uint8Array): Pcm | undefined {
  if (format.length < formatSize) return undefined;
  const view = new DataView(format.buffer, format.byteOffset + dataFormatSize);
  const pcm = { channels: view.getUint16(2, true), rate: view.getUint32(4, true), bits: view.getUint16(14, true) };
  const block = view.getUint16(12, true);
  const sound = pcm.channels > 0 && pcm.bits > 0 && pcm.bits % 8 === 0 && block === blockSize(pcm);
  return view.getUint16(0, true) === WAVE_FORMAT_PCM && sound && view.getUint32(8, true) === pcm.rate * block ? pcm : undefined;
}

/** Whether PCM lies within bounds. */
export const pcmFits = ({ channels, bits, rate }: Pcm, bounds: AudioBounds): boolean =>
  channels <= bounds.maxChannels &&
  bits >= bounds.minBits &&
  bits <= bounds.maxBits &&
  rate >= bounds.minRate &&
  rate <= bounds.maxRate;

/** The best PCM that a client's range and a driver's have in common; a client that tells no bounds takes all. */
export function commonPcm(clientRange: Uint8Array, own: AudioBounds): Pcm | undefined {
  const client = clientRange.length >= rangeSize ? readBounds(clientRange) : own;
  const channels = Math.min(own.maxChannels, client.maxChannels);
  const bits = Math.min(own.maxBits, client.maxBits);
  const rate = Math.min(own.maxRate, client.maxRate);
  const possible =
    channels >= 1 &&
    bits % 8 === 0 &&
    bits >= Math.max(own.minBits, client.minBits) &&
    rate >= Math.max(own.minRate, client.minRate);
  return possible ? { channels, bits, rate } : undefined;
}
