/** How the judging of a case can end before its last step. Thrown inside the judge, never out of it. */
import type { Rule } from '../spec/model.ts';
import type { SkipReason } from '../plan/case.ts';
import type { Breach, OracleId } from './oracles/oracle.ts';
import type { TraceEntry } from './trace.ts';

/** Something did not hold, and it is a failure. */
export class Broken extends Error {
  readonly expected: string;
  readonly rule: Rule | undefined;
  /** How it was known. */
  readonly oracle: OracleId | undefined;
  constructor(message: string, expected: string, rule?: Rule, oracle?: OracleId) {
    super(message);
    this.oracle = oracle;
    this.name = 'Broken';
    this.expected = expected;
    this.rule = rule;
  }
}

/** Ends the judging of a case where there is a breach. @throws Broken */
export function must(found: Breach | null, rules: ReadonlyMap<string, Rule>): void {
  if (found === null) return;
  throw new Broken(found.message, found.expected, found.rule === undefined ? undefined : rules.get(found.rule), found.oracle);
}

/** A request did not complete within its time. */
export class Hung extends Error {}

/** The case cannot be judged on this device or target, and that is in order. */
export class NotJudged {
  readonly reason: SkipReason;
  readonly message: string;
  // No Error: a sample that does not meet a precondition is thrown away by the thousand, and a stack costs 10 µs.
  constructor(reason: SkipReason, detail: string) {
    this.reason = reason;
    this.message = detail;
  }
}

/** The harness could not bring about what the claim is about, so nothing is known. */
export class CannotTell extends Error {}

/** A rule that was broken without being a failure. */
export interface Warning {
  readonly message: string;
  readonly expected: string;
  readonly rule: Rule | undefined;
  readonly oracle: OracleId | undefined;
  readonly values: Readonly<Record<string, unknown>>;
  readonly trace: readonly TraceEntry[];
}
