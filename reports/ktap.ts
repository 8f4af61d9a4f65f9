import { groupBy } from '../harness/base/group-by.ts';
import { skipReasons } from '../harness/plan/case.ts';
import { splitCaseId } from '../harness/run/case-id.ts';
import type { CaseLine, RunLine } from '../harness/run/journal-lines.ts';
import { isRed, outcomeOf } from '../harness/run/outcome.ts';
import type { RunRecord } from '../harness/run/record.ts';
import { findingBlock, findingLine } from './finding.ts';
import { isWhole } from './overview.ts';
import { clean } from './text.ts';

/**
 * The record as KTAP 1, as the Linux kernel's tools read it: the run itself as the first test, then a test with
 * subtests for every object. A hang ends in TIMEOUT, a crash or what could not be judged in ERROR, what is waived or known from the baseline in XFAIL.
 */
export function ktapReport(record: RunRecord): string {
  const outcome = outcomeOf(record);
  const objects = [...groupBy(outcome.results, ({ id }) => splitCaseId(id).object)];
  const whole = isWhole(outcome);
  const lines = [
    'KTAP version 1',
    `1..${objects.length + 1}`,
    ...diagnostics(whole ? '' : outcome.summary),
    testLine(whole, 1, 'session', whole ? '' : 'ERROR incomplete'),
    ...objects.flatMap(([object, results], i) => [
      ...subtests(object, results, record.run, outcome.known).map((line) => `  ${line}`),
      testLine(!results.some((line) => isRed(line.verdict) && !outcome.known.has(line)), i + 2, object, results.every(({ skip }) => skip) ? 'SKIP every case' : ''),
    ]),
  ];
  return lines.join('\n') + '\n';
}

function subtests(object: string, results: readonly CaseLine[], run: RunLine | undefined, known: ReadonlySet<CaseLine>): string[] {
  return [
    'KTAP version 1',
    `# Subtest: ${describe(object)}`,
    `1..${results.length}`,
    ...results.flatMap((result, i) => [
      ...diagnostics(result.finding ? findingBlock(result, run) : result.notes.map((note) => `note: ${note}`).join('\n')),
      testLine(!isRed(result.verdict) || known.has(result), i + 1, result.id, known.has(result) ? `XFAIL known: ${findingLine(result)}` : directive(result)),
    ]),
  ];
}

function directive(result: CaseLine): string {
  switch (result.verdict) {
    case 'skip':
      return result.skip ? `SKIP ${result.skip.reason}: ${result.skip.detail || skipReasons[result.skip.reason]}` : 'SKIP';
    case 'waived':
      return `XFAIL ${findingLine(result)}`;
    case 'hang':
      return 'TIMEOUT';
    case 'crash':
    case 'inconclusive':
      return `ERROR ${result.verdict}`;
    case 'pass':
    case 'warn':
    case 'fail':
      return '';
  }
}

function testLine(ok: boolean, number: number, name: string, directive: string): string {
  return `${ok ? 'ok' : 'not ok'} ${number} ${describe(name)}${directive === '' ? '' : ` # ${oneLine(directive)}`}`;
}

/** A description holds no number sign: one begins the directive. */
function describe(name: string): string {
  return oneLine(name).replaceAll('#', '%23') || 'unnamed';
}

function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim();
}

function diagnostics(text: string): string[] {
  return text === '' ? [] : clean(text).split('\n').map((line) => `# ${line}`.trimEnd());
}
