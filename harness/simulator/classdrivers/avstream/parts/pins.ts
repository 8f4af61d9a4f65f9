/** Pieces of pin descriptors in the few forms that there are: formats with their handlers, framing, bridge pins. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { makeFormat } from '../../ks/formats.ts';
import { ksGuid } from '../../ks/guids.ts';
import { commonPcm, makePcm, parsePcm, pcmFits, pcmRange, type AudioBounds } from '../../ks/pcm.ts';
import { sizeOfRange, type UncompressedVideo, type VideoSize } from '../../ks/video-info.ts';
import { KSPIN_COMMUNICATION, type KsAllocatorFramingEx, type KsDataRange, type KsPinDescriptorEx } from '../descriptors.ts';

type Formats = Pick<KsPinDescriptorEx, 'dataRanges' | 'intersectHandler' | 'acceptFormat'>;
const match = (fits: boolean): number => (fits ? STATUS.STATUS_SUCCESS : STATUS.STATUS_NO_MATCH);

/** Video of some sizes, each with a range of its own. */
export const videoFormats = (video: UncompressedVideo, sizes: readonly VideoSize[]): Formats => ({
  dataRanges: sizes.map((size) => video.range(size)),
  intersectHandler: (_filter, _factory, caller, own) => video.intersect(caller, [sizeOfRange(own.bytes)]) ?? STATUS.STATUS_NO_MATCH,
  acceptFormat: (_filter, format, range) => match(video.fits(format, sizeOfRange(range.bytes))),
});

/** PCM within bounds. */
export const pcmFormats = (bounds: AudioBounds): Formats => ({
  dataRanges: [pcmRange(bounds)],
  intersectHandler: (_filter, _factory, caller) => {
    const common = commonPcm(caller, bounds);
    return common === undefined ? STATUS.STATUS_NO_MATCH : makePcm(common);
  },
  acceptFormat: (_filter, format) => {
    const pcm = parsePcm(format);
    return match(pcm !== undefined && pcmFits(pcm, bounds));
  },
});

/** A range of bytes that nobody outside can name a format for. */
export const opaqueRange = (
  subFormat = ksGuid('KSDATAFORMAT_SUBTYPE_NONE'),
  majorFormat = ksGuid('KSDATAFORMAT_TYPE_STREAM'),
): KsDataRange => ({
  bytes: makeFormat({ majorFormat, subFormat, specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE') }),
});

/** Four frames of any size between two bounds. */
export function framing(minFrameSize: number, maxFrameSize: number): KsAllocatorFramingEx {
  const range = { minFrameSize, maxFrameSize, stepping: 1 };
  return { items: [{ flags: 0x2 | 0x40, frames: 4, fileAlignment: 3, physicalRange: range, framingRange: range }] };
}

/** A pin that leads out of the computer: nothing can be opened on it. */
export const bridgePin = (dataFlow: number, category: string): KsPinDescriptorEx => ({
  dataFlow,
  communication: KSPIN_COMMUNICATION.BRIDGE,
  category: ksGuid(category),
  instancesPossible: 1,
  dataRanges: [opaqueRange()],
});
