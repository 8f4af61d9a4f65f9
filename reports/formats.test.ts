import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verdicts } from '../harness/judge/verdict.ts';
import type { JournalLine } from '../harness/run/journal-lines.ts';
import { caseLine, finding, journalOf, planLine, recordOf, runLine } from '../harness/run/testing/journal-fixtures.ts';
import { reportFormats, reportNames } from './formats.ts';
import { githubAnnotations, reportToGithub } from './github.ts';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const id = (name: string, object = 'camera/pin0') => `core/pin/KSPROPERTY_${name}:property.get.size-query@${object}`;
const everyVerdict = verdicts.map((verdict) => caseLine(id(verdict.toUpperCase()), verdict));
const died: JournalLine[] = [
  runLine, planLine(3), { t: 'start', id: id('A') }, caseLine(id('A'), 'pass'), { t: 'start', id: id('B') },
  { t: 'stop', why: 'crash', detail: 'the worker died: SIGABRT' },
];
const render = (name: keyof typeof reportFormats, lines: readonly JournalLine[]) => reportFormats[name].render(recordOf(lines));

describe('Markdown', () => {
  test('has the verdict, the failing claim with its exchange and replay, and the skips', () => {
    const text = render('markdown', journalOf(everyVerdict));
    expect(text).toContain('## kscts: FAILED');
    expect(text).toContain('**4 of 8 cases are not as required**');
    expect(text).toContain('PROP-014 [D] A get without an output buffer answers the size of the value.');
    expect(text).toContain(`npx kscts replay ${id('FAIL')} --target simulator:usbvideo --seed 42`);
    expect(text).toContain('<code>not-offered</code>');
  });
  test('lets nothing from a device be markup', () => {
    const text = render('markdown', journalOf([caseLine(id('A'), 'warn', { finding: { ...finding, verdict: 'warn', message: '<img src=x> | `a` [b](c)\n# d' } })]));
    expect(text).not.toMatch(/<img|\[b\]|`a`|\n# d/);
  });
  test('stays below the limit of GitHub however much fails', () => {
    const cases = Array.from({ length: 3000 }, (_, i) => caseLine(`core/pin:claim.${i}@camera`, 'fail', { finding: { ...finding, message: 'm'.repeat(300) } }));
    expect(render('markdown', journalOf(cases)).length).toBeLessThan(1_000_000);
  });
});

describe('GitHub', () => {
  test('gets an annotation for every claim, at its place', () => {
    const text = githubAnnotations(recordOf(journalOf([caseLine(id('A'), 'fail'), caseLine(id('B'), 'fail'), caseLine('x:y.z@camera', 'warn')])));
    expect(text).toBe(
      `::error file=specs/core/property.yaml,line=12,col=3,title=fail%3A property.get.size-query::status is STATUS_SUCCESS; expected status STATUS_BUFFER_OVERFLOW (PROP-014)%0A${id('A')} and 1 more case\n` +
      '::warning file=specs/core/property.yaml,line=12,col=3,title=warn%3A y.z::status is STATUS_SUCCESS; expected status STATUS_BUFFER_OVERFLOW (PROP-014)%0Ax:y.z@camera\n',
    );
  });
  test('gets an error for a run that died', () => {
    expect(githubAnnotations(recordOf(died))).toMatch(/^::error title=kscts::the worker died: SIGABRT, in case /);
  });
  test('cannot be given a command by a device', () => {
    const text = githubAnnotations(recordOf(journalOf([caseLine(id('A'), 'fail', { finding: { ...finding, message: 'x\r\n::set-env name=a::b' } })])));
    expect(text.match(/^::/gm)).toHaveLength(1);
    expect(text.trimEnd().split(/[\r\n]/)).toHaveLength(1);
  });
  test('gets the summary of the step, in a job only', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kscts-github-'));
    const summary = join(folder, 'summary.md');
    const record = recordOf(journalOf(everyVerdict));
    try {
      expect(reportToGithub(record, { GITHUB_STEP_SUMMARY: summary })).toBe('');
      expect(reportToGithub(record, { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary })).toContain('::error ');
      expect(readFileSync(summary, 'utf8')).toBe(render('markdown', journalOf(everyVerdict)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

interface Sarif {
  readonly version: string;
  readonly $schema: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
    readonly invocations: readonly { readonly executionSuccessful: boolean; readonly toolExecutionNotifications?: readonly object[] }[];
    readonly results: readonly {
      readonly ruleId: string; readonly ruleIndex: number; readonly level: string; readonly message: { readonly text: string };
      readonly locations: readonly { readonly physicalLocation?: object; readonly logicalLocations: readonly object[] }[];
      readonly partialFingerprints: Readonly<Record<string, string>>; readonly suppressions?: readonly { readonly kind: string }[];
      readonly properties: { readonly verdict: string };
    }[];
  }[];
}

describe('SARIF', () => {
  const sarif = (lines: readonly JournalLine[]) => JSON.parse(render('sarif', lines)) as Sarif;

  test('has what its schema requires, and a rule for every result', () => {
    const log = sarif(journalOf(everyVerdict));
    expect([log.version, log.runs.length]).toEqual(['2.1.0', 1]);
    const [run] = log.runs;
    expect(run!.tool.driver.name).toBe('kscts');
    expect(run!.results.map(({ properties }) => properties.verdict)).toEqual(['fail', 'crash', 'hang', 'warn', 'waived', 'inconclusive']);
    for (const result of run!.results) {
      expect(run!.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      expect(result.message.text).not.toBe('');
    }
    expect(new Set(run!.tool.driver.rules.map((rule) => rule.id)).size).toBe(run!.tool.driver.rules.length);
  });
  test('points to the claim, suppresses what is waived, and keeps fingerprints', () => {
    const results = sarif(journalOf(everyVerdict)).runs[0]!.results;
    expect(results[0]!.locations[0]!.physicalLocation).toEqual({
      artifactLocation: { uri: 'specs/core/property.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 12, startColumn: 3 },
    });
    expect(results.filter(({ suppressions }) => suppressions).map(({ properties }) => properties.verdict)).toEqual(['waived']);
    const prints = results.map(({ partialFingerprints }) => partialFingerprints['kscts/caseId/v1']);
    expect(new Set(prints).size).toBe(results.length);
    expect(sarif(journalOf([...everyVerdict].reverse())).runs[0]!.results.map(({ partialFingerprints }) => partialFingerprints['kscts/caseId/v1'])).toEqual([...prints].reverse());
  });
  test('says that a run died', () => {
    const [run] = sarif(died).runs;
    expect(run!.invocations[0]).toMatchObject({ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }] });
    expect(run!.results[0]!.locations[0]!.physicalLocation).toBeUndefined();
  });
});

describe('KTAP', () => {
  test('counts tests and subtests, with directives', () => {
    const text = render('ktap', journalOf([...everyVerdict, caseLine(id('A', 'camera'), 'pass')]));
    const lines = text.split('\n').filter((line) => !/^ *# (?!Subtest)|^ *#$/.test(line));
    const name = (verdict: string) => id(verdict);
    expect(lines).toEqual([
      'KTAP version 1', '1..3', 'ok 1 session',
      '  KTAP version 1', '  # Subtest: camera/pin0', '  1..8',
      `  ok 1 ${name('PASS')}`,
      `  not ok 2 ${name('FAIL')}`,
      `  not ok 3 ${name('CRASH')} # ERROR crash`,
      `  not ok 4 ${name('HANG')} # TIMEOUT`,
      `  ok 5 ${name('WARN')}`,
      `  ok 6 ${name('SKIP')} # SKIP not-offered: the filter lacks it`,
      `  ok 7 ${name('WAIVED')} # XFAIL status is STATUS_SUCCESS; expected status STATUS_BUFFER_OVERFLOW (PROP-014)`,
      `  not ok 8 ${name('INCONCLUSIVE')} # ERROR inconclusive`,
      'not ok 2 camera/pin0',
      '  KTAP version 1', '  # Subtest: camera', '  1..1', `  ok 1 ${id('A', 'camera')}`, 'ok 3 camera', '',
    ]);
  });
  test('is red for a run that died', () => {
    expect(render('ktap', died)).toContain('\nnot ok 1 session # ERROR incomplete\n');
  });
});

describe('JSON', () => {
  test('has the result and every case', () => {
    const value = JSON.parse(render('json', journalOf(everyVerdict))) as { result: string; exitCode: number; counts: object; cases: { id: string }[] };
    expect(value).toMatchObject({ format: 1, result: 'FAILED', exitCode: 1, counts: { fail: 1, pass: 1 }, skips: { 'not-offered': 1 }, unreached: 0 });
    expect(value.cases.map((one) => one.id)).toEqual(everyVerdict.map((line) => line.id));
  });
});

describe('every report', () => {
  test.each(reportNames)('%s of a run that could not begin, or of nothing, is made', (name) => {
    expect(render(name, [])).not.toBe('');
    expect(render(name, [{ t: 'error', exitCode: 2, problems: [{ code: 'KS012', message: 'unknown property' }] }])).not.toBe('');
    if (name === 'json' || name === 'sarif') expect(() => { JSON.parse(render(name, [])); }).not.toThrow();
  });
  test.each(reportNames)('%s holds no control character, whatever a device sends, and is the same each time', (name) => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(fc.property(text, text, fc.constantFrom(...verdicts), (a, b, verdict) => {
      const lines = journalOf([caseLine(`x/${a}:law.${b}@${a}`, verdict, { title: b, notes: [a], ...(verdict === 'fail' && { finding: { ...finding, message: a, values: { n: b } } }) })]);
      const made = render(name, lines);
      expect(made).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
      expect(render(name, lines)).toBe(made);
      if (name === 'json' || name === 'sarif') JSON.parse(made);
    }), { numRuns: 100 });
  });
});
