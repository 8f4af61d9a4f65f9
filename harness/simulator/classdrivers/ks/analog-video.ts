/** Formats of what analog video carries: raw lines of the blanking interval, the signal itself, and streams without a block. */
import { codecOf } from '../../../abi/codec.ts';
import { makeFormat } from './formats.ts';
import { ksGuid } from './guids.ts';

/** KS_VBIINFOHEADER. */
export interface VbiInfo {
  readonly StartLine: number;
  readonly EndLine: number;
  /** Hz. */
  readonly SamplingFrequency: number;
  readonly MinLineStartTime: number;
  readonly MaxLineStartTime: number;
  readonly ActualLineStartTime: number;
  readonly ActualLineEndTime: number;
  /** KS_AnalogVideoStandard. */
  readonly VideoStandard: number;
  readonly SamplesPerLine: number;
  readonly StrideInBytes: number;
  readonly BufferSize: number;
}

const vbiGuids = (info: VbiInfo) => ({
  SampleSize: info.BufferSize,
  MajorFormat: ksGuid('KSDATAFORMAT_TYPE_VBI'),
  SubFormat: ksGuid('KSDATAFORMAT_SUBTYPE_RAW8'),
  Specifier: ksGuid('KSDATAFORMAT_SPECIFIER_VBI'),
});

/** The range of raw lines. @param interval 100 ns between two frames of them */
export function vbiRange(info: VbiInfo, interval: number): Uint8Array {
  const lines = { cx: info.SamplesPerLine, cy: info.EndLine - info.StartLine + 1 };
  return codecOf('KS_DATARANGE_VIDEO_VBI', 'x64').encode({
    DataRange: { FormatSize: 256, ...vbiGuids(info) },
    bFixedSizeSamples: 1,
    StreamDescriptionFlags: 0x10,
    ConfigCaps: {
      guid: ksGuid('KSDATAFORMAT_SPECIFIER_VBI'),
      VideoStandard: info.VideoStandard,
      InputSize: lines,
      MinCroppingSize: lines,
      MaxCroppingSize: lines,
      MinOutputSize: lines,
      MaxOutputSize: lines,
      MinFrameInterval: BigInt(interval),
      MaxFrameInterval: BigInt(interval),
    },
    VBIInfoHeader: { ...info },
  });
}

/** The format of raw lines. */
export const vbiFormat = (info: VbiInfo): Uint8Array =>
  codecOf('KS_DATAFORMAT_VBIINFOHEADER', 'x64').encode({
    DataFormat: { FormatSize: 112, ...vbiGuids(info) },
    VBIInfoHeader: { ...info },
  });

/** What a decoder understands of analog video. */
export const analogFormat = ({ width, height, interval }: { readonly width: number; readonly height: number; readonly interval: number }): Uint8Array =>
  codecOf('KS_DATARANGE_ANALOGVIDEO', 'x64').encode({
  DataRange: {
    FormatSize: 112,
    MajorFormat: ksGuid('KSDATAFORMAT_TYPE_ANALOGVIDEO'),
    SubFormat: ksGuid('KSDATAFORMAT_SUBTYPE_NONE'),
    Specifier: ksGuid('KSDATAFORMAT_SPECIFIER_ANALOGVIDEO'),
  },
  AnalogVideoInfo: {
    rcSource: { right: width, bottom: height },
    rcTarget: { right: width, bottom: height },
    dwActiveWidth: width,
    dwActiveHeight: height,
    AvgTimePerFrame: BigInt(interval),
  },
});

/** A format without a block. */
export const plainFormat = (major: string, sub: string, sampleSize = 0): Uint8Array =>
  makeFormat({
    majorFormat: ksGuid(`KSDATAFORMAT_TYPE_${major}`),
    subFormat: ksGuid(`KSDATAFORMAT_SUBTYPE_${sub}`),
    specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
    sampleSize,
  });
