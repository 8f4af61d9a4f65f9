import { describe, expect, test } from 'vitest';
import type { VideoMode } from '../../../classdrivers/avstream/video/video-mode.ts';
import { fourcc } from '../../../../abi/fourcc.ts';
import { BARS } from './bars.ts';
import { pictureSource } from './sources.ts';

function mode(code: string, bitCount: number, width: number, height: number): VideoMode {
  const temporal = code === 'H264' || code === 'H265';
  return {
    compression: fourcc(code),
    width,
    height,
    bitCount,
    imageSize: (width * height * bitCount) / 8,
    temporal,
  } as VideoMode;
}

/** The bytes of frame `n`. */
function draw(of: VideoMode, n: number): Uint8Array {
  const { length, parts } = pictureSource(of)(n);
  const bytes = new Uint8Array(length);
  for (const part of parts) bytes.set(part.bytes, part.offset);
  return bytes;
}

describe.each([
  ['YUY2', 16],
  ['UYVY', 16],
  ['NV12', 12],
  ['I420', 12],
  ['P010', 24],
  ['RGBP', 16],
  ['Y16 ', 16],
  ['ZZZZ', 32],
] as const)('%s', (code, bits) => {
  test.each([
    [320, 240],
    [1, 1],
    [17, 3],
  ])('%i×%i fills the frame exactly, the same bytes each time', (width, height) => {
    const of = mode(code, bits, width, height);
    const size = Math.ceil(of.imageSize);
    const bytes = draw({ ...of, imageSize: size }, 5);
    expect(bytes).toHaveLength(size);
    expect(Buffer.compare(draw({ ...of, imageSize: size }, 5), bytes)).toBe(0);
  });
});

test('YUY2 shows the bars from left to right and the line of the frame', () => {
  const bytes = draw(mode('YUY2', 16, 320, 240), 7);
  const pixel = (x: number, y: number): number => bytes[(y * 320 + x) * 2] ?? -1;
  expect(BARS.map((_, i) => pixel(i * 40 + 20, 100))).toEqual(BARS.map(({ y }) => y));
  expect([pixel(0, 6), pixel(0, 7), pixel(0, 8)]).toEqual([191, 0xeb, 191]);
});

test('JPEG: markers, size and frame number', () => {
  const bytes = draw(mode('MJPG', 24, 424, 240), 12);
  expect([...bytes.subarray(0, 4), ...bytes.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xfe, 0xff, 0xd9]);
  expect(Buffer.from(bytes.subarray(6, 14)).toString('latin1')).toBe('frame 12');
  const frameHeader = Buffer.from(bytes).indexOf(Buffer.from([0xff, 0xc0]));
  expect([bytes[frameHeader + 5], bytes[frameHeader + 6], bytes[frameHeader + 7], bytes[frameHeader + 8]]).toEqual([
    0, 240, 1, 168,
  ]);
  expect(bytes.length).toBeLessThan(424 * 240);
});

test('H.264: parameter sets and a key picture first, then pictures without content', () => {
  const of = mode('H264', 12, 1280, 720);
  const units = (bytes: Uint8Array): number[] =>
    [
      ...Buffer.from(bytes)
        .toString('latin1')
        .matchAll(/\0\0\0\x01(.)/gs),
    ].map(([, type]) => type!.charCodeAt(0) & 0x1f);
  expect(units(draw(of, 0))).toEqual([7, 8, 5]);
  expect(units(draw(of, 1))).toEqual([1]);
  expect(units(draw(of, 30))).toEqual([7, 8, 5]);
  expect([0, 1, 29, 30].map((n) => pictureSource(of)(n).key)).toEqual([true, false, false, true]);
});

test('a compressed format without an encoder is told apart frame by frame', () => {
  const of = mode('H265', 16, 640, 480);
  expect(Buffer.compare(draw(of, 1), draw(of, 2))).not.toBe(0);
  expect(draw(of, 1).length).toBeLessThan(of.imageSize);
});
