import { STATUS } from '../../../abi/ntstatus.ts';
import type { Arch } from '../../../target/target.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { AccessMode } from '../../kernel/observations.ts';
import { StatusException } from '../../kernel/status-exception.ts';
import type { KsRequest } from './automation.ts';

/** A property, method or event request on its way through the class driver. */
export class KsCall implements KsRequest<never> {
  /** Handlers are found in the table of their own kind of object, so the pair always fits. */
  readonly target: never;
  readonly node: number;
  readonly id: number;
  readonly flags: number;
  readonly arch: Arch;
  readonly input: KernelBuffer;
  readonly value: KernelBuffer;
  information = 0;
  /** The request of the caller; null for the parts into which a serialized set is taken apart. */
  readonly irp: Irp | null;
  readonly mode: AccessMode;

  constructor(
    irp: Irp | null,
    arch: Arch,
    target: unknown,
    node: number,
    id: number,
    flags: number,
    input: KernelBuffer,
    value: KernelBuffer,
    mode: AccessMode = irp?.mode ?? 'user',
  ) {
    this.irp = irp;
    this.arch = arch;
    this.target = target as never;
    this.node = node;
    this.id = id;
    this.flags = flags;
    this.input = input;
    this.value = value;
    this.mode = mode;
  }

  pend(cancel?: () => void): void {
    if (this.irp === null) {
      throw new StatusException(STATUS.STATUS_NOT_SUPPORTED, 'a part of a serialized set cannot complete later');
    }
    this.irp.markPending(
      cancel ??
        (() => {
          this.complete(STATUS.STATUS_CANCELLED, 0);
        }),
    );
  }

  complete(status: number, information = this.information): void {
    if (this.irp === null) return;
    this.irp.information = information;
    this.irp.complete(status);
  }
}
