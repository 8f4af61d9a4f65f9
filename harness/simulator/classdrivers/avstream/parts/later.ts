import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsRequest } from '../../ks/automation.ts';
import type { KsDevice } from '../descriptors.ts';

/** Completes a request after a while with what `finish` gives, or at once if its caller cancels it. */
export function answerLater<T>(device: KsDevice, request: KsRequest<T>, delay: number, finish: () => number): number {
  const timer = device.setTimer(delay, () => {
    request.complete(finish());
  });
  request.pend(() => {
    timer.cancel();
    request.complete(STATUS.STATUS_CANCELLED, 0);
  });
  return STATUS.STATUS_PENDING;
}
