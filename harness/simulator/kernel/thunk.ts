import { IOCTL } from '../../abi/ioctl.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import type { AddressSpace } from './address-space.ts';
import type { Irp } from './irp.ts';
import type { KernelBuffer } from './kernel-buffer.ts';
import type { Pool } from './pool.ts';
import type { Processor } from './processor.ts';
import { StatusException } from './status-exception.ts';

/** Sizes of KSSTREAM_HEADER for a 32-bit caller and for a 64-bit driver, and of the header of every other request. */
const [narrow, wide, requestHeader] = [48, 56, 24];
const streams: readonly number[] = [IOCTL.IOCTL_KS_READ_STREAM, IOCTL.IOCTL_KS_WRITE_STREAM];

/** What the thunk needs of the kernel. */
interface ThunkHost {
  readonly memory: AddressSpace;
  readonly pool: Pool;
  readonly processor: Processor;
}

/**
 * What stands between 32-bit callers and drivers (LAY-002). It keeps a temporary, in which the caller's structures have
 * their 64-bit size, from before the driver is called until the request is complete.
 *
 * A model of its arithmetic and of the lifetime of its temporaries; the structures themselves are read in the caller's
 * layout by the simulated drivers.
 */
export class Wow64Thunk {
  readonly #host: ThunkHost;

  constructor(host: ThunkHost) {
    this.#host = host;
  }

  /** Makes the temporary of a request; `undefined` for one that needs none, a status for one that is refused. */
  enter(irp: Irp): KernelBuffer | number | undefined {
    const isStream = streams.includes(irp.code);
    if (isStream ? irp.outputLength === 0 : irp.inputLength < requestHeader) return undefined;
    const size = isStream ? this.streamSize(irp.outputLength) : this.requestSize(irp.inputLength, irp.outputLength);
    if (size > 0xffff_ffff) return STATUS.STATUS_INVALID_BUFFER_SIZE;
    // What cannot be touched is refused by the driver, which knows the order of such checks.
    if (!this.accessible(irp)) return undefined;
    const temporary = this.#allocate(size);
    if (typeof temporary === 'number') return temporary;
    if (isStream) for (let i = 0; i * narrow < irp.outputLength; i++) temporary.zero(i * wide, wide);
    else {
      temporary.zero(0, irp.inputLength);
      if (irp.outputLength > 0) temporary.zero(Math.ceil(irp.inputLength / 8) * 8, 1);
    }
    irp.completionRoutine = () => {
      temporary.u32(0);
      this.#host.pool.free(temporary);
    };
    return temporary;
  }

  /** A buffer for a temporary, or the status of a request for which there is not enough memory. */
  #allocate(size: number): KernelBuffer | number {
    try {
      return this.#host.pool.allocate('temporary of the thunk', size);
    } catch (error) {
      if (error instanceof StatusException) return error.status;
      throw error;
    }
  }

  /** The driver has returned. The temporary stays: the request may not be complete, and its completion needs it. */
  readonly returned: (irp: Irp, temporary: KernelBuffer, status: number) => void = () => {};

  /** Bytes of as many wide headers as there are narrow ones, begun ones counted, in `length` bytes. */
  streamSize(length: number): number {
    return Math.ceil(length / narrow) * wide;
  }

  /** Bytes of In and Out, each rounded up to eight. */
  requestSize(input: number, output: number): number {
    return Math.ceil(input / 8) * 8 + Math.ceil(output / 8) * 8;
  }

  /** Whether all of In and Out is memory of the caller. */
  accessible(irp: Irp): boolean {
    const { memory, processor } = this.#host;
    return processor.framed(() => {
      try {
        memory.probe(irp.inputBuffer, irp.inputLength, false);
        memory.probe(irp.outputBuffer, irp.outputLength, false);
        return true;
      } catch {
        return false;
      }
    });
  }
}
