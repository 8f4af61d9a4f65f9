/** Frames: four bytes with the length of what follows, one byte with the kind, the message. */
import { ProtocolError } from './bytes.ts';

/** What a frame carries. The first four are the handshake. */
export const frameKinds = { challenge: 1, hello: 2, welcome: 3, refusal: 4, calls: 5, results: 6, doing: 7 } as const;
export type FrameKind = keyof typeof frameKinds;

export interface Frame {
  readonly kind: FrameKind;
  readonly body: Uint8Array;
}

/** Most bytes of a frame behind its length: the largest buffer of a spec, twice, and what goes with it. */
export const longestFrame = 48 * 2 ** 20;
/** Most bytes of a frame of the handshake: whoever has not shown that they may ask gets no more memory than this. */
export const longestHandshake = 4096;

const names = new Map<number, FrameKind>(Object.entries(frameKinds).map(([name, code]) => [code, name as FrameKind]));

/** A frame as bytes. */
export function encodeFrame(kind: FrameKind, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(5 + body.length);
  new DataView(frame.buffer).setUint32(0, body.length + 1, true);
  frame[4] = frameKinds[kind];
  frame.set(body, 5);
  return frame;
}

/** Puts frames together from bytes as they arrive. */
export class FrameDecoder {
  /** Most bytes of a frame; may be raised between two frames. */
  limit: number;
  readonly #head = new Uint8Array(5);
  #headLength = 0;
  #body: Uint8Array | null = null;
  #bodyLength = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Whether a frame has begun and not ended. */
  get amidst(): boolean {
    return this.#headLength > 0;
  }

  /**
   * The frames that end within these bytes. Memory for a frame is taken only once its head was found to be in order.
   * @throws ProtocolError for a frame that is too long, empty, or of no known kind
   */
  *feed(bytes: Uint8Array): Generator<Frame> {
    let at = 0;
    while (at < bytes.length) {
      if (this.#headLength < this.#head.length) {
        const part = bytes.subarray(at, at + this.#head.length - this.#headLength);
        this.#head.set(part, this.#headLength);
        this.#headLength += part.length;
        at += part.length;
        if (this.#headLength < this.#head.length) return;
        this.#body = new Uint8Array(this.#announced());
        this.#bodyLength = 0;
      }
      const body = this.#body as Uint8Array;
      const part = bytes.subarray(at, at + body.length - this.#bodyLength);
      body.set(part, this.#bodyLength);
      this.#bodyLength += part.length;
      at += part.length;
      if (this.#bodyLength < body.length) return;
      const kind = names.get(this.#head[4] as number) as FrameKind;
      this.#headLength = 0;
      this.#body = null;
      yield { kind, body };
    }
  }

  /** Bytes of the frame's body, once its head is there. */
  #announced(): number {
    const length = new DataView(this.#head.buffer).getUint32(0, true);
    if (length === 0) throw new ProtocolError('an empty frame');
    if (length > this.limit) throw new ProtocolError(`a frame of ${length} bytes, where ${this.limit} are the most`);
    if (!names.has(this.#head[4] as number)) throw new ProtocolError(`a frame of the unknown kind ${this.#head[4]}`);
    return length - 1;
  }
}
