/**
 * How data gets from the sink to the sources: each frame that was written is copied into the reads of every source
 * that runs, and is done once all of them have it. Without a running source it is done at once.
 */
import { KSSTATE, KSSTREAM_HEADER_OPTIONSF as OPTIONSF } from '../../classdrivers/ksdispatch/descriptors.ts';
import type { SplitterFilter } from './filter.ts';
import type { SplitterPin } from './pin.ts';
import { frameDone, requestAdvanced, type Frame } from '../../classdrivers/ksdispatch/parts/transfers.ts';

const flows = (pin: SplitterPin): boolean => pin.state === KSSTATE.RUN && !pin.inReset;

/** Moves what can be moved. Called whenever a request comes or a state changes. */
export function pump(filter: SplitterFilter): void {
  const { sink } = filter;
  if (sink === null) return;
  while (flows(sink)) {
    const write = sink.queue.head;
    const frame = write?.frames[write.index];
    if (write === undefined || frame === undefined) return;
    const listeners = filter.sources.filter(flows);
    // Each of them takes what it can; one that waits for a read keeps the frame for all.
    if (!listeners.map((source) => take(source, frame)).every(Boolean)) return;
    frameDone(sink, write, frame);
  }
}

/** Copies a frame into the reads of a source, in as many parts as they need; whether it has all of it. */
function take(source: SplitterPin, frame: Frame): boolean {
  if (source.progress?.frame !== frame) source.progress = { frame, offset: 0, done: false };
  const { progress } = source;
  while (!progress.done) {
    const read = source.queue.head;
    const target = read?.frames[read.index];
    if (read === undefined || target === undefined) return false;
    const length = Math.min(target.frameExtent, frame.dataUsed - progress.offset);
    target.write(0, frame.read(progress.offset, length));
    target.dataUsed = length;
    progress.done = progress.offset + length === frame.dataUsed;
    describe(target, frame, progress.offset === 0, progress.done);
    progress.offset += length;
    requestAdvanced(source, read, length);
  }
  return true;
}

/** The header of a read: what the write's header says, the gap on the first part, the end on the last. */
function describe(target: Frame, frame: Frame, first: boolean, last: boolean): void {
  const only = (flags: number, here: boolean): number => (here ? frame.optionsFlags & flags : 0);
  target.optionsFlags =
    only(OPTIONSF.SPLICEPOINT | OPTIONSF.PREROLL | OPTIONSF.DATADISCONTINUITY | OPTIONSF.TIMEVALID, first) |
    only(OPTIONSF.DURATIONVALID, first && last) |
    only(OPTIONSF.TIMEDISCONTINUITY | OPTIONSF.ENDOFSTREAM, last);
  target.presentationTime = (target.optionsFlags & OPTIONSF.TIMEVALID) === 0 ? 0 : frame.presentationTime;
  target.duration = (target.optionsFlags & OPTIONSF.DURATIONVALID) === 0 ? 0 : frame.duration;
}
