/** Audio of testcap: PCM, 8 or 16 bits, one or two channels, 8 to 48 kHz. */
import { codecOf } from '../../../abi/codec.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsDataRange, KsIntersectHandler, KsPinDescriptorEx } from '../../classdrivers/avstream/descriptors.ts';
import { readU32 } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';

const rangeCodec = codecOf('KSDATARANGE_AUDIO', 'x64');
const formatCodec = codecOf('KSDATAFORMAT_WAVEFORMATEX', 'x64');
const formatSize = 82;
const bounds = { channels: 2, minBits: 8, maxBits: 16, minRate: 8000, maxRate: 48_000 } as const;

const guids = {
  MajorFormat: ksGuid('KSDATAFORMAT_TYPE_AUDIO'),
  SubFormat: ksGuid('KSDATAFORMAT_SUBTYPE_PCM'),
  Specifier: ksGuid('KSDATAFORMAT_SPECIFIER_WAVEFORMATEX'),
};

export const audioRanges: readonly KsDataRange[] = [
  {
    bytes: rangeCodec.encode({
      DataRange: { FormatSize: 88, ...guids },
      MaximumChannels: bounds.channels,
      MinimumBitsPerSample: bounds.minBits,
      MaximumBitsPerSample: bounds.maxBits,
      MinimumSampleFrequency: bounds.minRate,
      MaximumSampleFrequency: bounds.maxRate,
    }),
  },
];

const u16 = (bytes: Uint8Array, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint16(offset, true);

/** Average bytes a second of a wave format. */
export const bytesPerSecond = (format: Uint8Array): number => readU32(format, 72);

export const acceptAudio: NonNullable<KsPinDescriptorEx['acceptFormat']> = (_filter, format) => {
  if (format.length < formatSize) return STATUS.STATUS_NO_MATCH;
  const [tag, channels, rate, bits] = [u16(format, 64), u16(format, 66), readU32(format, 68), u16(format, 78)];
  const block = u16(format, 76);
  const fits =
    tag === 1 &&
    channels >= 1 &&
    channels <= bounds.channels &&
    (bits === 8 || bits === 16) &&
    rate >= bounds.minRate &&
    rate <= bounds.maxRate &&
    block === (channels * bits) / 8 &&
    bytesPerSecond(format) === rate * block;
  return fits ? STATUS.STATUS_SUCCESS : STATUS.STATUS_NO_MATCH;
};

/** The best format that both ranges allow. */
export const intersectAudio: KsIntersectHandler = (_filter, _factory, callerRange) => {
  const caller = callerRange.length >= 88 ? callerRange : undefined;
  const member = (offset: number, absent: number): number => (caller === undefined ? absent : readU32(caller, offset));
  const channels = Math.min(bounds.channels, member(64, bounds.channels));
  const bits = Math.min(bounds.maxBits, member(72, bounds.maxBits));
  const rate = Math.min(bounds.maxRate, member(80, bounds.maxRate));
  const possible =
    channels >= 1 &&
    (bits === 8 || bits === 16) &&
    bits >= member(68, bounds.minBits) &&
    rate >= Math.max(bounds.minRate, member(76, bounds.minRate));
  if (!possible) return STATUS.STATUS_NO_MATCH;
  const block = (channels * bits) / 8;
  return formatCodec.encode({
    DataFormat: { FormatSize: formatSize, ...guids },
    WaveFormatEx: {
      wFormatTag: 1,
      nChannels: channels,
      nSamplesPerSec: rate,
      nAvgBytesPerSec: rate * block,
      nBlockAlign: block,
      wBitsPerSample: bits,
    },
  });
};
