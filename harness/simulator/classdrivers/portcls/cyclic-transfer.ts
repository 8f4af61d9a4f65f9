import type { IrpQueue } from './irp-queue.ts';
import type { PcMiniportWaveCyclicStream } from './miniports.ts';

/**
 * Moves data between stream requests and a DMA buffer. All counts are of bytes since STOP; the place of a byte in the
 * buffer is its count modulo the size.
 */
export class CyclicTransfer {
  readonly stream: PcMiniportWaveCyclicStream;
  readonly #queue: IrpQueue;
  readonly #capture: boolean;
  /** What the hardware has gone past, and where it was seen last. */
  #hardware = 0;
  #seen = 0;
  /** What was copied: ahead of the hardware on render, behind it on capture. */
  #copied = 0;
  /** Bytes that were none of the client's: played as silence, or recorded without room. */
  #lost = 0;

  constructor(stream: PcMiniportWaveCyclicStream, queue: IrpQueue, capture: boolean) {
    this.stream = stream;
    this.#queue = queue;
    this.#capture = capture;
    if (!capture) this.#silence();
  }

  /** AUDIO_POSITION of a stream that is not looped: bytes of the client's since STOP (PCLS-068). */
  position(): { readonly playOffset: number; readonly writeOffset: number } {
    this.#follow();
    return { playOffset: this.#hardware - this.#lost, writeOffset: this.#copied - this.#lost };
  }

  /** Does what can be done now. */
  service(): void {
    this.#follow();
    while (this.#move() > 0);
    if (!this.#capture) this.#silence();
  }

  /** The hardware is at the start of its buffer again (PCLS-070). */
  restart(): void {
    this.#hardware = this.#seen = this.#copied = this.#lost = 0;
    if (!this.#capture) this.stream.silence(this.stream.dmaBuffer);
  }

  /** Sees how far the hardware is. It is looked at more than once a cycle, so it cannot have gone round unseen. */
  #follow(): void {
    const size = this.stream.dmaBuffer.length;
    const at = this.stream.getPosition();
    this.#hardware += (at - this.#seen + size) % size;
    this.#seen = at;
    const missed = this.#capture ? this.#hardware - size - this.#copied : this.#hardware - this.#copied;
    if (missed <= 0) return;
    this.#lost += missed;
    this.#copied += missed;
  }

  /** Copies one piece that is contiguous in the buffer and in a frame. */
  #move(): number {
    const { dmaBuffer } = this.stream;
    const size = dmaBuffer.length;
    const room = this.#capture ? this.#hardware - this.#copied : this.#hardware + size - this.#copied;
    const at = this.#copied % size;
    const limit = Math.min(room, size - at);
    if (limit === 0) return 0;
    const moved = this.#queue.next(limit, (frame) => {
      if (this.#capture) frame.set(dmaBuffer.subarray(at, at + frame.length));
      else dmaBuffer.set(frame, at);
    });
    this.#copied += moved;
    return moved;
  }

  /** What the hardware would play after the client's data must not be old data. */
  #silence(): void {
    const { dmaBuffer } = this.stream;
    const size = dmaBuffer.length;
    const from = this.#copied % size;
    const length = this.#hardware + size - this.#copied;
    this.stream.silence(dmaBuffer.subarray(from, Math.min(size, from + length)));
    this.stream.silence(dmaBuffer.subarray(0, Math.max(0, from + length - size)));
  }
}
