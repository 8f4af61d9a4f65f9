/** What is done with records of runs that went oddly, and with replay files that nothing was found by. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import type { JournalLine } from '../run/journal-lines.ts';
import { caseLine, journalOf, runLine } from '../run/testing/journal-fixtures.ts';
import { newPlace, type Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 120_000 });

let place: Place;
beforeAll(() => { place = newPlace(); });
afterAll(() => { place.remove(); });

/** Writes a journal, and gives the folder that it is in. */
function record(name: string, lines: readonly JournalLine[]): string {
  mkdirSync(place.path(name), { recursive: true });
  writeFileSync(place.path(name, 'journal.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return name;
}

describe('kscts diff', () => {
  test('tells what is worse as text, as JSON, or in a file', async () => {
    const [before, after] = [record('before', journalOf([caseLine('a', 'pass')])), record('after', journalOf([caseLine('a', 'fail')]))];
    const text = await place.kscts(['diff', before, after]);
    expect([text.code, text.stdout]).toEqual([1, expect.stringContaining('a')]);
    const json = await place.kscts(['diff', before, after, '--json']);
    expect([json.code, JSON.parse(json.stdout)]).toEqual([1, expect.objectContaining({ broken: [expect.objectContaining({ id: 'a' })] })]);
    const file = await place.kscts(['diff', after, before, '--json', 'diff.json']);
    expect([file.code, file.stdout, JSON.parse(readFileSync(place.path('diff.json'), 'utf8'))]).toEqual([0, '', expect.objectContaining({ fixed: [expect.objectContaining({ id: 'a' })] })]);
  });

  test('whose file cannot be written is a mistake of the user, not a difference', async () => {
    const { code, stderr } = await place.kscts(['diff', record('before', journalOf([caseLine('a', 'pass')])), 'before', '--json', 'none/diff.json']);
    expect([code, stderr]).toEqual([2, 'error[KS342]: "none/diff.json" cannot be written (ENOENT)\n']);
  });

  test('of a run that never began tells nothing of what it was of', async () => {
    const none = record('none', [{ t: 'error', exitCode: 2, problems: [{ code: 'KS201', message: 'no such target' }] }]);
    const { code, stdout } = await place.kscts(['diff', none, record('after', journalOf([caseLine('a', 'fail')])), '--json']);
    expect([code, JSON.parse(stdout)]).toEqual([1, expect.objectContaining({ conditions: [], new: [expect.objectContaining({ id: 'a' })] })]);
  });
});

describe('kscts resume', () => {
  test.each<[string, JournalLine[], string]>([
    ['never began', [], 'error[KS241]: '],
    ['reached its end', journalOf([caseLine('a', 'pass')]), 'error[KS242]: '],
  ])('refuses a run that %s', async (_why, lines, message) => {
    const { code, stderr } = await place.kscts(['resume', record('odd', lines)]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test.each([
    ['what was asked', { t: 'stop', why: 'crash', detail: 'gone', request: 'get KSPROPERTY_PIN_NAME' } as const, '  request: get KSPROPERTY_PIN_NAME\n'],
    ['nothing more', undefined, ''],
  ])('tells which case was in flight, and %s', async (_what, stop, request) => {
    const id = 'demo:demo.a-passes@camera';
    const [, device, plan] = journalOf([]);
    const lines = [{ ...runLine, kscts: 'another' }, device!, plan!, { t: 'start', id } as const, ...(stop ? [stop] : [])];
    const { code, stderr } = await place.kscts(['resume', record('died', lines), '--no-progress']);
    expect(stderr.startsWith(`in flight when it died: ${id}\n${request}`)).toBe(true);
    // It is of another version and other specs.
    expect([code, stderr]).toEqual([2, expect.stringContaining('error[KS240]: the run cannot go on: the specs and the version of kscts')]);
  });
});

describe('kscts report', () => {
  test('judges by other waivers, or more strictly', async () => {
    const waivers = { at: 'w.yaml:2:5', cases: ['a'], reason: 'r', owner: 'o', link: 'https://x', expires: '2027-01-31' };
    const [, ...rest] = journalOf([caseLine('a', 'pass')]);
    const run = record('waived', [{ ...runLine, waivers: { today: '2027-01-01', strict: false, list: [waivers] } }, ...rest]);
    expect((await place.kscts(['report', run])).code).toBe(0);
    expect((await place.kscts(['report', run, '--strict'])).code).toBe(1);
    writeFileSync(place.path('w.yaml'), 'waivers:\n  - { cases: [b], reason: r, owner: o, link: "https://x", expires: 2027-01-31 }\n');
    const red = record('red', journalOf([caseLine('b', 'fail')]));
    const on = async (day: string) => (await place.kscts(['report', red, '--waivers', 'w.yaml', '--today', day, '--strict'])).code;
    expect([await on('2027-01-31'), await on('2027-02-01')]).toEqual([0, 1]);
  });

  test('says which report could not be written', async () => {
    const run = record('odd', journalOf([caseLine('a', 'pass')]));
    const ended = await place.kscts(['report', run, '--html', run, '--markdown', `${run}/journal.jsonl/a.md`, '--junit', 'junit.xml']);
    expect(ended).toEqual({ code: 2, stdout: '', stderr: `error[KS342]: "${run}" cannot be written (EISDIR)\n\nerror[KS342]: "${run}/journal.jsonl/a.md" cannot be written (EEXIST)\n` });
    expect(readFileSync(place.path('junit.xml'), 'utf8')).toContain('<testsuite');
  });
});

describe('kscts replay of a file', () => {
  const id = 'video/still-trigger/KSEVENT_VIDCAP_AUTO_UPDATE:event.disable.twice@camera';
  const odd = `module:${join(packageRoot, 'harness/cli/testing/targets/odd.mjs')}`;
  beforeAll(async () => {
    await place.kscts(['replay', id, '--fault', 'event.disable-unknown-succeeds', '--save', 'bug.json']);
    const { found, ...plain } = JSON.parse(readFileSync(place.path('bug.json'), 'utf8')) as { found: unknown };
    expect(found).toBeDefined();
    writeFileSync(place.path('plain.json'), JSON.stringify(plain));
  });

  test.each([
    ['all is as it was', [], 0, 'Result    SAME  all was answered as it was then\n'],
    ['something is not', ['--target', 'simulator:usbvideo'], 1, 'Result    DIFFERENT\n          1 of 7 actions gave something else than then\n'],
  ])('without a finding: %s', async (_what, words, wanted, text) => {
    const { code, stdout } = await place.kscts(['replay', 'plain.json', ...words]);
    expect([code, stdout]).toEqual([wanted, expect.stringContaining(text)]);
  });

  test('on a target that dies of it', async () => {
    const env = { KSCTS_TEST_ODD: 'dies', KSCTS_TEST_DEVICE: 'usbvideo', KSCTS_TEST_REQUESTS: '1' };
    const { code, stdout } = await place.kscts(['replay', 'bug.json', '--target', odd], { env });
    expect([code, stdout]).toEqual([0, expect.stringContaining('Result    GONE  what was found does not come again\n')]);
    expect(stdout).toMatch(/ {10}\d of 7 actions otherwise gave something else than then\n {10}the target died: PAGE_FAULT\n {10}\d actions could not be done any more\n$/);
  });

  test('a case that is skipped says why, and where nothing is found nothing is saved', async () => {
    const skipped = (await place.kscts(['list', '-v', 'core/quality'])).stdout.split('\n').find((line) => line.endsWith('skip: not-offered'))?.split('\t')[0] ?? '';
    const { stdout } = await place.kscts(['replay', skipped, '--save', 'none.json']);
    expect(stdout).toMatch(/\n {2}not-offered: /);
    expect(() => readFileSync(place.path('none.json'))).toThrow('ENOENT');
  });
});

describe('other commands', () => {
  test.each<[string, string[], number, RegExp]>([
    ['check without a path is about what is shipped', ['check'], 0, /^\d+ files without a problem\n$/],
    ['a list of no case', ['list', '--shard', '999999/999999'], 4, /^$/],
    ['the coverage of the specs', ['specs', '--coverage', '--verbose'], 0, /items? on no bundled device, 0 without a reason[^]*\non no bundled device:\n/],
    ['the coverage of some specs', ['specs', '--coverage', 'specs'], 0, /without a reason/],
  ])('%s', async (_what, words, wanted, text) => {
    const { code, stdout } = await place.kscts(words);
    expect([code, stdout]).toEqual([wanted, expect.stringMatching(text)]);
  });

  test.each<[string, string[], number, string, Record<string, string>?]>([
    ['formatting what is not there', ['fmt', 'none.yaml'], 2, 'error[KS010]: there is no file or folder "none.yaml"'],
    ['an agent without a limit', ['agent', '--call-limit', 'soon'], 2, 'error[KS210]: --call-limit: "soon" is not a number of seconds'],
    ['a device that dies of being described', ['describe', `module:${join(packageRoot, 'harness/cli/testing/targets/odd.mjs')}`], 3, 'error[KS341]: simulator:splitter died while it was described: PAGE_FAULT', { KSCTS_TEST_ODD: 'dies of being looked at' }],
    ['seeds that are none', ['certify', 'out', '--seeds', '1,x'], 2, 'x'],
  ])('%s', async (_what, words, wanted, message, env = {}) => {
    const { code, stderr } = await place.kscts(words, { env });
    expect([code, stderr]).toEqual([wanted, expect.stringContaining(message)]);
  });

  test('a folder with one file of kscts init, or with all', async () => {
    mkdirSync(place.path('new'));
    writeFileSync(place.path('new', 'kscts.config.yaml'), '');
    const one = await place.kscts(['init', 'new']);
    expect([one.code, one.stderr]).toEqual([2, expect.stringContaining('new/kscts.config.yaml is there already; nothing was written')]);
    await place.kscts(['init', 'other']);
    expect((await place.kscts(['init', 'other'])).stderr).toContain(' are there already; nothing was written');
  });
});
