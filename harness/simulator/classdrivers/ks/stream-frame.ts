import { BugCheck } from '../../kernel/bugcheck.ts';
import type { LockedPages } from '../../kernel/address-space.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { CallerLayout } from './caller-layout.ts';
import type { ProbedHeader } from './stream-probe.ts';

const noPages: LockedPages = { bytes: new Uint8Array(0), offset: 0, length: 0 };

/** A frame of a stream request in the hands of a driver: its header, and the caller's pages while it is not done. */
export class StreamFrame {
  readonly header: ProbedHeader;
  /** A copy of what follows KSSTREAM_HEADER, or null for bare headers. */
  readonly extension: Uint8Array | null;
  /** Bytes used: of a write the caller's, of a read the driver's to set (≤ frameExtent). */
  dataUsed: number;
  /** KSSTREAM_HEADER_OPTIONSF. */
  optionsFlags: number;
  /** TypeSpecificFlags as the caller wrote them (STRM-053). */
  readonly typeSpecificFlags: number;
  /** PresentationTime with scale 1/1. */
  presentationTime: number;
  duration: number;
  /** From now on the pages belong to the caller. */
  done = false;
  readonly #layout: CallerLayout;
  readonly #list: KernelBuffer | null;

  /** @param list the captured headers of the request */
  constructor(layout: CallerLayout, list: KernelBuffer | null, header: ProbedHeader) {
    this.#layout = layout;
    this.#list = list;
    this.header = header;
    this.dataUsed = header.dataUsed;
    this.optionsFlags = header.optionsFlags;
    const at = layout.streamHeader;
    this.presentationTime = Number(list?.i64(header.offset + at.presentationTime) ?? 0n);
    this.typeSpecificFlags = list?.u32(header.offset + at.typeSpecificFlags) ?? 0;
    this.duration = Number(list?.i64(header.offset + at.duration) ?? 0n);
    this.extension =
      list !== null && header.size > at.size ? list.slice(header.offset + at.size, header.size - at.size) : null;
  }

  /** Size of the caller's buffer; 0 for a header without data. */
  get frameExtent(): number {
    return this.header.frameExtent;
  }

  /** Copies bytes out of the frame. Reading outside it is a bug check. */
  read(offset: number, length: number): Uint8Array {
    const pages = this.#pages(offset, length);
    return pages.bytes.slice(pages.offset + offset, pages.offset + offset + length);
  }

  /** Copies bytes into the frame. Writing outside it is a bug check. */
  write(offset: number, bytes: Uint8Array): void {
    const pages = this.#pages(offset, bytes.length);
    pages.bytes.set(bytes, pages.offset + offset);
  }

  /** Fills a part of the frame with one byte value. */
  fill(offset: number, length: number, byte: number): void {
    const pages = this.#pages(offset, length);
    pages.bytes.fill(byte, pages.offset + offset, pages.offset + offset + length);
  }

  /** Writes the header back into the captured list, for a read. */
  writeBack(): void {
    const list = this.#list;
    if (list === null) return;
    const at = this.#layout.streamHeader;
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
    if (this.done) throw new BugCheck('PAGE_FAULT_IN_NONPAGED_AREA', 'stream frame', 'touched after it was done');
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
