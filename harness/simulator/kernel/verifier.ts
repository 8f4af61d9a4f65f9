import type { Verifier, Violation } from '../../target/target.ts';

/** Rules of Driver Verifier and its static sibling that the simulated kernel and class drivers check, by their names. */
export const verifierRules = {
  /** A request is not completed with STATUS_PENDING. */
  CompleteRequestStatusCheck: 'CompleteRequestStatusCheck',
  /** A stream pointer is used while it is valid. */
  KsInvalidStreamPointer: 'KsInvalidStreamPointer',
  /** Who marks a request pending returns STATUS_PENDING … */
  MarkIrpPending: 'MarkIrpPending',
  /** … and who returns STATUS_PENDING has marked it. */
  MarkIrpPending2: 'MarkIrpPending2',
  /** STATUS_PENDING is not returned of a request that was completed without being marked. */
  PendedCompletedRequest: 'PendedCompletedRequest',
} as const;
export type VerifierRule = keyof typeof verifierRules;

/** Most violations that are kept until somebody asks: the first ones. */
const mostKept = 32;

/** Remembers which rules the driver broke: those that stopped the machine, and those after which all went well. */
export class RuleChecks implements Verifier {
  readonly rules: readonly VerifierRule[] = Object.values(verifierRules);
  #violations: Violation[] = [];

  broke(rule: VerifierRule, detail: string): void {
    if (this.#violations.length < mostKept) this.#violations.push({ rule, detail });
  }

  take(): readonly Violation[] {
    const taken = this.#violations;
    this.#violations = [];
    return taken;
  }
}
