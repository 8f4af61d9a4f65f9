/** Makes Vitest tests of the cases of a run. */
import { afterAll, describe, test } from 'vitest';
import { groupBy } from '../harness/base/group-by.ts';
import { skipReasons } from '../harness/plan/case.ts';
import { splitCaseId } from '../harness/run/case-id.ts';
import type { Execution } from '../harness/run/execute.ts';
import { CaseFailure } from '../reports/case-failure.ts';

/**
 * Registers the cases with the Vitest file that is being collected: every object a group, every case that will be judged a
 * test. `atEnd` is called when the record is complete.
 */
export function registerCases(execution: Execution, atEnd: () => void = () => {}): void {
  for (const [object, cases] of groupBy(execution.cases, (c) => splitCaseId(c.id).object)) {
    describe(object, () => {
      for (const c of cases) {
        if (c.skip) continue;
        test(c.id, async (context) => {
          await execution.breathe();
          const result = execution.judge(c);
          if (!result) return context.skip('the run was stopped');
          if (result.skip) return context.skip(`${result.skip.reason}: ${result.skip.detail}`);
          if (execution.breaks(result)) throw new CaseFailure(result, execution.runLine);
        });
      }
      // What the plan skips is most of it: each has its line in the journal, but one test for a reason will do.
      const planned = cases.filter((c) => c.skip);
      for (const [reason, skipped] of groupBy(planned, (c) => c.skip?.reason ?? 'precondition')) {
        test(`${skipped.length} cases: ${reason}`, (context) => {
          for (const c of skipped) execution.judge(c);
          context.skip(skipReasons[reason]);
        });
      }
    });
  }

  finishAfter(execution, atEnd);
}

/**
 * Registers a test for each object only, which judges all of its cases: for a run whose journal tells of cases, as that of
 * `kscts run`, since a test of Vitest costs more than a short case.
 */
export function registerObjects(execution: Execution): void {
  for (const [object, cases] of groupBy(execution.cases, (c) => splitCaseId(c.id).object)) {
    test(object, async () => {
      for (const c of cases) {
        await execution.breathe();
        if (!execution.judge(c)) return;
      }
    });
  }
  finishAfter(execution);
}

function finishAfter(execution: Execution, atEnd: () => void = () => {}): void {
  afterAll(() => {
    execution.finish();
    atEnd();
    if (!execution.judgedAny && !execution.stopped) throw new Error('nothing ran: every case was skipped');
  });
}
