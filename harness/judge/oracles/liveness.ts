/** What is begun ends. Time is that of the target: simulated or real. */
import type { Answer, Hns } from '../../target/target.ts';
import { breach, type Breach } from './oracle.ts';

/** How long things may take, in units of 100 ns. */
export const limits = {
  /** A request that waits for nothing outside. */
  request: 50_000_000n,
  /** A change of the state of a stream. */
  transition: 50_000_000n,
  /** Closing a handle, with all that is pending on it. */
  close: 5_000_000n,
  /** What is cancelled completes. */
  cancel: 5_000_000n,
  /** A change of the power state of the device, and its removal. */
  power: 100_000_000n,
} as const satisfies Readonly<Record<string, Hns>>;

/** A thing took as long as it may at most. */
export function timeBreach(what: string, started: Hns, ended: Hns, limit: Hns): Breach | null {
  const took = ended - started;
  return took <= limit ? null : breach('O11', `${what} took ${ms(took)} ms`, `at most ${ms(limit)} ms`);
}

/** A request completed by itself. */
export function completionBreach(what: string, answer: Answer): Breach | null {
  return answer.timedOut === true ? breach('O11', `${what} did not complete`, 'every request completes') : null;
}

/** What was cancelled completed. @param answer what waiting for it gave: null if nothing */
export function cancelBreach(what: string, answer: Answer | null): Breach | null {
  return answer === null ? breach('O11', `${what} was cancelled, and did not complete`, 'every request completes') : null;
}

const ms = (time: Hns): number => Number(time) / 10_000;
