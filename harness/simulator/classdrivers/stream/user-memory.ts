import { STATUS } from '../../../abi/ntstatus.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { StatusException } from '../../kernel/status-exception.ts';

/** Memory of the caller that a request names by its address, not as one of its buffers. */
export class UserMemory {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** ProbeForWrite and a copy, in one exception frame: STATUS_SUCCESS, or the status that it raised. */
  copyOut(address: number, bytes: Uint8Array): number {
    try {
      const pages = this.#kernel.memory.lock(address, bytes.length, true);
      pages.bytes.set(bytes, pages.offset);
      return STATUS.STATUS_SUCCESS;
    } catch (error) {
      if (error instanceof StatusException) return error.status;
      throw error;
    }
  }
}
