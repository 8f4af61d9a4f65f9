import { fourcc } from '../../../../abi/fourcc.ts';
import { h264Source } from './h264.ts';
import { jpegSource } from './jpeg.ts';
import { opaqueSource } from './opaque.ts';
import type { PictureSource, PictureMode } from './picture.ts';
import { uncompressedSource } from './uncompressed.ts';

/** Pictures are costly to draw and always the same: they are kept as long as the mode is. */
const drawn = new WeakMap<PictureMode, PictureSource>();

/** The pictures that a stream of this mode shows. */
export function pictureSource(mode: PictureMode): PictureSource {
  let source = drawn.get(mode);
  if (source === undefined) {
    source = makeSource(mode);
    drawn.set(mode, source);
  }
  return source;
}

function makeSource(mode: PictureMode): PictureSource {
  if (mode.compression === fourcc('MJPG')) return jpegSource(mode);
  if (mode.compression === fourcc('H264')) return h264Source(mode);
  return mode.temporal ? opaqueSource(mode) : uncompressedSource(mode);
}
