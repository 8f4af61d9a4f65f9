/** What clients send for a pin to carry: stream requests, and the methods of set StreamIo. */
import { isError, STATUS } from '../../../../abi/ntstatus.ts';
import { KSMETHOD_TYPE, type KsMethodSet, type KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { StreamFrame } from '../../ks/stream-frame.ts';
import { KSSTREAM_HEADER_OPTIONSF as OPTIONSF, type Irp } from '../descriptors.ts';
import type { QueuedRequest } from '../cancelable-queue.ts';
import type { StreamPin } from './stream-pin.ts';

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

/** Queues a request and moves what can be moved: it may be complete already. */
function enqueue(pin: StreamPin, transfer: Omit<Transfer, 'bytes' | 'index'>): number {
  pin.queue.add({ ...transfer, index: 0, bytes: 0 });
  pin.moved();
  return STATUS.STATUS_PENDING;
}

/** READ_STREAM or WRITE_STREAM. */
export function submit(pin: StreamPin, irp: Irp, write: boolean): number {
  if (write !== pin.isSink) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
  const { ks } = pin.device;
  const { layout } = ks.ks;
  const headers = ks.probeStreamIrp(irp, { write, headerSize: layout.streamHeader.size, allowFormatChange: false });
  if (typeof headers === 'number') return headers;
  const ready = pin.ready();
  if (isError(ready)) return ready;
  const frames = headers.map((header) => new StreamFrame(layout, irp.output, header));
  return enqueue(pin, {
    frames,
    pend: (cancel) => {
      irp.markPending(cancel);
    },
    complete: (status, bytes) => {
      for (const frame of frames) {
        frame.done = true;
        if (!write && !isError(status)) frame.writeBack();
      }
      // STRM-030, STRM-031: bytes of headers for a read, bytes of data for a write.
      irp.information = write || isError(status) ? bytes : irp.outputLength;
      irp.complete(status);
    },
  });
}

/** The bytes of a method as a frame without a header. */
const plainFrame = ({ value }: KsRequest<StreamPin>, dataUsed: number): Frame => ({
  frameExtent: value.length,
  dataUsed,
  optionsFlags: 0,
  presentationTime: 0,
  duration: 0,
  read: (offset, length) => value.slice(offset, length),
  write: (offset, bytes) => {
    value.write(offset, bytes);
  },
});

/** StreamIo.READ and WRITE (METH-061): bytes without headers; a read ends with what the next frame gives. */
function transfer(request: KsRequest<StreamPin>, write: boolean): number {
  const pin = request.target;
  const ready = pin.ready();
  if (isError(ready)) return ready;
  return enqueue(pin, {
    frames: [plainFrame(request, write ? request.value.length : 0)],
    pend: (cancel) => {
      request.pend(cancel);
    },
    complete: (status, bytes) => {
      request.complete(status, bytes);
    },
  });
}

/** The methods of a pin: a sink can be written to, a source can be read. */
export const streamIo = (isSink: boolean): KsMethodSet<StreamPin> => ({
  set: ksGuid('KSMETHODSETID_StreamIo'),
  items: [
    isSink
      ? { id: 1, flags: KSMETHOD_TYPE.READ, minData: 0, handler: (request) => transfer(request, true) }
      : { id: 0, flags: KSMETHOD_TYPE.WRITE, minData: 0, handler: (request) => transfer(request, false) },
  ],
});

/** A frame of a request is done, and the request with its last one. */
export function requestAdvanced(pin: StreamPin, transfer: Transfer, length: number): void {
  transfer.bytes += length;
  transfer.index++;
  if (transfer.index < transfer.frames.length) return;
  pin.queue.remove(transfer);
  transfer.complete(STATUS.STATUS_SUCCESS, transfer.bytes);
}

/** A frame that was written is done; its flags raise their events in order. */
export function frameDone(sink: StreamPin, write: Transfer, { optionsFlags, dataUsed }: Frame): void {
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
