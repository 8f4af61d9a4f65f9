/** What clients send for a pin to carry: stream requests, and the methods of set StreamIo. */
import { isError, STATUS } from '../../../abi/ntstatus.ts';
import { KSMETHOD_TYPE, type KsMethodSet, type KsRequest } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { StreamFrame } from '../../classdrivers/ks/stream-frame.ts';
import type { Irp } from '../../classdrivers/ksdispatch/descriptors.ts';
import type { SplitterPin } from './pin.ts';
import { pump, type Frame, type Transfer } from './pump.ts';

/** Queues a request and moves what can be moved: it may be complete already. */
function enqueue(pin: SplitterPin, transfer: Omit<Transfer, 'bytes' | 'index'>): number {
  pin.queue.add({ ...transfer, index: 0, bytes: 0 });
  pump(pin.filter);
  return STATUS.STATUS_PENDING;
}

/** READ_STREAM or WRITE_STREAM. */
export function submit(pin: SplitterPin, irp: Irp, write: boolean): number {
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
const plainFrame = ({ value }: KsRequest<SplitterPin>, dataUsed: number): Frame => ({
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
function transfer(request: KsRequest<SplitterPin>, write: boolean): number {
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
export const streamIo = (isSink: boolean): KsMethodSet<SplitterPin> => ({
  set: ksGuid('KSMETHODSETID_StreamIo'),
  items: [
    isSink
      ? { id: 1, flags: KSMETHOD_TYPE.READ, minData: 0, handler: (request) => transfer(request, true) }
      : { id: 0, flags: KSMETHOD_TYPE.WRITE, minData: 0, handler: (request) => transfer(request, false) },
  ],
});
