import { isError, STATUS } from '../../../abi/ntstatus.ts';
import type { Irp } from '../../kernel/irp.ts';
import { StatusException } from '../../kernel/status-exception.ts';
import { takeProposal } from '../ks/pin-set.ts';
import { OPTIONSF } from '../ks/stream-probe.ts';
import { KSPIN_DATAFLOW, KSPIN_FLAG, KSSTATE } from './descriptors.ts';
import type { AvPin } from './pin.ts';
import { connectionEvents } from './pin-tables.ts';
import { QueuedRequest, StreamPointer } from './stream-pointer.ts';

/** READ_STREAM and WRITE_STREAM on standard-transport pins: the queue and its processing (ks-semantics §10). */
export class PinStreams {
  submit(pin: AvPin, irp: Irp, write: boolean): number {
    const flow = write ? KSPIN_DATAFLOW.IN : KSPIN_DATAFLOW.OUT;
    if (pin.descriptor.dataFlow !== flow || pin.hasFlag(KSPIN_FLAG.DO_NOT_USE_STANDARD_TRANSPORT)) {
      return STATUS.STATUS_INVALID_DEVICE_REQUEST;
    }
    try {
      const headers = pin.ks.streams.probe(irp, {
        write,
        headerSize: pin.headerSize,
        allowFormatChange: pin.descriptor.allowFormatChange === true,
      });
      if (typeof headers === 'number') return headers;
      const ready = this.accepts(pin);
      if (ready !== STATUS.STATUS_SUCCESS) return ready;
      this.enqueue(pin, new QueuedRequest(irp, headers, write));
      return STATUS.STATUS_PENDING;
    } catch (error) {
      if (error instanceof StatusException) return error.status;
      throw error;
    }
  }

  /** RESET_STATE (IOC-053…057). After END the stream goes on with whatever is sent from then on. */
  reset(pin: AvPin, begin: boolean): void {
    if (begin === pin.inReset) return;
    pin.inReset = begin;
    pin.kernel.schedule.point('state');
    pin.processing.update();
    if (begin) this.flush(pin);
    pin.descriptor.dispatch?.reset?.(pin, begin);
  }

  /** IOC-054, STRM-038. */
  accepts(pin: AvPin): number {
    return pin.inReset || pin.deviceState < KSSTATE.PAUSE ? STATUS.STATUS_DEVICE_NOT_READY : STATUS.STATUS_SUCCESS;
  }

  enqueue(pin: AvPin, request: QueuedRequest): void {
    request.irp.markPending(() => {
      this.cancel(pin, request);
    });
    pin.queue.push(request);
    pin.processing.arrived(pin.queue.length === 1);
  }

  /** Takes a request out of the queue; nothing of it is seen by the caller (STRM-032, STRM-034). */
  cancel(pin: AvPin, request: QueuedRequest): void {
    const index = pin.queue.indexOf(request);
    if (index < 0) return;
    pin.queue.splice(index, 1);
    pin.processing.update();
    this.finish(request, STATUS.STATUS_CANCELLED);
  }

  /** RESET BEGIN, STOP and close: every queued request is cancelled (IOC-053, CONN-019, OBJ-135). */
  flush(pin: AvPin): void {
    for (const request of [...pin.queue]) this.cancel(pin, request);
  }

  /** STRM-045: queued data that would be stale after the pause is dropped. */
  discardOnPause(pin: AvPin): void {
    for (const request of [...pin.queue]) {
      const rest = request.headers.slice(request.index);
      if (!request.write || !rest.every(({ optionsFlags }) => (optionsFlags & OPTIONSF.FLUSHONPAUSE) !== 0)) continue;
      pin.queue.splice(pin.queue.indexOf(request), 1);
      pin.processing.update();
      this.finish(request, STATUS.STATUS_SUCCESS);
    }
  }

  /** The frame to be processed next; headers of the class driver's own (in-band formats) are dealt with here. */
  leadingEdge(pin: AvPin): StreamPointer | null {
    for (;;) {
      const request = pin.queue[0];
      const header = request?.headers[request.index];
      if (request === undefined || header === undefined) return null;
      request.pointer ??= new StreamPointer(pin, request, header);
      if (!request.write || (header.optionsFlags & OPTIONSF.TYPECHANGED) === 0) return request.pointer;
      this.changeFormat(pin, request.pointer);
      request.pointer?.advance();
    }
  }

  /** STRM-047: the frame holds the format that the following data has. */
  changeFormat(pin: AvPin, pointer: StreamPointer): void {
    const proposal = takeProposal(pointer.read(0, pointer.dataUsed));
    const status =
      proposal === undefined
        ? STATUS.STATUS_INVALID_PARAMETER
        : pin.av.formats.apply(pin, proposal.format, proposal.attributes);
    if (isError(status)) pointer.setStatusCode(status);
  }

  /** A header was processed. */
  headerDone(pointer: StreamPointer): void {
    const { pin, request, header } = pointer;
    if (request.irp.completed) return;
    request.pointer = null;
    request.index++;
    if (request.write) request.bytesWritten += header.dataUsed;
    else pointer.writeBack();
    const last = request.index === request.headers.length;
    if (last) {
      pin.queue.splice(pin.queue.indexOf(request), 1);
      pin.processing.update();
      this.finish(request, request.status);
    }
    this.raiseEvents(pin, request.write ? header.optionsFlags : pointer.optionsFlags);
  }

  /** STRM-030, STRM-031: bytes of headers for a read, bytes of data for a write. */
  finish(request: QueuedRequest, status: number): void {
    const { irp } = request;
    irp.information = request.write ? request.bytesWritten : (irp.output?.length ?? 0);
    irp.complete(status);
  }

  /** EVT-091, EVT-092. */
  raiseEvents(pin: AvPin, optionsFlags: number): void {
    if (!pin.hasFlag(KSPIN_FLAG.GENERATE_EOS_EVENTS)) return;
    const { set, DATADISCONTINUITY, TIMEDISCONTINUITY, ENDOFSTREAM } = connectionEvents;
    if ((optionsFlags & OPTIONSF.DATADISCONTINUITY) !== 0) pin.generateEvents({ set, id: DATADISCONTINUITY });
    if ((optionsFlags & OPTIONSF.TIMEDISCONTINUITY) !== 0) pin.generateEvents({ set, id: TIMEDISCONTINUITY });
    if ((optionsFlags & OPTIONSF.ENDOFSTREAM) !== 0) pin.generateEvents({ set, id: ENDOFSTREAM });
  }
}
