/** Campaigns from the command line: what they print, save and leave, and how they end. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readReplayFile } from '../traffic/file.ts';
import type { FuzzJournalLine } from '../run/fuzzing/lines.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

describe('kscts fuzz', () => {
  let place: Place;
  beforeAll(() => { place = newPlace('empty'); });
  afterAll(() => { place.remove(); });
  const fuzz = (...words: string[]) => place.kscts(['fuzz', '--target', 'simulator:splitter', ...words]);
  const journal = (): FuzzJournalLine[] =>
    readFileSync(place.path('kscts-results/fuzz.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as FuzzJournalLine);
  const end = () => journal().findLast((line) => line.t === 'end');

  test('finds nothing on a healthy device, and keeps a corpus', async () => {
    const { code, stdout } = await fuzz('--runs', '4000', '--corpus', 'corpus');
    expect([code, stdout]).toEqual([0, expect.stringContaining('NOTHING FOUND')]);
    expect(end()).toMatchObject({ why: 'runs', requests: 4000 });
    expect(readdirSync(place.path('corpus')).length).toBeGreaterThan(50);
  });

  test('goes on where it was, from its corpus', async () => {
    const { code } = await fuzz('--runs', '2k', '--corpus', 'corpus', '--resume', '-q');
    expect(code).toBe(0);
    expect(end()?.rounds).toBeGreaterThan(2);
    const other = await fuzz('--runs', '2k', '--resume', '--seed', '9');
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('KS532')]);
  });

  test('finds a bug, and replay shows it again', async () => {
    const fault = ['--fault', 'property.unknown-set-status'];
    const { code, stdout } = await fuzz('--runs', '6000', ...fault);
    expect([code, stdout]).toEqual([1, expect.stringContaining('expected  status STATUS_PROPSET_NOT_FOUND')]);
    const [finding] = journal().filter((line) => line.t === 'finding');
    expect(finding).toMatchObject({ oracle: 'O2', rule: 'PROP-010', again: true });
    const file = finding?.file ?? '';
    expect(readReplayFile(file).story.length).toBeLessThanOrEqual(4);
    expect((await place.kscts(['replay', file])).code).toBe(1);
  });

  test('works in several processes', async () => {
    const { code, stdout } = await fuzz('--runs', '4000', '--jobs', '2');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/4,0\d\d requests/)]);
  });

  test.each([
    [['--time', 'soon'], 2, 'write 90, 90s, 10m or 8h'],
    [['--runs', '1G'], 2, 'write 100000, 500k or 10M'],
    [['--jobs', '0'], 2, 'not a number from 1'],
    [['--focus', 'KSPROPSETID_Conection'], 4, 'did you mean "KSPROPSETID_Connection"'],
  ])('%j is a mistake', async (words, wanted, text) => {
    const { code, stderr } = await fuzz(...words);
    expect([code, stderr]).toEqual([wanted, expect.stringContaining(text)]);
    expect(existsSync(place.path('trial.bin'))).toBe(false);
  });
});
