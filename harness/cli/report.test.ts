import { existsSync, readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { reportFormats, reportNames } from '../../reports/formats.ts';
import { newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
afterEach(() => { place.remove(); });

test('kscts report gives the same files as the run did, from the folder or the journal', async () => {
  place = newPlace();
  expect((await place.kscts(['run', 'demo', '--specs', 'specs/demo.yaml', '--no-progress', '-q'])).code).toBe(1);
  for (const record of ['kscts-results', 'kscts-results/journal.jsonl']) {
    const ended = await place.kscts(['report', record, ...reportNames.flatMap((name) => [`--${name}`, `again/${name}`])]);
    expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
    for (const name of reportNames) {
      const path = place.path(`kscts-results/${reportFormats[name].fileName}`);
      expect(readFileSync(place.path(`again/${name}`), 'utf8'), name).toBe(readFileSync(path, 'utf8'));
    }
  }
  expect((await place.kscts(['report', 'kscts-results'])).stdout).toContain('Result    FAILED  1 of');
  expect((await place.kscts(['report', 'kscts-results', '--github'])).stdout).toMatch(/^::error file=/);
});

test('kscts report of what is no record is a mistake; 2', async () => {
  place = newPlace();
  const ended = await place.kscts(['report', 'nothing', '--html', 'page.html']);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain('there is no journal at nothing');
  expect(existsSync(place.path('page.html'))).toBe(false);
});
