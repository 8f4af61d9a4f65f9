import { expect, test } from 'vitest';
import { outcomeOf } from '../harness/run/outcome.ts';
import { caseLine, finding, planLine, recordOf, runLine } from '../harness/run/testing/journal-fixtures.ts';
import { findingBlock, plainLayout } from './finding.ts';
import { markdownReport } from './markdown.ts';
import { oraclesText } from './overview.ts';
import { summaryText } from './terminal.ts';

const lacking = {
  available: 19,
  of: 20,
  absent: [{ oracle: 'O19', why: ['the target tells no rules'] }],
  partial: [{ oracle: 'O9', why: ['fetches are not counted', 'requests overlap between steps only'] }],
} as const;

test('what a target allows is counted, and what it does not with the reason', () => {
  expect(oraclesText(lacking)).toBe(
    '19 of 20; not available: O19 verifier rules (the target tells no rules); in part: O9 concurrency (fetches are not counted, requests overlap between steps only)',
  );
  expect(oraclesText({ available: 20, of: 20, absent: [], partial: [] })).toBe('20 of 20');
});

test('a summary and a page of Markdown tell it', () => {
  const record = recordOf([runLine, { ...planLine(0), oracles: lacking }]);
  expect(summaryText(record, outcomeOf(record), [], { ...plainLayout, width: 200 })).toContain('\noracles   19 of 20; not available: O19 verifier rules');
  expect(markdownReport(record)).toContain('| Oracles | 19 of 20; not available: O19 verifier rules');
});

test('a finding says how it was known', () => {
  const known = caseLine('core/clock/X:a@b', 'fail', { finding: { ...finding, oracle: 'O16' } });
  expect(findingBlock(known, runLine)).toContain('\n  oracle    O16 data integrity\n');
  expect(findingBlock(caseLine('core/clock/X:a@b', 'fail'), runLine)).not.toContain('oracle');
});
