/** What judging a case yields: plain data, as it stands in the journal and reaches every report. */
import type { OracleId } from '../spec/oracle-ids.ts';
import type { SkipReason } from '../plan/case.ts';

/**
 * - `pass`: everything held. `notes` may record departures from inferred rules.
 * - `fail`: a documented rule, or an invariant of the I/O manager, is broken.
 * - `crash`: the target died. `hang`: a request did not complete in time.
 * - `warn`: a rule is broken that is recommended or observed, not documented.
 * - `skip`: not judged, for a reason. `waived`: broken, and a waiver matches.
 * - `inconclusive`: the harness could not tell, and says why.
 */
export const verdicts = ['pass', 'fail', 'crash', 'hang', 'warn', 'skip', 'waived', 'inconclusive'] as const;
export type Verdict = (typeof verdicts)[number];

/** A field of a request or answer, decoded: `name` dotted, `text` symbolic (`KSSTATE_RUN (3)`). */
export interface DecodedField {
  readonly name: string;
  readonly text: string;
}

/** One request and its answer, decoded side by side. */
export interface Exchange {
  /** What was done: `get KSPROPERTY_CLOCK_TIME`, `open pin`, `IOCTL_KS_PROPERTY`. */
  readonly title: string;
  readonly request: readonly DecodedField[];
  readonly answer: readonly DecodedField[];
  /** Hex of the input, and of the output before and after; cut at 256 bytes with `…`. */
  readonly inputHex: string;
  readonly outputBeforeHex: string;
  readonly outputHex: string;
}

/** Something that did not hold. */
export interface Finding {
  readonly verdict: 'fail' | 'warn' | 'crash' | 'hang' | 'inconclusive';
  /** One line: `status is STATUS_SUCCESS`. */
  readonly message: string;
  /** One line: `status STATUS_BUFFER_OVERFLOW`. */
  readonly expected: string;
  /** How it was known. */
  readonly oracle?: OracleId;
  /** The rule that says so, with its text and sources; absent for crash and hang. */
  readonly rule?: { readonly id: string; readonly tag: string; readonly text: string; readonly sources: string };
  /** Values of the quantified variables, as text: the smallest counterexample. */
  readonly values: Readonly<Record<string, string>>;
  /** What was sent up to the point of failure; the last one is the culprit. At most 20. */
  readonly exchanges: readonly Exchange[];
  /** Where the claim stands: `specs/core/property.yaml:12:3`. */
  readonly claimAt: string;
}

/**
 * What a case measured, and the limits that it was held against; all times in 100 ns. `line`: points of time and value,
 * both counted from the first point, and the line through them: its slope, the standard deviation of the residuals, and
 * the greatest of them. Of many points or values an even selection is kept.
 */
export type Measurement =
  | {
      readonly kind: 'line';
      readonly title: string;
      readonly points: readonly (readonly [t: number, v: number])[];
      readonly slope: number;
      readonly sigma: number;
      readonly residual: number;
      readonly limits: { readonly rate?: number; readonly sigma?: number; readonly residual?: number };
    }
  | {
      readonly kind: 'values';
      readonly title: string;
      readonly values: readonly number[];
      readonly limits: { readonly least?: number; readonly most?: number };
    };

export interface CaseResult {
  readonly id: string;
  readonly verdict: Verdict;
  readonly skip?: { readonly reason: SkipReason; readonly detail: string };
  /** Set iff the verdict is fail, warn, crash, hang, waived or inconclusive. */
  readonly finding?: Finding;
  /** For models: the states and transitions that the walk visited, and what it did not take; that is absent in records of earlier versions. */
  readonly model?: { readonly states: readonly string[]; readonly transitions: readonly string[]; readonly untried?: readonly string[] };
  readonly measurements?: readonly Measurement[];
  /**
   * Requests by what was asked: `GET exact RUN`, that is the verb, how the buffers compare with what the item needs, and
   * the state (`-` for none); then the item and `@` the object, where those are not the case's own.
   */
  readonly asked?: Readonly<Record<string, number>>;
  /** What of `asked` came last, where something did not hold. */
  readonly askedLast?: string;
  /** By verb, and by item where that is not the case's own: requests, and microseconds together and at most. */
  readonly times?: Readonly<Record<string, readonly [count: number, total: number, most: number]>>;
  /** Departures from inferred rules, one line each: recorded, not failed. */
  readonly notes: readonly string[];
  /** Requests sent and sets of quantified values tried. */
  readonly requests: number;
  readonly runs: number;
  readonly milliseconds: number;
}
