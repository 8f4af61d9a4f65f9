import { IOCTL } from '../../../abi/ioctl.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Irp } from '../../kernel/irp.ts';
import { StatusException } from '../../kernel/status-exception.ts';
import { acquireResetValue } from '../ks/reset.ts';
import type { ProbedHeader } from '../ks/stream-probe.ts';
import { KSPIN_DATAFLOW, KSSTATE } from './descriptors.ts';
import { PcPin } from './pin.ts';

/** A pin of a port whose data comes and goes in stream requests (PCLS-070). */
export abstract class QueuedPin extends PcPin {
  #inReset = false;

  /** Bytes that a frame to be read must have room for. */
  protected get leastFrame(): number {
    return 0;
  }

  /** Takes a request that was found right. */
  protected abstract enqueue(irp: Irp, headers: readonly ProbedHeader[], write: boolean): void;
  /** Cancels every request that is queued. */
  protected abstract cancelAll(): void;

  override stateChanged(): void {
    if (this.state === KSSTATE.STOP) this.cancelAll();
  }

  override otherControl(irp: Irp): number {
    switch (irp.code) {
      case IOCTL.IOCTL_KS_READ_STREAM:
        return this.submit(irp, false);
      case IOCTL.IOCTL_KS_WRITE_STREAM:
        return this.submit(irp, true);
      case IOCTL.IOCTL_KS_RESET_STATE:
        return acquireResetValue(irp, (begin) => {
          this.#inReset = begin;
          if (begin) this.cancelAll();
        });
      default:
        return super.otherControl(irp);
    }
  }

  /** Judges a stream request, and queues it if the state allows. */
  submit(irp: Irp, write: boolean): number {
    if (this.factory.dataFlow !== (write ? KSPIN_DATAFLOW.IN : KSPIN_DATAFLOW.OUT)) {
      return STATUS.STATUS_INVALID_DEVICE_REQUEST;
    }
    try {
      const headerSize = this.ks.layout.streamHeader.size;
      const headers = this.ks.streams.probe(irp, { write, headerSize, allowFormatChange: false });
      if (typeof headers === 'number') return headers;
      if (this.#inReset || this.state < KSSTATE.PAUSE) return STATUS.STATUS_DEVICE_NOT_READY;
      if (!write && headers.some(({ frameExtent }) => frameExtent < this.leastFrame)) {
        return STATUS.STATUS_BUFFER_TOO_SMALL;
      }
      this.enqueue(irp, headers, write);
      return STATUS.STATUS_PENDING;
    } catch (error) {
      if (error instanceof StatusException) return error.status;
      throw error;
    }
  }
}
