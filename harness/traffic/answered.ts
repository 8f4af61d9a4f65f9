/** What an action gave, as plain data. */
import type { Action } from './actions.ts';

/** What came back from one action. What does not apply to its kind is absent. */
export interface Answered {
  /** NTSTATUS of an open, a close, a request or a wait that ended. */
  readonly status?: number;
  /** IoStatus.Information of a request that completed. */
  readonly information?: number;
  /** The output buffer of a completed request, whole, as it is afterwards; absent where the caller cannot look at it. */
  readonly output?: Uint8Array;
  /** The request did not complete in time and was cancelled. */
  readonly timedOut?: true;
  /** A wait that ended before its request, or a request that was never seen to complete. */
  readonly pending?: true;
  /** For opens: whether there is a handle now that can be used. */
  readonly opened?: boolean;
  /** How often a signal came. */
  readonly signals?: number;
  /** Nothing was done, and why: what the action needs is not there. */
  readonly skipped?: string;
  /** The target died of it, and what is known about that. Nothing is done after it. */
  readonly died?: string;
  /** For `together`: what the actions of each lane gave, as far as they were done. */
  readonly lanes?: readonly (readonly Answered[])[];
}

/** An action and what it gave. */
export interface Done {
  readonly action: Action;
  readonly answered: Answered;
}
