import { isDirectMusic } from './music-format.ts';
import { FrameWriter, unpackBlocks, type MusicBlock } from './music-blocks.ts';
import type { DmusKernelEvent, Mxf } from './music-miniports.ts';
import { KSSTATE } from './descriptors.ts';

/** Presentation time of a stream: stands outside of RUN, and is 0 again after STOP (MUS-006). */
export class StreamTime {
  #base = 0;
  /** When it began to run; null while it stands. */
  #since: number | null = null;

  /** The state of the stream is another at `now`. */
  enter(state: number, now: number): void {
    this.#base = state === KSSTATE.STOP ? 0 : this.at(now);
    this.#since = state === KSSTATE.RUN ? now : null;
  }

  /** Presentation time when the master clock shows `time`. */
  at(time: number): number {
    return this.#since === null ? this.#base : this.#base + Math.max(0, time - this.#since);
  }

  /** What the master clock shows at a presentation time; null while it stands. */
  masterTime(presentation: number): number | null {
    return this.#since === null ? null : this.#since + presentation - this.#base;
  }
}

/** What the music pins of all ports do alike. Faults wrap these methods. */
export class MusicStreams {
  /** The blocks of a frame. */
  unpack(frame: Uint8Array, format: Uint8Array): MusicBlock[] {
    return unpackBlocks(frame, isDirectMusic(format));
  }

  /**
   * When an event is to be played. Requests of a MIDI stream are served one after the other, so that time never goes
   * back; DirectMusic events are sorted by their times (MUS-002, MUS-004).
   */
  playTime(frameTime: number, block: MusicBlock, format: Uint8Array, last: number): number {
    const time = frameTime + block.time;
    return isDirectMusic(format) ? time : Math.max(time, last);
  }

  /** The time stamp of an event that was captured at a time of the master clock. */
  timeStamp(masterTime: number, format: Uint8Array, streamTime: StreamTime): number {
    return isDirectMusic(format) ? masterTime : streamTime.at(masterTime);
  }

  /** Hands an event that is due to the miniport. */
  pass(miniport: Mxf, event: DmusKernelEvent): void {
    miniport.putMessage(event);
  }

  /** A writer of captured blocks. */
  writer(frame: Uint8Array, format: Uint8Array): FrameWriter {
    return new FrameWriter(frame, isDirectMusic(format));
  }
}
