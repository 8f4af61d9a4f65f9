import { STATUS } from '../../../abi/ntstatus.ts';
import { BugCheck } from '../../kernel/bugcheck.ts';
import type { Irp } from '../../kernel/irp.ts';
import { StreamFrame } from '../ks/stream-frame.ts';
import type { ProbedHeader } from '../ks/stream-probe.ts';
import type { KsStreamPointer } from './descriptors.ts';
import type { AvPin } from './pin.ts';

/** A stream request in a pin's queue. */
export class QueuedRequest {
  readonly irp: Irp;
  readonly headers: readonly ProbedHeader[];
  readonly write: boolean;
  /** The next header to be processed. */
  index = 0;
  /** The pointer that is out for that header. */
  pointer: StreamPointer | null = null;
  status: number = STATUS.STATUS_SUCCESS;
  bytesWritten = 0;

  constructor(irp: Irp, headers: readonly ProbedHeader[], write: boolean) {
    this.irp = irp;
    this.headers = headers;
    this.write = write;
  }
}

/** The leading edge of a pin's queue. */
export class StreamPointer extends StreamFrame implements KsStreamPointer {
  readonly pin: AvPin;
  readonly request: QueuedRequest;

  constructor(pin: AvPin, request: QueuedRequest, header: ProbedHeader) {
    super(pin.ks.layout, request.irp.output, header);
    this.pin = pin;
    this.request = request;
  }

  setStatusCode(status: number): void {
    this.request.status = status;
  }

  advance(): void {
    if (this.done) throw new BugCheck('DRIVER_VERIFIER_DETECTED_VIOLATION', 'stream pointer', 'advanced twice', 'KsInvalidStreamPointer');
    this.done = true;
    this.pin.av.streams.headerDone(this);
  }
}
