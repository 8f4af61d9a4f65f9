import { STATUS } from '../../../abi/ntstatus.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { CallerLayout } from '../ks/caller-layout.ts';
import type { ProbedHeader } from '../ks/stream-probe.ts';

/** A stream request with how far it is done. */
interface Queued {
  readonly irp: Irp;
  readonly headers: readonly ProbedHeader[];
  readonly write: boolean;
  /** The header that is being worked on, and the bytes of it that are done. */
  index: number;
  done: number;
  /** Bytes of the headers that are done. */
  total: number;
}

/** IIrpStream: stream requests as one run of bytes, completed as it passes their ends. */
export class IrpQueue {
  readonly #layout: CallerLayout;
  readonly #queued: Queued[] = [];

  constructor(layout: CallerLayout) {
    this.#layout = layout;
  }

  add(irp: Irp, headers: readonly ProbedHeader[], write: boolean): void {
    const queued: Queued = { irp, headers, write, index: 0, done: 0, total: 0 };
    irp.markPending(() => {
      this.#cancel(queued);
    });
    this.#queued.push(queued);
  }

  /** STOP, reset and close: every request is cancelled (CONN-019, IOC-053). */
  cancelAll(): void {
    for (const queued of [...this.#queued]) this.#cancel(queued);
  }

  /**
   * Hands the next part of the run to `move`, up to `limit` bytes of one frame.
   * @returns the bytes that were moved; 0 if nothing is queued
   */
  next(limit: number, move: (bytes: Uint8Array) => void): number {
    for (;;) {
      const queued = this.#queued[0];
      const header = queued?.headers[queued.index];
      if (queued === undefined || header === undefined) return 0;
      const size = queued.write ? header.dataUsed : header.frameExtent;
      const length = Math.min(limit, size - queued.done);
      if (header.pages !== null && length > 0) {
        const start = header.pages.offset + queued.done;
        move(header.pages.bytes.subarray(start, start + length));
      }
      queued.done += length;
      if (queued.done === size) this.#headerDone(queued, header, size);
      if (length > 0 || limit === 0) return length;
    }
  }

  #headerDone(queued: Queued, header: ProbedHeader, size: number): void {
    const { irp, write } = queued;
    if (!write) irp.output?.setU32(header.offset + this.#layout.streamHeader.dataUsed, size);
    queued.total += size;
    queued.index++;
    queued.done = 0;
    if (queued.index < queued.headers.length) return;
    this.#queued.splice(this.#queued.indexOf(queued), 1);
    // STRM-030, STRM-031: bytes of headers for a read, bytes of data for a write.
    irp.information = write ? queued.total : (irp.output?.length ?? 0);
    irp.complete(STATUS.STATUS_SUCCESS);
  }

  #cancel(queued: Queued): void {
    const index = this.#queued.indexOf(queued);
    if (index < 0) return;
    this.#queued.splice(index, 1);
    queued.irp.complete(STATUS.STATUS_CANCELLED);
  }
}
