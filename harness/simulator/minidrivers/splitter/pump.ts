/**
 * How data gets from the sink to the sources: each frame that was written is copied into the reads of every source
 * that runs, and is done once all of them have it. Without a running source it is done at once.
 */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { QueuedRequest } from '../../classdrivers/ksdispatch/cancelable-queue.ts';
import { KSSTATE, KSSTREAM_HEADER_OPTIONSF as OPTIONSF } from '../../classdrivers/ksdispatch/descriptors.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { StreamFrame } from '../../classdrivers/ks/stream-frame.ts';
import type { SplitterFilter } from './filter.ts';
import type { SplitterPin } from './pin.ts';

/** A piece of a request: a frame of a stream request, or the bytes of a method. */
export type Frame = Pick<
  StreamFrame,
  'dataUsed' | 'duration' | 'frameExtent' | 'optionsFlags' | 'presentationTime' | 'read' | 'write'
>;

/** A request with how far it is done. Its Information is the bytes of its frames, unless `complete` knows better. */
export interface Transfer extends QueuedRequest {
  readonly frames: readonly Frame[];
  index: number;
  /** Bytes of the frames that are done. */
  bytes: number;
}

/** The connection events (EVT-091, EVT-092). */
export const connectionEvents = {
  set: ksGuid('KSEVENTSETID_Connection'),
  POSITIONUPDATE: 0,
  DATADISCONTINUITY: 1,
  TIMEDISCONTINUITY: 2,
  ENDOFSTREAM: 4,
} as const;

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

/** A frame of a request is done, and the request with its last one. */
function requestAdvanced(pin: SplitterPin, transfer: Transfer, length: number): void {
  transfer.bytes += length;
  transfer.index++;
  if (transfer.index < transfer.frames.length) return;
  pin.queue.remove(transfer);
  transfer.complete(STATUS.STATUS_SUCCESS, transfer.bytes);
}

/** Every output has the frame; its flags raise their events in order. */
function frameDone(sink: SplitterPin, write: Transfer, frame: Frame): void {
  const { optionsFlags, dataUsed } = frame;
  requestAdvanced(sink, write, dataUsed);
  const { set, POSITIONUPDATE, DATADISCONTINUITY, TIMEDISCONTINUITY, ENDOFSTREAM } = connectionEvents;
  const raise = (id: number): void => {
    sink.device.ks.generateEvents(sink.header, { set, id });
  };
  if (dataUsed > 0) raise(POSITIONUPDATE);
  if ((optionsFlags & OPTIONSF.DATADISCONTINUITY) !== 0) raise(DATADISCONTINUITY);
  if ((optionsFlags & OPTIONSF.TIMEDISCONTINUITY) !== 0) raise(TIMEDISCONTINUITY);
  if ((optionsFlags & OPTIONSF.ENDOFSTREAM) !== 0) raise(ENDOFSTREAM);
}
