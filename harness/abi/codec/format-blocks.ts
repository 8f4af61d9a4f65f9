/** What follows the 64 bytes of a KSDATARANGE or KSDATAFORMAT, by specifier or major format. */
import { guidByName } from '../names.ts';
import type { Arch } from '../layout.ts';

/** One form of the block, and when it applies. */
export interface FormatBlock {
  /** A struct that begins with the KSDATARANGE or KSDATAFORMAT and goes on with the block. */
  readonly struct?: string;
  /** Or the block's only member, where the headers declare no such struct. */
  readonly member?: { readonly field: string; readonly type: string };
  readonly specifier?: string;
  readonly major?: string;
  /** Applies only to a WAVEFORMATEX that says it is a WAVEFORMATEXTENSIBLE. */
  readonly extensible?: true;
}

/** The architectures agree on every block: no member is a pointer. */
export const blockArch: Arch = 'x64';

const specifier = (name: string): string => guidOf(`KSDATAFORMAT_SPECIFIER_${name}`);
const major = (name: string): string => guidOf(`KSDATAFORMAT_TYPE_${name}`);

function guidOf(name: string): string {
  const guid = guidByName(name);
  if (guid === undefined) throw new Error(`${name} is missing from the facts`);
  return guid;
}

const mpeg1 = { field: 'VideoInfoHeader', type: 'KS_MPEG1VIDEOINFO' };

/** Blocks of ranges; the first that applies is taken. */
export const rangeBlocks: readonly FormatBlock[] = [
  { struct: 'KS_DATARANGE_VIDEO', specifier: specifier('VIDEOINFO') },
  { struct: 'KS_DATARANGE_VIDEO2', specifier: specifier('VIDEOINFO2') },
  { struct: 'KS_DATARANGE_MPEG1_VIDEO', specifier: specifier('MPEG1_VIDEO') },
  { struct: 'KS_DATARANGE_MPEG2_VIDEO', specifier: specifier('MPEG2_VIDEO') },
  { struct: 'KS_DATARANGE_H264_VIDEO', specifier: specifier('H264_VIDEO') },
  { struct: 'KS_DATARANGE_IMAGE', specifier: specifier('IMAGE') },
  { struct: 'KS_DATARANGE_VIDEO_VBI', specifier: specifier('VBI') },
  { struct: 'KS_DATARANGE_ANALOGVIDEO', specifier: specifier('ANALOGVIDEO') },
  { struct: 'KS_DATARANGE_BDA_TRANSPORT', specifier: specifier('BDA_TRANSPORT') },
  { struct: 'KSDATARANGE_AUDIO', major: major('AUDIO') },
  { struct: 'KSDATARANGE_MUSIC', major: major('MUSIC') },
];

/** Blocks of formats; the first that applies is taken. */
export const formatBlocks: readonly FormatBlock[] = [
  { struct: 'KS_DATAFORMAT_VIDEOINFOHEADER', specifier: specifier('VIDEOINFO') },
  { struct: 'KS_DATAFORMAT_VIDEOINFOHEADER2', specifier: specifier('VIDEOINFO2') },
  { member: mpeg1, specifier: specifier('MPEG1_VIDEO') },
  { struct: 'KS_DATAFORMAT_MPEGVIDEOINFO2', specifier: specifier('MPEG2_VIDEO') },
  { struct: 'KS_DATAFORMAT_H264VIDEOINFO', specifier: specifier('H264_VIDEO') },
  { struct: 'KS_DATAFORMAT_IMAGEINFO', specifier: specifier('IMAGE') },
  { struct: 'KS_DATAFORMAT_VBIINFOHEADER', specifier: specifier('VBI') },
  { struct: 'KS_DATARANGE_ANALOGVIDEO', specifier: specifier('ANALOGVIDEO') },
  { struct: 'KS_DATARANGE_BDA_TRANSPORT', specifier: specifier('BDA_TRANSPORT') },
  { struct: 'KSDATAFORMAT_WAVEFORMATEXTENSIBLE', specifier: specifier('WAVEFORMATEX'), extensible: true },
  { struct: 'KSDATAFORMAT_WAVEFORMATEX', specifier: specifier('WAVEFORMATEX') },
  { struct: 'KSDATAFORMAT_DSOUND', specifier: specifier('DSOUND') },
];
