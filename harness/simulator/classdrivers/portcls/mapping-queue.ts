import { STATUS } from '../../../abi/ntstatus.ts';
import type { LockedPages } from '../../kernel/address-space.ts';
import { BugCheck } from '../../kernel/bugcheck.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { CallerLayout } from '../ks/caller-layout.ts';
import type { ProbedHeader } from '../ks/stream-probe.ts';
import type { PcMapping } from './miniports.ts';

/** Hardware reaches memory page by page. */
const pageSize = 4096;

interface Queued {
  readonly irp: Irp;
  readonly headers: readonly ProbedHeader[];
  readonly write: boolean;
  readonly mappings: readonly PcMapping[];
  /** How many were handed out, and how many of these came back. */
  handed: number;
  released: number;
}

/** Stream requests as pieces of memory that the hardware is lent, in order. */
export class MappingQueue {
  /** Bytes that were handed out, and that came back, since STOP. */
  handed = 0;
  released = 0;
  readonly #layout: CallerLayout;
  readonly #revoke: (tags: readonly number[]) => void;
  readonly #queued: Queued[] = [];
  #nextTag = 1;

  constructor(layout: CallerLayout, revoke: (tags: readonly number[]) => void) {
    this.#layout = layout;
    this.#revoke = revoke;
  }

  add(irp: Irp, headers: readonly ProbedHeader[], write: boolean): void {
    const mappings = headers.flatMap(({ pages, dataUsed, frameExtent }) =>
      pages === null ? [] : this.#pieces(pages, write ? dataUsed : frameExtent),
    );
    const queued: Queued = { irp, headers, write, mappings, handed: 0, released: 0 };
    irp.markPending(() => {
      this.#cancel(queued);
    });
    this.#queued.push(queued);
    this.#completeDone();
  }

  /** Lends the next piece. */
  next(): PcMapping | null {
    for (const queued of this.#queued) {
      const mapping = queued.mappings[queued.handed];
      if (mapping === undefined) continue;
      queued.handed++;
      this.handed += mapping.bytes.length;
      return mapping;
    }
    return null;
  }

  /** Takes a piece back; a request all of whose pieces are back is complete. Out of order is a bug of the driver. */
  release(tag: number): void {
    const queued = this.#queued.find(({ handed, released }) => released < handed);
    const mapping = queued?.mappings[queued.released];
    if (queued === undefined || mapping?.tag !== tag) {
      throw new BugCheck('DRIVER_VERIFIER_DETECTED_VIOLATION', 'mapping', `released tag ${tag} out of order`);
    }
    queued.released++;
    this.released += mapping.bytes.length;
    this.#completeDone();
  }

  /** STOP, reset and close: what was lent is revoked, every request is cancelled (CONN-019, IOC-053). */
  cancelAll(): void {
    for (const queued of [...this.#queued]) this.#cancel(queued);
  }

  /** Positions begin at 0 again after STOP. */
  restart(): void {
    this.handed = this.released = 0;
  }

  #pieces({ bytes, offset }: LockedPages, length: number): PcMapping[] {
    const pieces: PcMapping[] = [];
    for (let at = 0; at < length; at += pageSize) {
      const start = offset + at;
      pieces.push({ tag: this.#nextTag++, bytes: bytes.subarray(start, start + Math.min(pageSize, length - at)) });
    }
    return pieces;
  }

  #completeDone(): void {
    for (let first = this.#queued[0]; first?.released === first?.mappings.length; first = this.#queued[0]) {
      if (first === undefined) return;
      this.#queued.shift();
      const { irp, headers, write } = first;
      if (!write) {
        const { dataUsed } = this.#layout.streamHeader;
        for (const { offset, frameExtent } of headers) irp.output?.setU32(offset + dataUsed, frameExtent);
      }
      // STRM-030, STRM-031: bytes of headers for a read, bytes of data for a write.
      irp.information = write
        ? headers.reduce((sum, header) => sum + header.dataUsed, 0)
        : (irp.output?.length ?? 0);
      irp.complete(STATUS.STATUS_SUCCESS);
    }
  }

  #cancel(queued: Queued): void {
    const index = this.#queued.indexOf(queued);
    if (index < 0) return;
    this.#queued.splice(index, 1);
    const lent = queued.mappings.slice(queued.released, queued.handed);
    if (lent.length > 0) this.#revoke(lent.map(({ tag }) => tag));
    queued.irp.complete(STATUS.STATUS_CANCELLED);
    this.#completeDone();
  }
}
