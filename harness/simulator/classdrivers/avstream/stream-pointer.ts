import { STATUS } from '../../../abi/ntstatus.ts';
import type { LockedPages } from '../../kernel/address-space.ts';
import { BugCheck } from '../../kernel/bugcheck.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { ProbedHeader } from '../ks/stream-probe.ts';
import type { KsStreamPointer } from './descriptors.ts';
import type { AvPin } from './pin.ts';

const noPages: LockedPages = { bytes: new Uint8Array(0), offset: 0, length: 0 };

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
export class StreamPointer implements KsStreamPointer {
  readonly pin: AvPin;
  readonly request: QueuedRequest;
  readonly header: ProbedHeader;
  readonly extension: Uint8Array | null;
  dataUsed: number;
  optionsFlags: number;
  presentationTime: number;
  duration: number;
  #done = false;

  constructor(pin: AvPin, request: QueuedRequest, header: ProbedHeader) {
    this.pin = pin;
    this.request = request;
    this.header = header;
    this.dataUsed = header.dataUsed;
    this.optionsFlags = header.optionsFlags;
    const at = pin.ks.layout.streamHeader;
    const list = request.irp.output;
    this.presentationTime = Number(list?.i64(header.offset + at.presentationTime) ?? 0n);
    this.duration = Number(list?.i64(header.offset + at.duration) ?? 0n);
    this.extension =
      list !== null && header.size > at.size ? list.slice(header.offset + at.size, header.size - at.size) : null;
  }

  get frameExtent(): number {
    return this.header.frameExtent;
  }

  read(offset: number, length: number): Uint8Array {
    const pages = this.#pages(offset, length);
    return pages.bytes.slice(pages.offset + offset, pages.offset + offset + length);
  }

  write(offset: number, bytes: Uint8Array): void {
    const pages = this.#pages(offset, bytes.length);
    pages.bytes.set(bytes, pages.offset + offset);
  }

  fill(offset: number, length: number, byte: number): void {
    const pages = this.#pages(offset, length);
    pages.bytes.fill(byte, pages.offset + offset, pages.offset + offset + length);
  }

  setStatusCode(status: number): void {
    this.request.status = status;
  }

  advance(): void {
    if (this.#done) throw new BugCheck('DRIVER_VERIFIER_DETECTED_VIOLATION', 'stream pointer', 'advanced twice');
    this.#done = true;
    this.pin.av.streams.headerDone(this);
  }

  /** Writes the header back into the captured list, for a read. */
  writeBack(): void {
    const list = this.request.irp.output;
    if (list === null) return;
    const at = this.pin.ks.layout.streamHeader;
    const { offset } = this.header;
    list.setU32(offset + at.dataUsed, this.dataUsed);
    list.setU32(offset + at.optionsFlags, this.optionsFlags);
    list.setI64Number(offset + at.presentationTime, this.presentationTime);
    list.setU32(offset + at.presentationTime + 8, 1);
    list.setU32(offset + at.presentationTime + 12, 1);
    list.setI64Number(offset + at.duration, this.duration);
    if (this.extension !== null) list.write(offset + at.size, this.extension);
  }

  #pages(offset: number, length: number): LockedPages {
    const { pages } = this.header;
    if (this.#done) throw new BugCheck('PAGE_FAULT_IN_NONPAGED_AREA', 'stream frame', 'touched after it was done');
    if (length === 0) return noPages;
    if (pages === null || offset < 0 || length < 0 || offset + length > pages.length) {
      throw new BugCheck(
        'PAGE_FAULT_IN_NONPAGED_AREA',
        'stream frame',
        `bytes ${offset}…${offset + length} touched, but FrameExtent is ${this.frameExtent}`,
      );
    }
    return pages;
  }
}
