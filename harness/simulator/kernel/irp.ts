import { isError, type NtStatus, ntStatus, STATUS } from '../../abi/ntstatus.ts';
import type { Arch, Buffer } from '../../target/target.ts';
import type { AddressSpace } from './address-space.ts';
import { BugCheck } from './bugcheck.ts';
import type { FileObject } from './file-object.ts';
import type { KernelBuffer } from './kernel-buffer.ts';
import type { Mdl } from './mdl.ts';
import type { AccessMode } from './observations.ts';
import type { Pool } from './pool.ts';
import { IRQL, type Processor } from './processor.ts';
import type { Schedule } from './schedule.ts';
import { StatusException } from './status-exception.ts';

/** What a request needs of the kernel. */
export interface IrpHost {
  readonly arch: Arch;
  readonly memory: AddressSpace;
  readonly pool: Pool;
  readonly schedule: Schedule;
  readonly processor: Processor;
  pendingRequests: number;
}

/**
 * A METHOD_NEITHER device-control request: raw caller buffers, which the driver captures by probing, and a completion
 * that copies back what the driver says (IOC-020…026).
 */
export class Irp {
  readonly file: FileObject;
  readonly code: number;
  /** RequestorMode: everything that comes through the boundary is a user's. */
  readonly mode: AccessMode = 'user';
  /** Whose it is: its memory is that of this process, also when it completes later. */
  readonly process: number;
  readonly inputLength: number;
  readonly outputLength: number;
  /** Final once `completed`. */
  status: NtStatus = STATUS.STATUS_PENDING;
  information = 0;
  completed = false;
  /** The kernel copy of Out. Set by {@link captureOutput}. */
  output: KernelBuffer | null = null;
  /** Whether `information` bytes of `output` go back to the caller. Requests that only take data clear it. */
  returnsData = true;
  #input: KernelBuffer | null = null;
  readonly #host: IrpHost;
  /** What the caller passed as In. Touched through the probes only. */
  readonly inputBuffer: Buffer;
  /** What the caller passed as Out. Touched through the probes only. */
  readonly outputBuffer: Buffer;
  #pending = false;
  #cancel: (() => void) | null = null;
  #inputAddress: number | undefined;
  #outputAddress: number | undefined;
  /** MdlAddress: the caller's pages that the driver has locked. Unlocked and freed when the request completes. */
  mdls: Mdl[] = [];
  /** IoSetCompletionRoutine: called when the request is complete. */
  completionRoutine: (() => void) | null = null;
  /** For the driver that holds the request, e.g. its parsed frames. */
  context: unknown = null;

  constructor(host: IrpHost, file: FileObject, code: number, input: Buffer, output: Buffer) {
    this.#host = host;
    this.process = host.processor.process;
    this.file = file;
    this.code = code;
    this.inputBuffer = input;
    this.outputBuffer = output;
    this.inputLength = host.memory.lengthOf(input);
    this.outputLength = host.memory.lengthOf(output);
  }

  get arch(): Arch {
    return this.#host.arch;
  }

  /** Marked pending and not yet completed. */
  get pending(): boolean {
    return this.#pending && !this.completed;
  }

  /** Was marked pending, whether it has completed or not. */
  get marked(): boolean {
    return this.#pending;
  }

  /** The address that the caller passed as In; 0 for NULL. Not touched. */
  get inputAddress(): number {
    return (this.#inputAddress ??= this.#host.memory.addressOf(this.inputBuffer));
  }

  /** The address that the caller passed as Out. */
  get outputAddress(): number {
    return (this.#outputAddress ??= this.#host.memory.addressOf(this.outputBuffer));
  }

  /** Probes In for read and copies it, in an exception frame. Freed when the request completes. */
  captureInput(tag: string): KernelBuffer {
    const { memory, processor } = this.#host;
    processor.frames++;
    try {
      memory.probe(this.inputBuffer, this.inputLength, false, this.mode);
      return this.copyInput(tag);
    } finally {
      processor.frames--;
    }
  }

  /** Copies In as it is; the driver has seen to the probe and the frame. */
  copyInput(tag: string): KernelBuffer {
    const { memory, pool, schedule } = this.#host;
    const buffer = pool.allocateToFill(tag, this.inputLength);
    this.#input = buffer;
    memory.copyIn(this.inputBuffer, this.inputLength, buffer);
    schedule.point('probe');
    return buffer;
  }

  /**
   * Makes the kernel copy of Out. `probe` is for what the caller's pages are probed; with `fetch` the caller's bytes
   * are copied in. Without bytes the pointer is ignored (PROP-005).
   */
  captureOutput(tag: string, probe: 'read' | 'write', fetch: boolean): KernelBuffer {
    const { memory, processor } = this.#host;
    processor.frames++;
    try {
      // Probed first: the length is the caller's, and may be absurd.
      memory.probe(this.outputBuffer, this.outputLength, probe === 'write', this.mode);
      return this.copyOutput(tag, fetch);
    } finally {
      processor.frames--;
    }
  }

  /** As {@link captureOutput}, where the driver has seen to the probe and the frame. */
  copyOutput(tag: string, fetch: boolean): KernelBuffer {
    const { memory, pool, schedule } = this.#host;
    const buffer = fetch ? pool.allocateToFill(tag, this.outputLength) : pool.allocate(tag, this.outputLength);
    this.output = buffer;
    if (fetch) memory.copyIn(this.outputBuffer, this.outputLength, buffer);
    schedule.point('probe');
    return buffer;
  }

  /**
   * Says that the request completes later. `cancel` is called at most once, if the request is to be cancelled; marking
   * a pending request again replaces it.
   */
  markPending(cancel: () => void): void {
    this.#cancel = cancel;
    if (this.#pending) return;
    this.#pending = true;
    this.file.pending.add(this);
    this.#host.pendingRequests++;
  }

  /** Asks the driver to cancel. Nothing happens if the request is done or the driver was asked before. */
  cancel(): void {
    this.#host.schedule.point('cancel');
    const cancel = this.#cancel;
    this.#cancel = null;
    if (!this.completed) cancel?.();
  }

  /** Completes the request, once. */
  complete(status: number): void {
    this.#host.schedule.point('complete');
    if (this.completed) {
      throw new BugCheck('MULTIPLE_IRP_COMPLETE_REQUESTS', `request 0x${this.code.toString(16)}`, 'completed twice');
    }
    if (status === STATUS.STATUS_PENDING) {
      throw new BugCheck('DRIVER_VERIFIER_DETECTED_VIOLATION', 'request', 'completed with STATUS_PENDING', 'CompleteRequestStatusCheck');
    }
    this.completed = true;
    this.#cancel = null;
    if (this.#pending) {
      this.file.pending.delete(this);
      this.#host.pendingRequests--;
    }
    this.status = ntStatus(this.#host.processor.process === this.process ? this.#copyBack(status) : this.#host.processor.inProcess(this.process, () => this.#copyBack(status)));
    if (isError(this.status)) this.information = 0;
    this.#release();
    this.completionRoutine?.();
  }

  /** Takes back what was made for a request that never was: its thread must wait, and asks anew. */
  withdraw(): void {
    this.#release();
    this.completionRoutine?.();
  }

  /** What IopCompleteRequest does; its status is the caller's. */
  #copyBack(status: number): number {
    const output = this.output;
    if (isError(status) || !this.returnsData || output === null || output.length === 0) return status;
    if (this.information > output.length) {
      // IOC-025: a real kernel would overrun the caller's buffer with what lies behind its own.
      throw new BugCheck(
        'DRIVER_VERIFIER_DETECTED_VIOLATION',
        output.tag,
        `Information ${this.information} exceeds the ${output.length} bytes of Out`,
      );
    }
    if (output.defined < this.information) {
      // IOC-026: a real kernel would hand out what the pool held before.
      throw new BugCheck(
        'DRIVER_VERIFIER_DETECTED_VIOLATION',
        output.tag,
        `byte ${output.defined} goes to the caller, but was never written`,
      );
    }
    const { memory, processor } = this.#host;
    const { irql } = processor;
    // The last step of a completion runs in the caller's thread, in a frame of the I/O manager's own.
    processor.irql = IRQL.APC;
    processor.frames++;
    try {
      memory.copyOut(output, this.information, this.outputBuffer);
    } catch (error) {
      if (error instanceof StatusException) return error.status;
      throw error;
    } finally {
      processor.irql = irql;
      processor.frames--;
    }
    return status;
  }

  #release(): void {
    const pool = this.#host.pool;
    for (const mdl of this.mdls) {
      mdl.unlock();
      mdl.free();
    }
    this.mdls = [];
    if (this.#input !== null) pool.free(this.#input);
    if (this.output !== null) pool.free(this.output);
    this.#input = null;
    this.output = null;
  }
}
