import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { readRecord } from '../run/record.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
afterEach(() => { place.remove(); });

const demo = ['run', 'demo:demo.a-passes', '--specs', 'specs/demo.yaml', '--no-progress'];
const at = (...parts: string[]) => place.path('kscts-results', ...parts);
const written = () => readdirSync(at()).sort();
const own = "export const reporter = { fileName: 'count.txt', render: ({ results }) => `${results.length} judged\\n` };\n";

test('--reporter writes what it names, and nothing of an earlier run stays; kscts report gives the same files', async () => {
  place = newPlace();
  writeFileSync(place.path('count.mjs'), own);
  expect((await place.kscts([...demo, '-q'])).code).toBe(0);
  expect(written()).toEqual(['journal.jsonl', 'junit.xml', 'report.html', 'results.json', 'results.ktap', 'results.sarif', 'summary.md']);

  const ended = await place.kscts([...demo, '--reporter', 'junit', '--reporter', 'markdown=deep/a.md', '--reporter', 'module:count.mjs', '--reporter', 'terminal']);
  expect([ended.code, ended.stderr]).toEqual([0, '']);
  expect(written()).toEqual(['count.txt', 'journal.jsonl', 'junit.xml', 'summary.txt']);
  expect(readFileSync(at('count.txt'), 'utf8')).toBe('1 judged\n');
  expect(readFileSync(at('summary.txt'), 'utf8')).toContain('PASSED');
  expect(ended.stdout.replace(/\s+/g, ' ')).toContain(
    'Reports kscts-results/junit.xml deep/a.md kscts-results/count.txt kscts-results/summary.txt kscts-results/journal.jsonl',
  );

  const again = await place.kscts(['report', 'kscts-results', '--junit', 'again.xml', '--reporter', 'markdown=again.md', '--reporter', 'module:count.mjs=again.txt']);
  expect(again).toEqual({ code: 0, stdout: '', stderr: '' });
  const same = [[at('junit.xml'), 'again.xml'], [place.path('deep/a.md'), 'again.md'], [at('count.txt'), 'again.txt']] as const;
  for (const [first, second] of same) expect(readFileSync(place.path(second), 'utf8')).toBe(readFileSync(first, 'utf8'));
});

test('a report on standard output is alone there', async () => {
  place = newPlace();
  const { code, stdout, stderr } = await place.kscts([...demo, '--reporter', 'json=-']);
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { result: 'PASSED' }]);
  expect(stderr).toMatch(/^Result {4}PASSED/m);
  expect(written()).toEqual(['journal.jsonl']);
  const junit = await place.kscts(['report', 'kscts-results', '--junit', '-']);
  expect(junit.stdout).toMatch(/^<\?xml/);
});

test('a flag wins over the environment, that over the configuration file; paths start where they are written', async () => {
  place = newPlace();
  mkdirSync(place.path('below'));
  writeFileSync(place.path('kscts.config.yaml'), 'reporter: [junit=config.xml, module:count.mjs]\n');
  writeFileSync(place.path('count.mjs'), own);
  const env = { KSCTS_REPORTER: 'ktap=environment.ktap,sarif' };
  const shown = async (words: string[], options = {}) => (await place.kscts(['run', '--show-config', ...words], options)).stdout.split('\n').find((line) => line.startsWith('reporter'));
  expect(await shown([])).toMatch(/^reporter +junit=config\.xml, module:count\.mjs +reporter in .*kscts\.config\.yaml$/);
  expect(await shown([], { env })).toMatch(/^reporter +ktap=environment\.ktap, sarif +KSCTS_REPORTER$/);
  expect(await shown(['--reporter', 'html'], { env })).toMatch(/^reporter +html +--reporter$/);

  expect((await place.kscts([...demo, '-q'])).code).toBe(0);
  expect([existsSync(place.path('config.xml')), written()]).toEqual([true, ['count.txt', 'journal.jsonl']]);
});

test('a run that is resumed makes the reports that it began with', async () => {
  place = newPlace();
  const dying = `module:${join(packageRoot, 'harness/cli/testing/targets/dying.mjs')}`;
  const env = { KSCTS_TEST_DEATH: 'abort' };
  const words = ['run', 'demo', '--specs', 'specs/demo.yaml', '--no-progress', '-q', '--target', dying, '--restarts', '0', '--reporter', 'junit=deep/a.xml'];
  expect((await place.kscts(words, { env })).code).toBe(3);
  expect(readFileSync(place.path('deep/a.xml'), 'utf8')).not.toContain('name="demo:demo.e-passes@camera"');
  const resumed = await place.kscts(['resume', 'kscts-results', '-q'], { env });
  expect([resumed.code, resumed.stderr]).toEqual([1, expect.stringContaining('in flight when it died')]);
  expect(readRecord(at('journal.jsonl')).run?.runOptions.join(' ')).toContain('--reporter junit=deep/a.xml');
  expect(readFileSync(place.path('deep/a.xml'), 'utf8')).toContain('name="demo:demo.e-passes@camera"');
  expect(existsSync(at('junit.xml'))).toBe(false);
});

describe('a report that cannot be', () => {
  test.each<[string, readonly string[], string]>([
    ['unknown', ['junti'], 'error[KS214]: --reporter: there is no report "junti"\n  hint: did you mean "junit"?\n'],
    ['without a name', ['=a.xml'], 'error[KS210]: --reporter: "=a.xml" is neither NAME nor NAME=FILE\n'],
    ['module that is not there', ['module:none.mjs'], 'none.mjs: there is no such file\n'],
    ['module without a report', ['module:empty.mjs'], 'it does not export a "reporter" with a fileName and a function render\n'],
    ['two for one place', ['json=-', 'junit=-'], 'error[KS216]: --reporter: junit and json cannot both go to standard output\n  hint: name another file: NAME=FILE\n'],
  ])('%s ends with 2 before anything is run', async (_what, names, message) => {
    place = newPlace();
    writeFileSync(place.path('empty.mjs'), '');
    const { code, stdout, stderr } = await place.kscts([...demo, ...names.flatMap((name) => ['--reporter', name])]);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
    expect(existsSync(at())).toBe(false);
  });

  test('a report of the user that fails is said after everything else', async () => {
    place = newPlace();
    writeFileSync(place.path('bad.mjs'), "export const reporter = { fileName: 'bad.txt', render: () => { throw new Error('no ink'); } };\n");
    const { code, stdout, stderr } = await place.kscts([...demo, '--reporter', 'module:bad.mjs', '--reporter', 'junit']);
    expect([code, stdout, stderr]).toEqual([2, expect.stringContaining('PASSED'), expect.stringMatching(/error\[KS217\]: module:.*bad\.mjs: render failed: Error: no ink\n +at .*bad\.mjs/)]);
    expect(written()).toEqual(['journal.jsonl', 'junit.xml']);
  });
});
