/** What a camera sends: the mode that it is in, as far as its pictures show it, and the content of its frames. */

/** A size of pictures in one coding. */
export interface PictureMode {
  /** biCompression. */
  readonly compression: number;
  readonly bitCount: number;
  readonly width: number;
  readonly height: number;
  /** The most bytes that a frame takes. */
  readonly imageSize: number;
  /** Frames depend on earlier ones. */
  readonly temporal: boolean;
}

/** Bytes to be put at an offset of a frame's buffer. */
export interface Part {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The content of one frame. Parts are written in order; later ones may overwrite earlier ones. */
export interface Picture {
  /** Bytes used. */
  readonly length: number;
  readonly parts: readonly Part[];
  /** The frame can be decoded without any other. */
  readonly key: boolean;
}

/** Makes the picture of frame `n`, counted from 0 since the stream started. The same `n` gives the same bytes. */
export type PictureSource = (n: number) => Picture;

/** A picture of one piece. */
export const whole = (bytes: Uint8Array, key = true): Picture => ({
  length: bytes.length,
  parts: [{ offset: 0, bytes }],
  key,
});
