/** How the judging of a case can end before its last step. Thrown inside the judge, never out of it. */
import type { Rule } from '../spec/model.ts';
import type { SkipReason } from '../plan/case.ts';

/** Something did not hold, and it is a failure. */
export class Broken extends Error {
  readonly expected: string;
  readonly rule: Rule | undefined;
  constructor(message: string, expected: string, rule?: Rule) {
    super(message);
    this.name = 'Broken';
    this.expected = expected;
    this.rule = rule;
  }
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
