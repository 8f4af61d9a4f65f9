import { whole, type PictureSource, type PictureMode } from './picture.ts';

/** A compressed format without an encoder here: the frame number, then bytes that no start code interrupts. */
export function opaqueSource(mode: PictureMode): PictureSource {
  const length = Math.max(8, Math.floor(mode.imageSize / 16));
  return (n) => {
    const bytes = new Uint8Array(length).fill(0x55);
    new DataView(bytes.buffer).setUint32(0, n, false);
    return whole(bytes, n === 0);
  };
}
