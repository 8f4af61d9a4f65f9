/** What the decoder's streams carry: encrypted DVD packs in, video port, analog video and line 21 out. */
import { codecOf } from '../../../abi/codec.ts';
import { plainFormat } from '../../classdrivers/ks/analog-video.ts';
import { formatFits, makeFormat, rangesMeet, readU32, subFormat } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { commonPcm, makePcm, pcmRange, type AudioBounds, type AudioKind } from '../../classdrivers/ks/pcm.ts';
import type { KsDataRange } from '../../classdrivers/ks/pin-factory.ts';
import { line21Size } from '../../hardware/dvddecoder/captions.ts';

/** KSDATAFORMAT_WAVEFORMATEX, and KSDATAFORMAT with KS_MPEGVIDEOINFO2 up to its sequence header. */
const waveSize = 82;
const videoSize = 196;
const rate = 48_000;

const packs = ksGuid('KSDATAFORMAT_TYPE_DVD_ENCRYPTED_PACK');
const mpeg2 = {
  majorFormat: packs,
  subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_MPEG2_VIDEO'),
  specifier: ksGuid('KSDATAFORMAT_SPECIFIER_MPEG2_VIDEO'),
};
const bounds = (maxChannels: number): AudioBounds => ({ maxChannels, minBits: 16, maxBits: 16, minRate: rate, maxRate: rate });

/** Kinds of sound in the packs. */
const sounds: readonly { readonly kind: AudioKind; readonly bounds: AudioBounds }[] = [
  { kind: { majorFormat: packs, subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_AC3_AUDIO'), tag: 0x2000 }, bounds: bounds(6) },
  { kind: { majorFormat: packs, subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_LPCM_AUDIO'), tag: 1 }, bounds: bounds(2) },
];

export const videoRanges: readonly KsDataRange[] = [{ bytes: makeFormat(mpeg2) }];
export const audioRanges: readonly KsDataRange[] = sounds.map((sound) => pcmRange(sound.bounds, sound.kind));
export const subpictureRanges: readonly KsDataRange[] = [{ bytes: plainFormat('DVD_ENCRYPTED_PACK', 'SUBPICTURE') }];
export const videoPortRanges: readonly KsDataRange[] = [{ bytes: plainFormat('VIDEO', 'VPVideo') }];
export const line21Ranges: readonly KsDataRange[] = [{ bytes: plainFormat('AUXLine21Data', 'Line21_GOPPacket', line21Size) }];
export const analogRanges: readonly KsDataRange[] = [{ bytes: plainFormat('ANALOGVIDEO', 'NONE') }];

/** NTSC: 720 × 480 at 29.97 pictures a second, 4:3. */
const videoFormat = (): Uint8Array =>
  makeFormat({
    ...mpeg2,
    block: codecOf('KS_MPEGVIDEOINFO2', 'x64').encode({
      hdr: {
        AvgTimePerFrame: 333_667n,
        dwPictAspectRatioX: 4,
        dwPictAspectRatioY: 3,
        bmiHeader: { biSize: 40, biWidth: 720, biHeight: 480, biPlanes: 1 },
      },
    }),
  });

/** SRB_GET_DATA_INTERSECTION: the format of a stream that a caller's range allows, or null. */
export function intersect(ranges: readonly KsDataRange[], caller: Uint8Array): Uint8Array | null {
  const own = ranges.find(({ bytes }) => rangesMeet(caller, bytes));
  if (own === undefined) return null;
  if (ranges === videoRanges) return videoFormat();
  if (ranges !== audioRanges) return own.bytes.slice();
  const sound = sounds.find(({ kind }) => kind.subFormat === subFormat(own.bytes));
  const common = sound && commonPcm(caller, sound.bounds);
  return sound === undefined || common === undefined ? null : makePcm(common, 0, sound.kind);
}

/** Whether a stream can have a format, beyond what the GUIDs tell. */
export function accepts(ranges: readonly KsDataRange[], format: Uint8Array): boolean {
  if (!ranges.some(({ bytes }) => formatFits(format, bytes))) return false;
  if (ranges === videoRanges) return format.length >= videoSize;
  return ranges !== audioRanges || (format.length >= waveSize && readU32(format, 68) === rate);
}
