/** What the splitter carries: PCM of 16 bits, one or two channels, 8 to 48 kHz. */
import { codecOf } from '../../../abi/codec.ts';
import { readU32 } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsDataRange } from '../../classdrivers/ksdispatch/descriptors.ts';

const rangeCodec = codecOf('KSDATARANGE_AUDIO', 'x64');
const formatCodec = codecOf('KSDATAFORMAT_WAVEFORMATEX', 'x64');
const formatSize = 82;
const rangeSize = 88;
const bits = 16;

const guids = {
  MajorFormat: ksGuid('KSDATAFORMAT_TYPE_AUDIO'),
  SubFormat: ksGuid('KSDATAFORMAT_SUBTYPE_PCM'),
  Specifier: ksGuid('KSDATAFORMAT_SPECIFIER_WAVEFORMATEX'),
};

interface Pcm {
  readonly channels: number;
  readonly rate: number;
}

/** Channels up to `channels` at rates from `least` to `most`. */
function range(channels: number, least: number, most: number): KsDataRange {
  return {
    bytes: rangeCodec.encode({
      DataRange: { FormatSize: rangeSize, ...guids },
      MaximumChannels: channels,
      MinimumBitsPerSample: bits,
      MaximumBitsPerSample: bits,
      MinimumSampleFrequency: least,
      MaximumSampleFrequency: most,
    }),
  };
}

export const ranges: readonly KsDataRange[] = [range(2, 8000, 48_000)];

/** The range that holds one format and no other, for a filter whose format is settled. */
export const rangeOf = (format: Uint8Array): KsDataRange => {
  const { channels, rate } = parse(format) ?? { channels: 2, rate: 48_000 };
  return range(channels, rate, rate);
};

function makePcm({ channels, rate }: Pcm): Uint8Array {
  const block = (channels * bits) / 8;
  return formatCodec.encode({
    DataFormat: { FormatSize: formatSize, SampleSize: block, ...guids },
    WaveFormatEx: {
      wFormatTag: 1,
      nChannels: channels,
      nSamplesPerSec: rate,
      nAvgBytesPerSec: rate * block,
      nBlockAlign: block,
      wBitsPerSample: bits,
    },
  });
}

const u16 = (bytes: Uint8Array, offset: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint16(offset, true);

/** The PCM that a KSDATAFORMAT tells; `undefined` for anything else or for members that contradict each other. */
export function parse(format: Uint8Array): Pcm | undefined {
  if (format.length < formatSize) return undefined;
  const [tag, channels, rate, block] = [u16(format, 64), u16(format, 66), readU32(format, 68), u16(format, 76)];
  const consistent = block === (channels * bits) / 8 && readU32(format, 72) === rate * block;
  const inside = channels >= 1 && channels <= 2 && rate >= 8000 && rate <= 48_000;
  return tag === 1 && u16(format, 78) === bits && consistent && inside ? { channels, rate } : undefined;
}

/** The best format that two ranges have in common. */
export function intersect(caller: Uint8Array, own: KsDataRange): Uint8Array | number {
  const mine = (offset: number): number => readU32(own.bytes, offset);
  const theirs = (offset: number): number => readU32(caller.length >= rangeSize ? caller : own.bytes, offset);
  const channels = Math.min(mine(64), theirs(64));
  const rate = Math.min(mine(80), theirs(80));
  const fits =
    channels >= 1 && theirs(68) <= bits && theirs(72) >= bits && rate >= Math.max(mine(76), theirs(76));
  return fits ? makePcm({ channels, rate }) : STATUS.STATUS_NO_MATCH;
}
