import { describe, expect, test } from 'vitest';
import { ExitCode } from '../base/errors.ts';
import { verdicts } from '../judge/verdict.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { JournalLine, StopReason } from './journal-lines.ts';
import { outcomeOf } from './outcome.ts';
import { caseLine, endLine, journalOf, planLine, recordOf, runLine } from './testing/journal-fixtures.ts';

const id = 'core/clock/KSPROPERTY_CLOCK_TIME:property.get.size-query@camera/pin0/clock';
const stop = (why: StopReason): JournalLine => ({ t: 'stop', why, detail: `stopped by ${why}` });
const codeOf = (lines: readonly JournalLine[]) => outcomeOf(recordOf(lines)).exitCode;

describe('exit code of a complete run', () => {
  const expected: Record<Verdict, number> = {
    pass: ExitCode.clean,
    warn: ExitCode.clean,
    waived: ExitCode.clean,
    fail: ExitCode.failures,
    crash: ExitCode.failures,
    hang: ExitCode.failures,
    inconclusive: ExitCode.failures,
    skip: ExitCode.nothingRan,
  };
  test.each(verdicts)('one case, verdict %s', (verdict) => {
    expect(codeOf(journalOf([caseLine(id, verdict)]))).toBe(expected[verdict]);
  });
  test.each(verdicts)('a passing case beside one with verdict %s', (verdict) => {
    const code = verdict === 'skip' ? ExitCode.clean : expected[verdict];
    expect(codeOf(journalOf([caseLine('a', 'pass'), caseLine(id, verdict)]))).toBe(code);
  });
  test('no case at all', () => {
    expect(codeOf(journalOf([]))).toBe(ExitCode.nothingRan);
  });
});

describe('exit code of a run that did not reach its end', () => {
  const judged = [runLine, planLine(3), { t: 'start', id: 'a' }, caseLine('a', 'fail')] as const;
  const started = [...judged, { t: 'start', id: 'b' }] as const;

  test.each<[string, readonly JournalLine[], number]>([
    ['an empty journal', [], ExitCode.incomplete],
    ['only the first line', [runLine], ExitCode.incomplete],
    ['it ends between cases', judged, ExitCode.incomplete],
    ['it ends in a case', started, ExitCode.incomplete],
    ['the worker died', [...started, stop('crash')], ExitCode.incomplete],
    ['the worker was killed', [...started, stop('hang')], ExitCode.incomplete],
    ['interrupted in a case', [...started, stop('interrupted')], ExitCode.interrupted],
    ['interrupted, then ended in order', [...judged, stop('interrupted'), endLine(judged)], ExitCode.interrupted],
    ['stopped at the first failure', [...judged, stop('bail'), endLine(judged)], ExitCode.failures],
    ['verdicts were lost', [...judged, endLine(judged)], ExitCode.incomplete],
    ['the user’s input is wrong', [{ t: 'error', exitCode: 2, problems: [] }], ExitCode.usage],
    ['the query matches nothing', [{ t: 'error', exitCode: 4, problems: [] }], ExitCode.nothingRan],
  ])('%s', (_name, lines, code) => {
    expect(codeOf(lines)).toBe(code);
  });

  test('the case in flight is a crash, or a hang, unless the user interrupted it', () => {
    const verdictOf = (...more: JournalLine[]) =>
      outcomeOf(recordOf([...started, ...more])).results.find((result) => result.id === 'b')?.verdict;
    expect(verdictOf()).toBe('crash');
    expect(verdictOf(stop('crash'))).toBe('crash');
    expect(verdictOf(stop('hang'))).toBe('hang');
    expect(verdictOf(stop('interrupted'))).toBeUndefined();
  });

  test('says how many cases were not reached, and in which it stopped', () => {
    const outcome = outcomeOf(recordOf([...started, stop('crash')]));
    expect(outcome.unreached).toBe(1);
    expect(outcome.summary).toBe('stopped by crash, in case b');
    expect(outcome.counts).toMatchObject({ fail: 1, crash: 1 });
  });
});

test('skips are counted by reason', () => {
  const skip = (name: string, reason: 'not-offered' | 'no-instance') =>
    caseLine(name, 'skip', { skip: { reason, detail: '' } });
  const cases = [skip('a', 'not-offered'), skip('b', 'no-instance'), skip('c', 'not-offered')];
  expect([...outcomeOf(recordOf(journalOf(cases))).skips]).toEqual([['not-offered', 2], ['no-instance', 1]]);
});
