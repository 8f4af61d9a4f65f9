import { STATUS } from '../../../abi/ntstatus.ts';
import type { Irp } from '../../kernel/irp.ts';
import { StatusException } from '../../kernel/status-exception.ts';

/** KSRESET. */
const KSRESET = { BEGIN: 0, END: 1 } as const;

/** KsAcquireResetValue: takes IOCTL_KS_RESET_STATE apart (IOC-050…052, IOC-058) and hands the value on. */
export function acquireResetValue(irp: Irp, apply: (begin: boolean) => void): number {
  if (irp.inputLength < 4) return STATUS.STATUS_INVALID_BUFFER_SIZE;
  try {
    const value = irp.captureInput('KSRESET').u32(0);
    if (value > KSRESET.END) return STATUS.STATUS_INVALID_PARAMETER;
    apply(value === KSRESET.BEGIN);
    return STATUS.STATUS_SUCCESS;
  } catch (error) {
    if (error instanceof StatusException) return error.status;
    throw error;
  }
}
