import { fourcc, type VideoMode } from '../modes.ts';
import { h264Source } from './h264.ts';
import { jpegSource, opaqueSource } from './jpeg.ts';
import type { PictureSource } from './picture.ts';
import { uncompressedSource } from './uncompressed.ts';

/** The pictures that a stream of this mode shows. */
export function pictureSource(mode: VideoMode): PictureSource {
  if (mode.compression === fourcc('MJPG')) return jpegSource(mode);
  if (mode.compression === fourcc('H264')) return h264Source(mode);
  return mode.temporal ? opaqueSource(mode) : uncompressedSource(mode);
}
