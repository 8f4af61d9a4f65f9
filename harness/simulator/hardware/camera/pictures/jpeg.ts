/** Baseline JPEG (ITU-T T.81) of the colour bars: only DC coefficients, 4:2:2, the example Huffman tables of Annex K. */
import { barAt } from './bars.ts';
import { BitWriter } from './bit-writer.ts';
import type { PictureSource, PictureMode } from './picture.ts';

/** Code lengths of DC size categories 0 … 11: tables K.3 (luminance) and K.4 (chrominance). */
const DC_LENGTHS = {
  luma: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
  chroma: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
};
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/** An AC table with the one symbol that is needed: end of block, in one bit. */
const AC_LENGTHS = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const EOB = 0;
/** Quantisation by 8 in every place: a DC difference is then the difference of the samples. */
const QUANTISER = 8;

interface Code {
  readonly bits: number;
  readonly length: number;
}

function huffmanCodes(lengths: readonly number[], values: readonly number[]): readonly Code[] {
  const codes: Code[] = [];
  let bits = 0;
  let next = 0;
  lengths.forEach((count, i) => {
    for (let n = 0; n < count; n += 1, bits += 1, next += 1) codes[values[next] ?? 0] = { bits, length: i + 1 };
    bits <<= 1;
  });
  return codes;
}

const segment = (marker: number, ...body: readonly number[]): number[] => [
  0xff,
  marker,
  (body.length + 2) >> 8,
  (body.length + 2) & 0xff,
  ...body,
];
const u16 = (value: number): [number, number] => [value >> 8, value & 0xff];

/** The frames differ in a comment that holds their number: the picture itself is encoded once. */
export function jpegSource(mode: PictureMode): PictureSource {
  const { width, height } = mode;
  const scan = encodeScan(width, height);
  const tail = Uint8Array.from([
    ...segment(0xdb, 0, ...new Array<number>(64).fill(QUANTISER)),
    ...segment(0xc0, 8, ...u16(height), ...u16(width), 3, 1, 0x21, 0, 2, 0x11, 0, 3, 0x11, 0),
    ...segment(
      0xc4,
      0x00,
      ...DC_LENGTHS.luma,
      ...DC_VALUES,
      0x01,
      ...DC_LENGTHS.chroma,
      ...DC_VALUES,
      0x10,
      ...AC_LENGTHS,
      EOB,
    ),
    ...segment(0xda, 3, 1, 0x00, 2, 0x10, 3, 0x10, 0, 63, 0),
    ...scan,
    0xff,
    0xd9,
  ]);
  return (n) => {
    const head = Uint8Array.from([0xff, 0xd8, ...segment(0xfe, ...Buffer.from(`frame ${n}`, 'latin1'))]);
    return {
      length: head.length + tail.length,
      parts: [
        { offset: 0, bytes: head },
        { offset: head.length, bytes: tail },
      ],
      key: true,
    };
  };
}

function encodeScan(width: number, height: number): readonly number[] {
  const luma = huffmanCodes(DC_LENGTHS.luma, DC_VALUES);
  const chroma = huffmanCodes(DC_LENGTHS.chroma, DC_VALUES);
  const writer = new BitWriter();
  const predicted = { y: 128, u: 128, v: 128 };
  const block = (component: 'y' | 'u' | 'v', value: number, codes: readonly Code[]): void => {
    const difference = value - predicted[component];
    predicted[component] = value;
    const size = 32 - Math.clz32(Math.abs(difference));
    const code = codes[size];
    if (code !== undefined) writer.put(code.bits, code.length);
    writer.put(difference < 0 ? difference + (1 << size) - 1 : difference, size);
    writer.put(0, 1);
  };
  const columns = Math.ceil(width / 16);
  for (let row = 0; row < Math.ceil(height / 8); row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const { y, u, v } = barAt(column, columns);
      block('y', y, luma);
      block('y', y, luma);
      block('u', u, chroma);
      block('v', v, chroma);
    }
  }
  writer.align(1);
  // A 0xFF inside the scan is followed by a 0 to tell it from a marker.
  return writer.bytes().flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte]));
}
