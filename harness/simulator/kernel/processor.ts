import { BugCheck } from './bugcheck.ts';

/** Interrupt request levels that drivers of streaming devices meet. */
export const IRQL = { PASSIVE: 0, APC: 1, DISPATCH: 2 } as const;
export type Irql = (typeof IRQL)[keyof typeof IRQL];

/**
 * What the thread that runs is in: its IRQL, the exception frames around it, and whether it came here by a system call.
 * Threads that run in between, at switch points, have a state of their own.
 */
export class Processor {
  /** DPCs of timers run at DISPATCH, completions at APC, everything else at PASSIVE unless a driver raises it. */
  irql: Irql = IRQL.PASSIVE;
  /** The process whose handles and memory it sees; 0 is that of the harness. */
  process = 0;
  /** How many exception frames (`__try`) there are around what runs. */
  frames = 0;
  /** How many system calls of clients are on the stack. */
  calls = 0;

  /** Runs something at a level that is not lower than the present one. */
  raised<R>(irql: Irql, body: () => R): R {
    const before = this.irql;
    if (irql < before) throw new BugCheck('IRQL_NOT_GREATER_OR_EQUAL', 'KeRaiseIrql', `called to go from IRQL ${before} to ${irql}`);
    this.irql = irql;
    try {
      return body();
    } finally {
      this.irql = before;
    }
  }

  /** Runs something as a thread of another process. */
  inProcess<R>(process: number, body: () => R): R {
    const before = this.process;
    this.process = process;
    try {
      return body();
    } finally {
      this.process = before;
    }
  }

  /** Runs something in an exception frame: an access violation inside of it is an exception that `body` throws. */
  framed<R>(body: () => R): R {
    this.frames++;
    try {
      return body();
    } finally {
      this.frames--;
    }
  }

  /** Runs another thread: at PASSIVE, in no frame, in no call. */
  otherThread(body: () => void): void {
    const { irql, frames, calls } = this;
    this.irql = IRQL.PASSIVE;
    this.frames = 0;
    this.calls = 0;
    try {
      body();
    } finally {
      this.irql = irql;
      this.frames = frames;
      this.calls = calls;
    }
  }

  /** An integer division. @throws BugCheck by zero, which no driver expects */
  divide(dividend: number, divisor: number): number {
    if (divisor === 0) {
      const name = this.calls > 0 ? 'SYSTEM_SERVICE_EXCEPTION' : 'KMODE_EXCEPTION_NOT_HANDLED';
      throw new BugCheck(name, 'STATUS_INTEGER_DIVIDE_BY_ZERO', `${dividend} was divided by 0`);
    }
    return Math.trunc(dividend / divisor);
  }

  /**
   * Pageable code or data is touched, as with everything paged out: at DISPATCH nobody can bring it back.
   * @param what e.g. `event entry`
   */
  paged(what: string): void {
    if (this.irql >= IRQL.DISPATCH) {
      throw new BugCheck('DRIVER_IRQL_NOT_LESS_OR_EQUAL', what, `paged, and touched at IRQL ${this.irql}`);
    }
  }

  /**
   * A routine is called that may wait, and that its documentation allows below DISPATCH only.
   * @param routine its name
   */
  waits(routine: string): void {
    if (this.irql >= IRQL.DISPATCH) {
      throw new BugCheck('ATTEMPTED_SWITCH_FROM_DPC', routine, `called at IRQL ${this.irql}, where nothing can wait`);
    }
  }
}
