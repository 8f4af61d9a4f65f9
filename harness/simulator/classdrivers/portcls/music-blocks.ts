/**
 * The blocks of music frames. A MIDI frame holds KSMUSICFORMATs, each followed by its bytes and aligned to 4; a
 * DirectMusic frame holds DMUS_EVENTHEADERs, aligned to 8 (MUS-002, MUS-003).
 */

const hnsPerMillisecond = 10_000;
/** KSMUSICFORMAT, and DMUS_EVENTHEADER as dmusbuff.h packs it. */
const musicFormatSize = 8;
const eventHeaderSize = 20;
/** DMUS_EVENT_STRUCTURED: the event is a whole message. */
const structured = 1;

/** One block. */
export interface MusicBlock {
  /** 100 ns after the time of the frame. */
  readonly time: number;
  readonly channelGroup: number;
  readonly data: Uint8Array;
  /** The data is one whole message. */
  readonly complete: boolean;
}

const align = (value: number, to: number): number => Math.ceil(value / to) * to;

/** The blocks of a frame, up to the first that does not fit into it. */
export function unpackBlocks(frame: Uint8Array, directMusic: boolean): MusicBlock[] {
  return directMusic ? unpackEvents(frame) : unpackMusic(frame);
}

function unpackMusic(frame: Uint8Array): MusicBlock[] {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const blocks: MusicBlock[] = [];
  let milliseconds = 0;
  for (let at = 0; at + musicFormatSize <= frame.length; ) {
    const size = view.getUint32(at + 4, true);
    const start = at + musicFormatSize;
    if (size > frame.length - start) break;
    milliseconds += view.getUint32(at, true);
    const data = frame.slice(start, start + size);
    // Bytes as they come: whether they are whole messages is for whoever plays them to see.
    if (size > 0) blocks.push({ time: milliseconds * hnsPerMillisecond, channelGroup: 1, data, complete: false });
    at = align(start + size, 4);
  }
  return blocks;
}

function unpackEvents(frame: Uint8Array): MusicBlock[] {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const blocks: MusicBlock[] = [];
  for (let at = 0; at + eventHeaderSize <= frame.length; ) {
    const size = view.getUint32(at, true);
    const start = at + eventHeaderSize;
    if (size > frame.length - start) break;
    if (size > 0) {
      blocks.push({
        channelGroup: view.getUint32(at + 4, true),
        time: Number(view.getBigInt64(at + 8, true)),
        complete: (view.getUint32(at + 16, true) & structured) !== 0,
        data: frame.slice(start, start + size),
      });
    }
    at = align(start + size, 8);
  }
  return blocks;
}

/** Bytes of the least block: what a frame must have room for. */
export const leastBlock = (directMusic: boolean): number => align((directMusic ? eventHeaderSize : musicFormatSize) + 1, directMusic ? 8 : 4);

/** Writes blocks into one frame. */
export class FrameWriter {
  readonly #frame: Uint8Array;
  readonly #directMusic: boolean;
  /** Time of the frame, which is that of its first block. */
  #start = 0;
  /** Milliseconds that the blocks written so far have added. */
  #milliseconds = 0;
  #used = 0;

  constructor(frame: Uint8Array, directMusic: boolean) {
    this.#frame = frame;
    this.#directMusic = directMusic;
  }

  /** Bytes written. */
  get used(): number {
    return this.#used;
  }

  /** When the frame begins, in 100 ns. */
  get start(): number {
    return this.#start;
  }

  /**
   * Writes a block at an absolute time, or as much of its data as there is room for.
   * @returns the bytes of its data that were taken
   */
  put({ time, channelGroup, data, complete }: MusicBlock): number {
    const head = this.#directMusic ? eventHeaderSize : musicFormatSize;
    const size = Math.min(data.length, this.#frame.length - this.#used - head);
    if (size <= 0) return 0;
    if (this.#used === 0) this.#start = time;
    const view = new DataView(this.#frame.buffer, this.#frame.byteOffset + this.#used);
    if (this.#directMusic) {
      view.setUint32(0, size, true);
      view.setUint32(4, channelGroup, true);
      view.setBigInt64(8, BigInt(time - this.#start), true);
      view.setUint32(16, complete && size === data.length ? structured : 0, true);
    } else {
      const milliseconds = Math.max(this.#milliseconds, Math.round((time - this.#start) / hnsPerMillisecond));
      view.setUint32(0, milliseconds - this.#milliseconds, true);
      view.setUint32(4, size, true);
      this.#milliseconds = milliseconds;
    }
    this.#frame.set(data.subarray(0, size), this.#used + head);
    const end = this.#used + head + size;
    const next = Math.min(this.#frame.length, align(end, this.#directMusic ? 8 : 4));
    this.#frame.fill(0, end, next);
    this.#used = next;
    return size;
  }
}
