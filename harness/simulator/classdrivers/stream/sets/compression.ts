/** PROPSETID_VIDCAP_VIDEOCOMPRESSION under the stream class. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { Arch } from '../../../../target/target.ts';
import type { MiniPropertySet } from '../minidriver.ts';
import { integer, structCell, structSet, type StructProperty } from '../struct-property.ts';


/** A property of the one stream that is compressed. */
const ofStream = (stream: number, what: StructProperty): StructProperty => ({
  ...what,
  ...(what.get !== undefined && {
    get: (asked, open) =>
      integer(asked, 'StreamIndex') === stream ? (what.get?.(asked, open) ?? {}) : STATUS.STATUS_NOT_SUPPORTED,
  }),
  ...(what.set !== undefined && {
    set: (members, open) =>
      integer(members, 'StreamIndex') === stream
        ? (what.set?.(members, open) ?? STATUS.STATUS_SUCCESS)
        : STATUS.STATUS_NOT_SUPPORTED,
  }),
});

/** What the compressor does unless told; qualities are 0 … 10000. */
export interface CompressionPreset {
  readonly keyFrameRate: number;
  readonly pFrames: number;
  readonly quality: number;
  readonly window: number;
}

/** The set of a filter that compresses one of its streams. */
export function compressionSet(arch: Arch, stream: number, preset: CompressionPreset): MiniPropertySet {
  const ofCapture = (what: StructProperty): StructProperty => ofStream(stream, what);
  const struct = 'KSPROPERTY_VIDEOCOMPRESSION_S';
  let pFrames: number = preset.pFrames;
  return structSet(arch, {
    KSPROPERTY_VIDEOCOMPRESSION_GETINFO: [
      'KSPROPERTY_VIDEOCOMPRESSION_GETINFO_S',
      ofCapture({
        get: () => ({
          DefaultKeyFrameRate: preset.keyFrameRate,
          DefaultPFrameRate: preset.pFrames,
          DefaultQuality: preset.quality,
          NumberOfQualitySettings: 101,
          // Quality, key frames, P-frames, window.
          Capabilities: 0x1 | 0x4 | 0x8 | 0x10,
        }),
      }),
    ],
    KSPROPERTY_VIDEOCOMPRESSION_KEYFRAME_RATE: [struct, ofCapture(structCell(preset.keyFrameRate, (next) => next > 0))],
    KSPROPERTY_VIDEOCOMPRESSION_PFRAMES_PER_KEYFRAME: [
      struct,
      ofCapture({
        get: () => ({ Value: pFrames }),
        set: (members) => {
          const next = integer(members, 'Value');
          pFrames = next < 0 ? preset.pFrames : next;
          return STATUS.STATUS_SUCCESS;
        },
      }),
    ],
    KSPROPERTY_VIDEOCOMPRESSION_QUALITY: [struct, ofCapture(structCell(preset.quality, (next) => next >= 0 && next <= 10_000))],
    KSPROPERTY_VIDEOCOMPRESSION_WINDOWSIZE: [struct, ofCapture(structCell(preset.window, (next) => next >= 0))],
  });
}
