/** Runs the suite with waivers, with a baseline, and of what failed last. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readRecord } from '../run/record.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
beforeAll(() => { place = newPlace(); });
afterAll(() => { place.remove(); });

const demo = ['--specs', 'specs/demo.yaml', '--no-progress'];
const record = (folder = 'kscts-results') => readRecord(place.path(folder, 'journal.jsonl'));
const results = (name: string) => readFileSync(place.path('kscts-results', name), 'utf8');

function waive(cases: string, expires = '2027-03-31'): void {
  writeFileSync(place.path('mine.yaml'), `waivers:\n  - { cases: ["${cases}"], reason: as is, owner: Jo, link: "https://x.example/1", expires: ${expires} }\n`);
}

describe('waivers', () => {
  test('make a failure a waived case, in the journal and in every report; 0', async () => {
    waive('**:demo.b-fails');
    const { code, stdout } = await place.kscts(['run', 'demo', ...demo, '--waivers', 'mine.yaml', '--today', '2027-01-01']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('1 waiver\n  used: 1 waived\n    as is (Jo, https://x.example/1, until 2027-03-31, mine.yaml:2:5)')]);
    expect(record()).toMatchObject({ run: { waivers: { today: '2027-01-01', strict: false } }, end: { counts: { waived: 1, fail: 0 } } });
    expect(results('junit.xml')).toMatch(/failures="0"/);
    expect(results('results.sarif')).toContain('"justification": "as is (Jo, https://x.example/1, until 2027-03-31, mine.yaml:2:5)"');
    expect(results('summary.md')).toContain('### Waivers');
    expect(results('report.html')).toContain('Waivers</caption>');
    expect(results('results.ktap')).toContain('# XFAIL');
    expect(JSON.parse(results('results.json'))).toMatchObject({ waivers: [{ at: 'mine.yaml:2:5', state: 'used' }] });
  });

  test('that are expired or whose cases pass are red with --strict only; so says a report made later', async () => {
    waive('demo', '2026-12-31');
    const run = (...more: string[]) => place.kscts(['run', '**:demo.*-passes', ...demo, '--waivers', 'mine.yaml', '--today', '2027-01-01', ...more]);
    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('1 waiver, 1 of which needs attention\n  expired: it held until 2026-12-31; this run is of 2027-01-01') });
    expect(await run('--strict', '-q')).toMatchObject({ code: 1, stdout: 'Result    FAILED  1 waiver needs attention\n' });
    waive('**:demo.a-passes');
    const later = await place.kscts(['report', 'kscts-results', '--waivers', 'mine.yaml', '--today', '2027-01-01', '--strict']);
    expect(later).toMatchObject({ code: 1, stdout: expect.stringContaining('passing: 1 of its 1 cases passes, e.g. demo:demo.a-passes@camera') });
  });

  test('with a mistake are shown in their place; 2', async () => {
    waive('demo', '2027-02-30');
    const { code, stderr } = await place.kscts(['run', 'demo', ...demo, '--waivers', 'mine.yaml']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^mine\.yaml:2:\d+: error\[KS016\]: "2027-02-30" is no day such as 2027-03-31\n/)]);
  });
});

describe('--baseline', () => {
  test('fails for what is new only, and says how much is known', async () => {
    await place.kscts(['run', 'demo', ...demo, '--output', 'before', '-q']);
    const same = await place.kscts(['run', 'demo', ...demo, '--baseline', 'before', '--bail', '1']);
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining('1 known from the baseline before\n      1  fail demo.b-fails')]);
    expect(same.stdout).toContain('PASSED  nothing is broken but what was broken in the baseline: 1 known');
    expect(results('junit.xml')).toContain('<skipped message="known from the baseline: fail: ');
    expect(results('results.sarif')).toContain('"baselineState": "unchanged"');
    await place.kscts(['run', '**:demo.*-passes', ...demo, '--output', 'clean', '-q']);
    const worse = await place.kscts(['run', 'demo', ...demo, '--baseline', 'clean/journal.jsonl', '-q']);
    expect(worse).toMatchObject({ code: 1, stdout: 'Result    FAILED  1 of 6 cases is not as required\n' });
  });

  test('is not what the run itself would replace; 2', async () => {
    const { code, stderr } = await place.kscts(['run', 'demo', ...demo, '--baseline', 'before', '--output', 'before']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('error[KS362]')]);
    expect(record('before').end).toBeDefined();
  });
});

describe('--last-failed', () => {
  test('runs what was red in the last run, and nothing else; with nothing to run, 4', async () => {
    await place.kscts(['run', 'demo', ...demo, '-q']);
    const again = await place.kscts(['run', '--last-failed', ...demo, '-q']);
    expect(again).toMatchObject({ code: 1, stdout: 'Result    FAILED  1 of 1 case is not as required\n' });
    expect(record().results.map(({ id }) => id)).toEqual(['demo:demo.b-fails@camera']);
    const none = await place.kscts(['run', 'core', '--last-failed', ...demo]);
    expect([none.code, none.stderr]).toEqual([4, expect.stringContaining('error[KS361]: --last-failed: no such case was red in the run in kscts-results')]);
  });
});
