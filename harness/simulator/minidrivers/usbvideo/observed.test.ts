/** What public listings of real cameras with the in-box driver show. Values are facts of those listings. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGuid } from '../../../abi/guid.ts';
import { packageRoot } from '../../../base/package-root.ts';
import type { KsPinDescriptorEx } from '../../classdrivers/avstream/descriptors.ts';
import type { ColourMatching, StreamFormat, StreamFrame } from '../../usb/descriptors.ts';
import { modeRanges } from '../../classdrivers/avstream/video/data-ranges.ts';
import { usbvideoDeviceOf } from './device.ts';
import { stillModes, videoModes } from '../../classdrivers/usbvideo/modes.ts';
import { readSigned, readUnsigned } from '../../classdrivers/avstream/video/structs.ts';

const data = join(packageRoot, '..', 'shared', 'data');
const YUY2 = '{32595559-0000-0010-8000-00AA00389B71}';
const VIDEOINFO = '{05589F80-C356-11CE-BF01-00AA0055595A}';
const VIDEOINFO2 = '{F72A76A0-EB0A-11D0-ACE4-0000C0CC16BA}';
const place = { line: 1, column: 1, length: 1 };

const frame = (over: Partial<StreamFrame>): StreamFrame => ({
  place,
  index: 1,
  width: 640,
  height: 480,
  minBitRate: 24_576_000,
  maxBitRate: 147_456_000,
  maxFrameSize: 614_400,
  defaultInterval: 333_333,
  intervals: { kind: 'discrete', values: [333_333, 2_000_000] },
  ...over,
});
const format = (over: Partial<StreamFormat>): StreamFormat => ({
  kind: 'uncompressed',
  place,
  index: 1,
  guid: YUY2,
  bitsPerPixel: 16,
  defaultFrameIndex: 1,
  aspectRatio: [0, 0],
  interlaceFlags: 0,
  variableSize: false,
  frames: [frame({})],
  stillSizes: [],
  colour: { primaries: 1, transfer: 1, matrix: 4 },
  ...over,
});

/** Ranges of a format, with the members that listings show. */
function listed(of: StreamFormat): Record<string, unknown>[] {
  return modeRanges(videoModes(of)).map(({ bytes }) => {
    const specifier = readGuid(bytes, 48);
    const struct = specifier === VIDEOINFO ? 'KS_DATARANGE_VIDEO' : 'KS_DATARANGE_VIDEO2';
    const u = (name: string): number => readUnsigned(bytes, 0, struct, name);
    return {
      specifier,
      subType: readGuid(bytes, 32),
      sampleSize: u('DataRange.SampleSize'),
      fixed: u('bFixedSizeSamples'),
      temporal: u('bTemporalCompression'),
      bitRate: u('VideoInfoHeader.dwBitRate'),
      interval: readSigned(bytes, 0, struct, 'VideoInfoHeader.AvgTimePerFrame'),
      bits: u('VideoInfoHeader.bmiHeader.biBitCount'),
      image: u('VideoInfoHeader.bmiHeader.biSizeImage'),
      minBits: u('ConfigCaps.MinBitsPerSecond'),
      maxBits: u('ConfigCaps.MaxBitsPerSecond'),
      minInterval: readSigned(bytes, 0, struct, 'ConfigCaps.MinFrameInterval'),
      maxInterval: readSigned(bytes, 0, struct, 'ConfigCaps.MaxFrameInterval'),
      ...(specifier === VIDEOINFO2
        ? {
            aspect: [u('VideoInfoHeader.dwPictAspectRatioX'), u('VideoInfoHeader.dwPictAspectRatioY')],
            controlFlags: u('VideoInfoHeader.dwReserved1'),
          }
        : {}),
    };
  });
}

test('uncompressed 640x480: both specifiers, bit rates of the descriptor in the caps, of the format in the header', () => {
  const common = {
    subType: YUY2,
    sampleSize: 614_400,
    fixed: 1,
    temporal: 0,
    bitRate: 147_456_000,
    interval: 333_333,
    bits: 16,
    image: 614_400,
    minBits: 24_576_000,
    maxBits: 147_456_000,
    minInterval: 333_333,
    maxInterval: 2_000_000,
  };
  expect(listed(format({}))).toEqual([
    { ...common, specifier: VIDEOINFO },
    { ...common, specifier: VIDEOINFO2, aspect: [4, 3], controlFlags: 0x008d_2681 },
  ]);
});

test('MJPEG 800x448: 24 bits, image size from the frame size, reduced aspect ratio', () => {
  const [, second] = listed(
    format({
      kind: 'mjpeg',
      guid: undefined,
      bitsPerPixel: 0,
      variableSize: true,
      frames: [
        frame({ width: 800, height: 448, minBitRate: 28_672_000, maxBitRate: 172_032_000, maxFrameSize: 716_800 }),
      ],
    }),
  );
  expect(second).toMatchObject({
    subType: '{47504A4D-0000-0010-8000-00AA00389B71}',
    sampleSize: 1_075_200,
    fixed: 1,
    temporal: 0,
    bits: 24,
    bitRate: 258_048_000,
    minBits: 28_672_000,
    maxBits: 172_032_000,
    aspect: [25, 14],
    controlFlags: 0x008d_1181,
  });
});

test('intervals that do not divide a second: the bit rate counts whole frames', () => {
  const [nine] = listed(format({ frames: [frame({ width: 768, height: 576, defaultInterval: 1_111_111 })] }));
  expect(nine).toMatchObject({ bitRate: 63_700_992 });
  const [ninety] = listed(
    format({
      guid: '{20385942-0000-0010-8000-00AA00389B71}',
      bitsPerPixel: 8,
      frames: [frame({ defaultInterval: 111_111 })],
    }),
  );
  expect(ninety).toMatchObject({ bitRate: 221_184_000, bits: 8, image: 307_200 });
});

test('an aspect ratio in the format descriptor is used as it stands, for every frame size', () => {
  const ranges = listed(
    format({ aspectRatio: [8, 6], frames: [frame({}), frame({ index: 2, width: 1280, height: 1024 })] }),
  );
  expect(ranges.filter(({ aspect }) => aspect !== undefined).map(({ aspect }) => aspect)).toEqual([
    [8, 6],
    [8, 6],
  ]);
});

test.each<[ColourMatching | undefined]>([[undefined], [{ primaries: 0, transfer: 0, matrix: 0 }]])(
  'colours left unspecified (%o) are those of BT.709 and BT.601',
  (colour) => {
    expect(listed(format({ colour }))[1]).toMatchObject({ controlFlags: 0x008d_2681 });
  },
);

test('still pictures: VIDEOINFO only, one a second', () => {
  const ranges = modeRanges(
    stillModes(
      format({
        stillSizes: [
          [640, 480],
          [160, 120],
        ],
      }),
    ),
  );
  expect(ranges.map(({ specifier }) => specifier)).toEqual([
    'KSDATAFORMAT_SPECIFIER_VIDEOINFO',
    'KSDATAFORMAT_SPECIFIER_VIDEOINFO',
  ]);
  const { bytes } = ranges[0]!;
  const u = (name: string): number => readUnsigned(bytes, 0, 'KS_DATARANGE_VIDEO', name);
  expect(u('VideoInfoHeader.dwBitRate')).toBe(4_915_200);
  expect(readSigned(bytes, 0, 'KS_DATARANGE_VIDEO', 'VideoInfoHeader.AvgTimePerFrame')).toBe(10_000_000);
  expect([u('ConfigCaps.MinBitsPerSecond'), u('ConfigCaps.MaxBitsPerSecond')]).toEqual([4_915_200, 4_915_200]);
});

describe.skipIf(!existsSync(data))(`against the device facts (skipped without the folder ${data})`, () => {
  interface Fact {
    readonly filters: readonly {
      readonly pins: readonly { readonly data_ranges: readonly Record<string, number | string>[] }[];
    }[];
  }
  const facts = (name: string): readonly Record<string, number | string>[] =>
    (JSON.parse(readFileSync(join(data, 'ks', `${name}.json`), 'utf8')) as Fact).filters[0]?.pins[0]?.data_ranges ?? [];

  test('Logitech C920: the data ranges come in the observed order, each frame twice', () => {
    const file = join(data, 'uvc', '046d-082d-logitech-c920.txt');
    const [capture] = usbvideoDeviceOf(readFileSync(file, 'utf8'), file).filters[0]?.pins as [KsPinDescriptorEx];
    const observed = facts('logitech-c920-usbvideo');
    const ours = capture.dataRanges.slice(0, observed.length).map(({ bytes }) => {
      const struct = bytes.length === 296 ? 'KS_DATARANGE_VIDEO' : 'KS_DATARANGE_VIDEO2';
      return {
        major_format: 'KSDATAFORMAT_TYPE_VIDEO',
        sub_format: readGuid(bytes, 32) === YUY2 ? 'YUY2' : 'other',
        specifier: 'VIDEOINFO or VIDEOINFO2',
        width: readSigned(bytes, 0, struct, 'VideoInfoHeader.bmiHeader.biWidth'),
        height: readSigned(bytes, 0, struct, 'VideoInfoHeader.bmiHeader.biHeight'),
        min_frame_interval: readSigned(bytes, 0, struct, 'ConfigCaps.MinFrameInterval'),
        max_frame_interval: readSigned(bytes, 0, struct, 'ConfigCaps.MaxFrameInterval'),
      };
    });
    expect(ours).toEqual(observed);
    expect(capture.dataRanges.map(({ bytes }) => bytes.length).slice(0, 4)).toEqual([296, 320, 296, 320]);
    // 19 YUY2, 17 H.264 and 17 MJPEG frames, each twice.
    expect(capture.dataRanges).toHaveLength(2 * (19 + 17 + 17));
  });

  test('Logitech MX Brio: the configuration caps', () => {
    const observed = facts('logitech-mx-brio-usbvideo');
    const ours = listed(
      format({
        frames: [
          frame({
            minBitRate: 294_912_000,
            maxBitRate: 294_912_000,
            defaultInterval: 166_666,
            intervals: { kind: 'discrete', values: [166_666, 333_333, 2_000_000] },
          }),
        ],
      }),
    );
    expect(
      ours.map(({ minInterval, maxInterval, minBits, maxBits }) => [minInterval, maxInterval, minBits, maxBits]),
    ).toEqual(
      observed.map((range) => [
        range.min_frame_interval,
        range.max_frame_interval,
        range.min_bits_per_second,
        range.max_bits_per_second,
      ]),
    );
    expect(ours.map(({ specifier }) => String(specifier).slice(1, -1))).toEqual(
      observed.map(({ specifier }) => /\(([0-9A-F-]+)\)/.exec(String(specifier))?.[1]),
    );
  });
});
