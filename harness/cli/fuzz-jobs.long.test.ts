/** Campaigns whose jobs have processes of their own: those that die. A finding is looked for again in one process after the other. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import type { FuzzJournalLine } from '../run/fuzzing/lines.ts';
import { newPlace, type Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
beforeAll(() => { place = newPlace('empty'); });
afterAll(() => { place.remove(); });
const odd = ['fuzz', '--target', `module:${join(packageRoot, 'harness/cli/testing/targets/odd.mjs')}`];
const lines = (): FuzzJournalLine[] =>
  readFileSync(place.path('kscts-results/fuzz.jsonl'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as FuzzJournalLine);
const end = () => lines().findLast((line) => line.t === 'end');
const findings = () => lines().filter((line) => line.t === 'finding');

test('a target that dies and stays dead ends its job, and the death is a finding', async () => {
  const { code } = await place.kscts([...odd, '--runs', '2000'], { env: { KSCTS_TEST_ODD: 'dies' } });
  expect([code, end()?.why, findings().map(({ verdict }) => verdict)]).toEqual([1, 'died', ['crash']]);
});

test('a process that goes is a finding, and another goes on behind it, so often as is wanted', async () => {
  const { code } = await place.kscts([...odd, '--runs', '1500', '--restarts', '1'], { env: { KSCTS_TEST_ODD: 'exits' } });
  expect(code).toBe(1);
  const [first] = findings();
  expect(first).toMatchObject({ verdict: 'crash', message: expect.stringContaining('exit code 9') as string });
  expect(end()).toMatchObject({ why: 'died' });
  expect(readdirSync(place.path('kscts-results')).filter((name) => name.startsWith('tape-') || name.startsWith('trial'))).toEqual([]);
});
