import { STATUS } from '../../../abi/ntstatus.ts';
import type { LockedPages } from '../../kernel/address-space.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Mdl } from '../../kernel/mdl.ts';
import type { AccessMode } from '../../kernel/observations.ts';
import type { CallerLayout } from './caller-layout.ts';

/** KSSTREAM_HEADER.OptionsFlags (STRM-041). */
export const OPTIONSF = {
  SPLICEPOINT: 0x1,
  PREROLL: 0x2,
  DATADISCONTINUITY: 0x4,
  TYPECHANGED: 0x8,
  TIMEVALID: 0x10,
  TIMEDISCONTINUITY: 0x40,
  FLUSHONPAUSE: 0x80,
  DURATIONVALID: 0x100,
  ENDOFSTREAM: 0x200,
  LOOPEDDATA: 0x8000_0000,
} as const;

/** A header of a stream request, captured and checked. */
export interface ProbedHeader {
  /** Where it lies in the captured Out. */
  readonly offset: number;
  /** Its Size. */
  readonly size: number;
  readonly frameExtent: number;
  readonly dataUsed: number;
  readonly optionsFlags: number;
  /** The caller's frame, or null without one (FrameExtent 0). */
  readonly pages: LockedPages | null;
}

/** What the probe must know of a pin. */
export interface ProbeOptions {
  readonly write: boolean;
  /** Size of every header, or 0 if headers of any size ≥ KSSTREAM_HEADER are taken (STRM-011…013). */
  readonly headerSize: number;
  /** TYPECHANGED headers are taken on writes. */
  readonly allowFormatChange: boolean;
}

/** KsProbeStreamIrp: captures the headers of a READ_STREAM or WRITE_STREAM and locks the frames (STRM-010…020). */
export class StreamProbe {
  readonly #kernel: Kernel;
  readonly #layout: CallerLayout;

  constructor(kernel: Kernel, layout: CallerLayout) {
    this.#kernel = kernel;
    this.#layout = layout;
  }

  /** The headers, or the status that refuses the request. Raises an access violation. */
  probe(irp: Irp, options: ProbeOptions): ProbedHeader[] | number {
    const bare = this.#layout.streamHeader.size;
    if (irp.outputLength === 0) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    const formatChange = options.write && options.allowFormatChange && irp.outputLength === bare;
    if (options.headerSize !== 0 && irp.outputLength % options.headerSize !== 0 && !formatChange) {
      return STATUS.STATUS_INVALID_BUFFER_SIZE;
    }
    irp.returnsData = !options.write;
    const list = irp.captureOutput('stream headers', options.write ? 'read' : 'write', true);
    const headers: Omit<ProbedHeader, 'pages'>[] = [];
    for (let offset = 0; offset < list.length; ) {
      const header = this.header(list, offset, options);
      if (typeof header === 'number') return header;
      headers.push(header);
      offset += header.size;
    }
    irp.mdls = this.describe(list, headers);
    try {
      this.lockAll(irp.mdls, options.write, irp.mode);
    } catch (error) {
      this.unwind(irp);
      throw error;
    }
    const pages = this.pagesOf(headers, irp.mdls);
    return headers.map((header, i) => ({ ...header, pages: pages[i] ?? null }));
  }

  /** Allocates an MDL for each header that has a frame (STRM-020), in their order. */
  describe(list: KernelBuffer, headers: readonly Omit<ProbedHeader, 'pages'>[]): Mdl[] {
    const { data } = this.#layout.streamHeader;
    return headers
      .filter(({ frameExtent }) => frameExtent !== 0)
      .map(({ offset, frameExtent }) => new Mdl(this.#kernel.pool, list.pointer(offset + data, this.#layout.pointerSize), frameExtent));
  }

  /** Gives each header the MDL that was made for it; null for those without a frame (STRM-021). */
  pagesOf(headers: readonly Omit<ProbedHeader, 'pages'>[], mdls: readonly Mdl[]): (LockedPages | null)[] {
    let next = 0;
    return headers.map(({ frameExtent }) => (frameExtent === 0 ? null : (mdls[next++] ?? null)));
  }

  /** Locks what is not locked yet. */
  lockAll(mdls: readonly Mdl[], write: boolean, mode: AccessMode): void {
    for (const mdl of mdls) if (!mdl.locked) this.lock(mdl, write, mode);
  }

  /** Undoes what was done for a request that is refused after all. */
  unwind(irp: Irp): void {
    for (const mdl of irp.mdls) {
      if (mdl.locked) mdl.unlock();
      mdl.free();
    }
    irp.mdls = [];
  }

  /** Checks one header in the order of STRM-019. */
  header(list: KernelBuffer, offset: number, options: ProbeOptions): Omit<ProbedHeader, 'pages'> | number {
    const at = this.#layout.streamHeader;
    const remaining = list.length - offset;
    if (remaining < at.size) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    const size = list.u32(offset);
    const frameExtent = list.u32(offset + at.frameExtent);
    const dataUsed = list.u32(offset + at.dataUsed);
    const optionsFlags = list.u32(offset + at.optionsFlags);
    const typeChanged = options.write && (optionsFlags & OPTIONSF.TYPECHANGED) !== 0;
    if (options.headerSize === 0 ? size < at.size || size % 8 !== 0 : size !== options.headerSize && !typeChanged) {
      return STATUS.STATUS_INVALID_BUFFER_SIZE;
    }
    if (remaining < size || size < at.size) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    const usedStatus = this.judgeDataUsed(dataUsed, frameExtent, options.write);
    if (usedStatus !== STATUS.STATUS_SUCCESS) return usedStatus;
    if (typeChanged) {
      if (size !== at.size || list.length !== at.size) return STATUS.STATUS_INVALID_BUFFER_SIZE;
      if (!options.allowFormatChange) return STATUS.STATUS_INVALID_PARAMETER;
    }
    if (!options.write && optionsFlags !== 0) return STATUS.STATUS_INVALID_PARAMETER;
    if (!this.#judgeTime(list, offset, optionsFlags, options.write)) return STATUS.STATUS_INVALID_PARAMETER;
    return { offset, size, frameExtent, dataUsed, optionsFlags };
  }

  /** STRM-015, STRM-016. */
  judgeDataUsed(dataUsed: number, frameExtent: number, write: boolean): number {
    const legal = write ? dataUsed <= frameExtent : dataUsed === 0;
    return legal ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_BUFFER_SIZE;
  }

  /** Locks the whole FrameExtent (STRM-020, STRM-021). */
  lock(mdl: Mdl, write: boolean, mode: AccessMode): void {
    mdl.lock(this.#kernel.memory.lock(mdl.address, mdl.length, !write, mode));
    this.#kernel.schedule.point('probe');
  }

  /** STRM-023, for times that the caller declares valid. */
  #judgeTime(list: KernelBuffer, offset: number, optionsFlags: number, write: boolean): boolean {
    if (!write || (optionsFlags & OPTIONSF.TIMEVALID) === 0) return true;
    const time = offset + this.#layout.streamHeader.presentationTime;
    return list.u32(time + 8) !== 0 && list.u32(time + 12) !== 0;
  }
}
