/** What the decoder's streams carry: encrypted DVD packs in, video port, analog video and line 21 out. */
import { codecOf } from '../../../abi/codec.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import { formatFits, makeFormat, majorFormat, rangesMeet, readU32, subFormat } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { KsDataRange } from '../../classdrivers/ks/pin-factory.ts';

const formatCodec = codecOf('KSDATAFORMAT_WAVEFORMATEX', 'x64');
const rangeCodec = codecOf('KSDATARANGE_AUDIO', 'x64');
const mpegCodec = codecOf('KS_MPEGVIDEOINFO2', 'x64');
const waveSize = 82;
/** KSDATAFORMAT and KS_MPEGVIDEOINFO2 up to its sequence header. */
const videoSize = 196;
const rate = 48_000;
const bits = 16;

const packs = ksGuid('KSDATAFORMAT_TYPE_DVD_ENCRYPTED_PACK');
const none = ksGuid('KSDATAFORMAT_SPECIFIER_NONE');
const wave = ksGuid('KSDATAFORMAT_SPECIFIER_WAVEFORMATEX');
const mpeg2 = ksGuid('KSDATAFORMAT_SPECIFIER_MPEG2_VIDEO');
const AC3 = ksGuid('KSDATAFORMAT_SUBTYPE_AC3_AUDIO');
const LPCM = ksGuid('KSDATAFORMAT_SUBTYPE_LPCM_AUDIO');
/** Bytes of one sample of line 21. */
export const line21Size = 200;

function audioRange(subtype: string, channels: number): KsDataRange {
  return {
    bytes: rangeCodec.encode({
      DataRange: { FormatSize: 88, MajorFormat: packs, SubFormat: subtype, Specifier: wave },
      MaximumChannels: channels,
      MinimumBitsPerSample: bits,
      MaximumBitsPerSample: bits,
      MinimumSampleFrequency: rate,
      MaximumSampleFrequency: rate,
    }),
  };
}

/** A range, and a format, that have no block. */
const bare = (major: string, sub: string, sampleSize = 0, specifier = none): KsDataRange => ({
  bytes: makeFormat({ majorFormat: major, subFormat: sub, specifier, sampleSize }),
});

export const videoRanges: readonly KsDataRange[] = [
  bare(packs, ksGuid('KSDATAFORMAT_SUBTYPE_MPEG2_VIDEO'), 0, mpeg2),
];
export const audioRanges: readonly KsDataRange[] = [audioRange(AC3, 6), audioRange(LPCM, 2)];
export const subpictureRanges: readonly KsDataRange[] = [bare(packs, ksGuid('KSDATAFORMAT_SUBTYPE_SUBPICTURE'))];
export const videoPortRanges: readonly KsDataRange[] = [
  bare(ksGuid('KSDATAFORMAT_TYPE_VIDEO'), ksGuid('KSDATAFORMAT_SUBTYPE_VPVideo')),
];
export const line21Ranges: readonly KsDataRange[] = [
  bare(
    ksGuid('KSDATAFORMAT_TYPE_AUXLine21Data'),
    ksGuid('KSDATAFORMAT_SUBTYPE_Line21_GOPPacket'),
    line21Size,
  ),
];
export const analogRanges: readonly KsDataRange[] = [
  bare(ksGuid('KSDATAFORMAT_TYPE_ANALOGVIDEO'), ksGuid('KSDATAFORMAT_SUBTYPE_NONE')),
];

function audioFormat(subtype: string, channels: number): Uint8Array {
  const block = (channels * bits) / 8;
  return formatCodec.encode({
    DataFormat: { FormatSize: waveSize, MajorFormat: packs, SubFormat: subtype, Specifier: wave },
    WaveFormatEx: {
      wFormatTag: subtype === AC3 ? 0x2000 : 1,
      nChannels: channels,
      nSamplesPerSec: rate,
      nAvgBytesPerSec: rate * block,
      nBlockAlign: block,
      wBitsPerSample: bits,
    },
  });
}

/** NTSC: 720 × 480 at 29.97 pictures a second, 4:3. */
function videoFormat(): Uint8Array {
  const block = mpegCodec.encode({
    hdr: {
      AvgTimePerFrame: 333_667n,
      dwPictAspectRatioX: 4,
      dwPictAspectRatioY: 3,
      bmiHeader: { biSize: 40, biWidth: 720, biHeight: 480, biPlanes: 1 },
    },
  });
  return makeFormat({
    majorFormat: packs,
    subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_MPEG2_VIDEO'),
    specifier: mpeg2,
    block,
  });
}

/** SRB_GET_DATA_INTERSECTION: the format of a stream that a caller's range allows, or why there is none. */
export function intersect(ranges: readonly KsDataRange[], caller: Uint8Array): Uint8Array | number {
  const own = ranges.find(({ bytes }) => rangesMeet(caller, bytes));
  if (own === undefined) return STATUS.STATUS_NO_MATCH;
  if (ranges === videoRanges) return videoFormat();
  if (ranges !== audioRanges) return own.bytes.slice();
  const bounds = caller.length >= 88 ? caller : own.bytes;
  const channels = Math.min(readU32(own.bytes, 64), readU32(bounds, 64));
  const fits =
    channels >= 1 &&
    readU32(bounds, 68) <= bits &&
    readU32(bounds, 72) >= bits &&
    readU32(bounds, 76) <= rate &&
    readU32(bounds, 80) >= rate;
  return fits ? audioFormat(subFormat(own.bytes), channels) : STATUS.STATUS_NO_MATCH;
}

/** Whether a stream can have a format, beyond what the GUIDs tell. */
export function accepts(ranges: readonly KsDataRange[], format: Uint8Array): boolean {
  if (!ranges.some(({ bytes }) => formatFits(format, bytes))) return false;
  if (ranges === videoRanges) return format.length >= videoSize;
  return ranges !== audioRanges || (format.length >= waveSize && readU32(format, 68) === rate);
}

/** Whether a stream of packs: one that keys are exchanged for. */
export const isPacks = (ranges: readonly KsDataRange[]): boolean =>
  ranges.every(({ bytes }) => majorFormat(bytes) === packs);
