/** What the card makes of the signal: how it samples the lines of the blanking interval, and how fast pictures come. */
import { STANDARD } from './constants.ts';

/** 100 ns of a frame of NTSC. */
export const frameTime = 333_667;

/** Lines of the vertical blanking interval as they are sampled. */
export const vbiInfo = {
  StartLine: 10,
  EndLine: 21,
  SamplingFrequency: 28_636_363,
  MinLineStartTime: 900,
  MaxLineStartTime: 900,
  ActualLineStartTime: 900,
  ActualLineEndTime: 6500,
  VideoStandard: STANDARD.NTSC_M,
  SamplesPerLine: 1600,
  StrideInBytes: 1600,
  BufferSize: 19_200,
} as const;
