/**
 * How data gets from the sink to the sources: each frame that was written is copied into the reads of every source
 * that runs, and is done once all of them have it. Without a running source it is done at once.
 */
import { isError, STATUS } from '../../../abi/ntstatus.ts';
import {
  KSSTATE,
  KSSTREAM_HEADER_OPTIONSF as OPTIONSF,
  type Irp,
  type ProbedHeader,
} from '../../classdrivers/ksdispatch/descriptors.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { SplitterFilter } from './filter.ts';
import type { SplitterPin } from './pin.ts';

/** A stream request with how far it is done. */
export interface Transfer {
  readonly irp: Irp;
  readonly headers: readonly ProbedHeader[];
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
    const frame = write?.headers[write.index];
    if (write === undefined || frame === undefined) return;
    const listeners = filter.sources.filter(flows);
    // Each of them takes what it can; one that waits for a read keeps the frame for all.
    if (!listeners.map((source) => take(source, write, frame)).every(Boolean)) return;
    frameDone(sink, write, frame);
  }
}

/** Copies a frame into the reads of a source, in as many parts as they need; whether it has all of it. */
function take(source: SplitterPin, write: Transfer, frame: ProbedHeader): boolean {
  if (source.progress?.frame !== frame) source.progress = { frame, offset: 0, done: false };
  const { progress } = source;
  while (!progress.done) {
    const read = source.queue.head;
    const target = read?.headers[read.index];
    if (read === undefined || target === undefined) return false;
    const length = Math.min(target.frameExtent, frame.dataUsed - progress.offset);
    if (frame.pages !== null && target.pages !== null) {
      const from = frame.pages.offset + progress.offset;
      target.pages.bytes.set(frame.pages.bytes.subarray(from, from + length), target.pages.offset);
    }
    progress.done = progress.offset + length === frame.dataUsed;
    describe(source, read, target, write, frame, { length, first: progress.offset === 0, last: progress.done });
    progress.offset += length;
    readDone(source, read, length);
  }
  return true;
}

/** The header of a read: what the write's header says, the gap on the first part, the end on the last. */
function describe(
  source: SplitterPin,
  read: Transfer,
  target: ProbedHeader,
  write: Transfer,
  frame: ProbedHeader,
  part: { readonly length: number; readonly first: boolean; readonly last: boolean },
): void {
  const list = read.irp.output;
  const from = write.irp.output;
  if (list === null || from === null) return;
  const at = source.device.ks.ks.layout.streamHeader;
  const only = (flags: number, here: boolean): number => (here ? frame.optionsFlags & flags : 0);
  const flags =
    only(OPTIONSF.SPLICEPOINT | OPTIONSF.PREROLL | OPTIONSF.DATADISCONTINUITY | OPTIONSF.TIMEVALID, part.first) |
    only(OPTIONSF.DURATIONVALID, part.first && part.last) |
    only(OPTIONSF.TIMEDISCONTINUITY | OPTIONSF.ENDOFSTREAM, part.last);
  list.setU32(target.offset + at.dataUsed, part.length);
  list.setU32(target.offset + at.optionsFlags, flags);
  if ((flags & OPTIONSF.TIMEVALID) !== 0) {
    list.write(target.offset + at.presentationTime, from.slice(frame.offset + at.presentationTime, 16));
  } else {
    list.zero(target.offset + at.presentationTime, 16);
    list.setU32(target.offset + at.presentationTime + 8, 1);
    list.setU32(target.offset + at.presentationTime + 12, 1);
  }
  const timed = (flags & OPTIONSF.DURATIONVALID) !== 0;
  list.setI64(target.offset + at.duration, timed ? from.i64(frame.offset + at.duration) : 0n);
}

/** STRM-030: a read ends with the bytes of its headers. */
function readDone(source: SplitterPin, read: Transfer, length: number): void {
  read.bytes += length;
  read.index++;
  if (read.index < read.headers.length) return;
  source.queue.remove(read);
  read.irp.information = read.irp.outputLength;
  read.irp.complete(STATUS.STATUS_SUCCESS);
}

/** STRM-031: a write ends with the bytes of its frames; the flags of a header raise their events in order. */
function frameDone(sink: SplitterPin, write: Transfer, frame: ProbedHeader): void {
  write.bytes += frame.dataUsed;
  write.index++;
  if (write.index === write.headers.length) {
    sink.queue.remove(write);
    write.irp.information = write.bytes;
    write.irp.complete(STATUS.STATUS_SUCCESS);
  }
  const { set, POSITIONUPDATE, DATADISCONTINUITY, TIMEDISCONTINUITY, ENDOFSTREAM } = connectionEvents;
  if (frame.dataUsed > 0) sink.device.ks.generateEvents(sink.header, { set, id: POSITIONUPDATE });
  const raise = (flag: number, id: number): void => {
    if ((frame.optionsFlags & flag) !== 0) sink.device.ks.generateEvents(sink.header, { set, id });
  };
  raise(OPTIONSF.DATADISCONTINUITY, DATADISCONTINUITY);
  raise(OPTIONSF.TIMEDISCONTINUITY, TIMEDISCONTINUITY);
  raise(OPTIONSF.ENDOFSTREAM, ENDOFSTREAM);
}

/** Puts a stream request that was found right into the queue of a pin. */
export function submit(pin: SplitterPin, irp: Irp, write: boolean): number {
  if (write !== pin.isSink) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
  const { ks } = pin.device;
  const headers = ks.probeStreamIrp(irp, {
    write,
    headerSize: ks.ks.layout.streamHeader.size,
    allowFormatChange: false,
  });
  if (typeof headers === 'number') return headers;
  const ready = pin.ready();
  if (isError(ready)) return ready;
  pin.queue.add({ irp, headers, index: 0, bytes: 0 });
  pump(pin.filter);
  return STATUS.STATUS_PENDING;
}
