import type { CaseLine, RunLine } from '../harness/run/journal-lines.ts';
import { findingBlock } from './finding.ts';

/** A case that is not as required, as an error for a test framework: its message is the finding. */
export class CaseFailure extends Error {
  constructor(result: CaseLine, run: RunLine) {
    super(findingBlock(result, run));
    this.name = result.verdict;
    // Where the suite threw says nothing about the device.
    this.stack = `${this.name}: ${this.message}`;
  }
}
