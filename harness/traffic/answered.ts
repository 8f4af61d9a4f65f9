/** What an action gave, as plain data, and whether two of them are the same. */
import type { NtStatus } from '../abi/ntstatus.ts';
import type { Action, Link, Slot } from './actions.ts';

/** Memory of the caller that the target changed. */
export interface Change {
  readonly region: Slot;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** What came back from one action. What does not apply to its kind is absent. */
export interface Answered {
  /** NTSTATUS of an open, a close, a request or a wait that ended. */
  readonly status?: NtStatus;
  /** IoStatus.Information of a request that completed. */
  readonly information?: number;
  /** The output buffer of a completed request, whole, as it is afterwards; absent where the caller cannot look at it. */
  readonly output?: Uint8Array;
  /** The addresses of the caller's own regions in `output`: they are others each time. */
  readonly outputLinks?: readonly Link[];
  /** The request did not complete in time and was cancelled. */
  readonly timedOut?: true;
  /** A wait that ended before its request, or a request that was never seen to complete. */
  readonly pending?: true;
  /** For opens: whether there is a handle now that can be used. */
  readonly opened?: boolean;
  /**
   * What the target changed meanwhile in memory of the caller's, apart from regions into which the caller wrote handles or
   * addresses: these are others each time. Only where it was asked for; `differingPart` leaves it out.
   */
  readonly memory?: readonly Change[];
  /** How often a signal came. */
  readonly signals?: number;
  /** Nothing was done, and why: what the action needs is not there. */
  readonly skipped?: string;
  /** The target died of it, and what is known about that. Nothing is done after it. */
  readonly died?: string;
  /** For `together`: what the actions of each lane gave, as far as they were done. */
  readonly lanes?: readonly (readonly Answered[])[];
  /** For `together`: by list and action, when each was begun and when it was done, counted. Neither compared nor stored. */
  readonly times?: readonly (readonly (readonly [number, number])[])[];
  /** For `together`: where one list went on instead of another, in words, for readers. Absent if none did; not compared. */
  readonly order?: readonly string[];
}

/** An action and what it gave. */
export interface Done {
  readonly action: Action;
  readonly answered: Answered;
}

/** What is compared of two answers. */
type Part = 'status' | 'information' | 'output' | 'timedOut' | 'pending' | 'opened' | 'signals' | 'skipped' | 'died' | 'lanes';

const parts: readonly Part[] = ['died', 'skipped', 'status', 'information', 'timedOut', 'pending', 'opened', 'signals', 'output', 'lanes'];

/**
 * The first part in which two answers differ; `undefined` if they are the same. Addresses in the output are the same
 * where they are of the same place in the same region; why a target died is not compared, only that it did.
 */
export function differingPart(a: Answered, b: Answered): Part | undefined {
  return parts.find((part) => {
    if (part === 'died') return (a.died === undefined) !== (b.died === undefined);
    if (part === 'output') return !sameOutput(a, b);
    if (part === 'lanes') return !sameLanes(a.lanes ?? [], b.lanes ?? []);
    return a[part] !== b[part];
  });
}

function sameLanes(a: NonNullable<Answered['lanes']>, b: NonNullable<Answered['lanes']>): boolean {
  const same = (x: readonly Answered[], y: readonly Answered[] = []) =>
    x.length === y.length && x.every((answered, i) => differingPart(answered, y[i] ?? {}) === undefined);
  return a.length === b.length && a.every((lane, i) => same(lane, b[i]));
}

function sameOutput(a: Answered, b: Answered): boolean {
  const [x, y] = [a.output, b.output];
  if (!x || !y) return x === y;
  return x.length === y.length && differingBytes(a, b, x.length).next().done === true;
}

/** Offsets below `length` at which the outputs of two answers differ, apart from addresses of the same place. */
export function* differingBytes(a: Answered, b: Answered, length: number): Generator<number> {
  const [x, y] = [a.output, b.output];
  if (!x || !y) return;
  const same = new Set<number>();
  for (const link of a.outputLinks ?? []) {
    const other = b.outputLinks?.find(({ at }) => at === link.at);
    if (other?.to === link.to && other.offset === link.offset) for (let i = 0; i < link.size; i++) same.add(link.at + i);
  }
  for (let i = 0; i < length; i++) if (x[i] !== y[i] && !same.has(i)) yield i;
}
