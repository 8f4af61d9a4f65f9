import { isError, STATUS } from '../../../abi/ntstatus.ts';
import type { Irp } from '../../kernel/irp.ts';
import { StatusException } from '../../kernel/status-exception.ts';
import { StreamFrame } from '../ks/stream-frame.ts';
import { KSPIN_DATAFLOW } from './descriptors.ts';
import type { StreamPin } from './pin.ts';
import type { Srb } from './srb.ts';

/** READ_STREAM and WRITE_STREAM: SRB_READ_DATA and SRB_WRITE_DATA. */
export class StreamData {
  submit(pin: StreamPin, irp: Irp, write: boolean): number {
    const { dataFlow, dataAccessible } = pin.factory.information;
    if (dataFlow !== (write ? KSPIN_DATAFLOW.IN : KSPIN_DATAFLOW.OUT)) {
      return STATUS.STATUS_INVALID_DEVICE_REQUEST;
    }
    try {
      const headers = pin.ks.streams.probe(irp, { write, headerSize: pin.headerSize, allowFormatChange: write });
      if (typeof headers === 'number') return headers;
      if (pin.inReset) return STATUS.STATUS_DEVICE_NOT_READY;
      if (dataAccessible === false) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
      const frames = headers.map((header) => new StreamFrame(pin.ks.layout, irp.output, header));
      // In which states data is taken is the minidriver's to judge (SCLS-007).
      this.send(pin, irp, frames, write);
      return STATUS.STATUS_PENDING;
    } catch (error) {
      if (error instanceof StatusException) return error.status;
      throw error;
    }
  }

  /** Hands the request to the minidriver, which may complete it at once. */
  send(pin: StreamPin, irp: Irp, frames: readonly StreamFrame[], write: boolean): void {
    let early = true;
    // Until the block is there, there is nothing to cancel.
    irp.markPending(() => {});
    const srb = pin.requests.send(pin.dataChannel, {
      command: { code: write ? 'SRB_WRITE_DATA' : 'SRB_READ_DATA', dataBufferArray: frames },
      ...pin.srbContext,
      done: (completed) => {
        early = false;
        pin.data.delete(completed);
        this.finish(irp, frames, write, completed.status);
      },
    });
    if (!early) return;
    pin.data.add(srb);
    irp.markPending(() => {
      this.cancel(pin, srb);
    });
  }

  cancel(pin: StreamPin, srb: Srb): void {
    pin.requests.cancel(srb);
  }

  /** STRM-030, STRM-031: bytes of headers for a read, bytes of data for a write. */
  finish(irp: Irp, frames: readonly StreamFrame[], write: boolean, status: number): void {
    for (const frame of frames) {
      frame.done = true;
      if (!write) frame.writeBack();
    }
    const written = frames.reduce((sum, { dataUsed }) => sum + dataUsed, 0);
    irp.information = write ? (isError(status) ? 0 : written) : (irp.output?.length ?? 0);
    irp.complete(status);
  }

  /** RESET_STATE (IOC-053…057). */
  reset(pin: StreamPin, begin: boolean): void {
    if (begin === pin.inReset) return;
    pin.inReset = begin;
    if (begin) for (const srb of [...pin.data]) this.cancel(pin, srb);
  }
}
