/** Is told how far a case is, e.g. to know which part of a recording a finding is about. */
export interface CaseWatch {
  /** Another set of values, or another order, is tried from here on. */
  attempt?(): void;
  /** A rule is broken without being a failure: what was asked last shows it. */
  warned?(): void;
  /** All was asked, and now everything is given back. If something `failed`, what was asked last shows it. */
  judged?(failed: boolean): void;
}
