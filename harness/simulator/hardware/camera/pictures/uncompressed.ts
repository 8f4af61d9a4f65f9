import { fourcc } from '../../../../abi/fourcc.ts';
import { barAt } from './bars.ts';
import { whole, type PictureSource, type PictureMode } from './picture.ts';

type Colour = ReturnType<typeof barAt>;

/** Bytes of two neighbouring pixels of a packed format; a format of one pixel at a time ignores the second. */
interface Packed {
  /** Pixels that `bytes` covers. */
  readonly pixels: 1 | 2;
  readonly bytes: (colour: Colour) => readonly number[];
}

/** One plane of a planar format, after the planes before it. */
interface Plane {
  readonly bytesPerSample: 1 | 2;
  /** Components that alternate in the plane. */
  readonly components: readonly ('y' | 'u' | 'v')[];
  /** Subsampling in both directions. */
  readonly divisor: 1 | 2;
}

const luma: Plane = { bytesPerSample: 1, components: ['y'], divisor: 1 };
const chroma = (...components: ('u' | 'v')[]): Plane => ({ bytesPerSample: 1, components, divisor: 2 });

const PLANAR: ReadonlyMap<number, readonly Plane[]> = new Map([
  [fourcc('NV12'), [luma, chroma('u', 'v')]],
  [fourcc('I420'), [luma, chroma('u'), chroma('v')]],
  [fourcc('IYUV'), [luma, chroma('u'), chroma('v')]],
  [fourcc('YV12'), [luma, chroma('v'), chroma('u')]],
  [
    fourcc('P010'),
    [
      { bytesPerSample: 2, components: ['y'], divisor: 1 },
      { bytesPerSample: 2, components: ['u', 'v'], divisor: 2 },
    ],
  ],
]);

const PACKED: ReadonlyMap<number, Packed> = new Map([
  [fourcc('YUY2'), { pixels: 2, bytes: ({ y, u, v }) => [y, u, y, v] }],
  [fourcc('UYVY'), { pixels: 2, bytes: ({ y, u, v }) => [u, y, v, y] }],
  [
    fourcc('RGBP'),
    {
      pixels: 1,
      bytes: ({ r, g, b }) => {
        const pixel = ((r >> 3) << 11) | ((g >> 2) << 5) | (b >> 3);
        return [pixel & 0xff, pixel >> 8];
      },
    },
  ],
]);

/** What a format without an entry of its own shows: its luminance in every byte of a pixel. */
const grey = (bytesPerPixel: number): Packed => ({
  pixels: 1,
  bytes: ({ y }) => new Array<number>(bytesPerPixel).fill(y),
});
const rgb24: Packed = { pixels: 1, bytes: ({ r, g, b }) => [b, g, r] };

/**
 * Colour bars with a bright line that moves down by one row each frame. Formats that are not known show grey bars of
 * the right size.
 */
export function uncompressedSource(mode: PictureMode): PictureSource {
  const { width, height, imageSize } = mode;
  const planes = PLANAR.get(mode.compression);
  const base = new Uint8Array(imageSize);
  let rowBytes: number;
  if (planes !== undefined) {
    drawPlanes(base, planes, width, height);
    rowBytes = width * (planes[0]?.bytesPerSample ?? 1);
  } else {
    rowBytes = Math.floor(imageSize / height);
    const row = packedRow(packing(mode), width, rowBytes);
    for (let y = 0; y < height; y += 1) base.set(row, y * rowBytes);
  }
  const line = new Uint8Array(rowBytes).fill(0xeb);
  return (n) => {
    const picture = whole(base);
    return { ...picture, parts: [...picture.parts, { offset: (n % height) * rowBytes, bytes: line }] };
  };
}

function packing({ compression, bitCount }: PictureMode): Packed {
  if (compression === 0 && bitCount === 24) return rgb24;
  return PACKED.get(compression) ?? grey(Math.max(1, Math.floor(bitCount / 8)));
}

function packedRow({ pixels, bytes }: Packed, width: number, rowBytes: number): Uint8Array {
  const row = new Uint8Array(rowBytes);
  let at = 0;
  for (let x = 0; x < width; x += pixels) {
    for (const byte of bytes(barAt(x, width))) if (at < rowBytes) row[at++] = byte;
  }
  return row;
}

function drawPlanes(base: Uint8Array, planes: readonly Plane[], width: number, height: number): void {
  let at = 0;
  for (const { bytesPerSample, components, divisor } of planes) {
    const columns = Math.ceil(width / divisor);
    const row = new Uint8Array(columns * components.length * bytesPerSample);
    for (let x = 0; x < columns; x += 1) {
      const colour = barAt(x * divisor, width);
      components.forEach((component, i) => {
        // Samples of more than 8 bits have their bits at the top.
        row[(x * components.length + i + 1) * bytesPerSample - 1] = colour[component];
      });
    }
    for (let y = 0; y < Math.ceil(height / divisor) && at < base.length; y += 1) {
      base.set(row.subarray(0, Math.min(row.length, base.length - at)), at);
      at += row.length;
    }
  }
}
