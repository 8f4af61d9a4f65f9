import { STATUS } from '../../abi/ntstatus.ts';

/** An exception raised inside a request, e.g. by a probe; KS turns it into the request's status (PROP-009). */
export class StatusException extends Error {
  readonly status: number;
  constructor(status: number, what: string) {
    super(what);
    this.name = 'StatusException';
    this.status = status;
  }
}

/** One instance for all: probes fail often under fuzzing, and its stack tells nothing. */
export const ACCESS_VIOLATION = new StatusException(STATUS.STATUS_ACCESS_VIOLATION, 'caller memory cannot be accessed');
