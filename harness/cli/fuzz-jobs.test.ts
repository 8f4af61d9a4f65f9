/** Campaigns whose jobs have processes of their own: what of them fails, dies, or is interrupted. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

test.each([
  ['no hardware', 2, 'error[KS999]: there is no hardware'],
  ['bug', 1, 'RangeError: off by one'],
  ['no error', 1, 'just so'],
])('a job whose target cannot be opened ends the campaign: %s', async (why, wanted, text) => {
  const { code, stderr } = await place.kscts([...odd, '--runs', '2000', '--jobs', '2'], { env: { KSCTS_TEST_ODD: why } });
  expect([code, stderr]).toEqual([wanted, expect.stringContaining(text)]);
});

test('a focus that fits nothing is told by a job as by the campaign itself', async () => {
  const { code, stderr } = await place.kscts([...odd, '--runs', '100', '--focus', 'KSPROPSETID_Conection']);
  expect([code, stderr]).toEqual([4, expect.stringContaining('KSPROPSETID_Conection')]);
});

test('a target that dies of being looked at is a campaign without requests, and a finding', async () => {
  const { code } = await place.kscts([...odd, '--runs', '100'], { env: { KSCTS_TEST_ODD: 'dies of being looked at' } });
  expect([code, end()]).toEqual([1, expect.objectContaining({ why: 'died', requests: 0 })]);
  expect(findings()).toMatchObject([{ verdict: 'crash', oracle: 'O1', verb: 'discovery', message: 'PAGE_FAULT' }]);
});

test('of what several jobs find, the finding with the fewest requests is kept', async () => {
  const { code } = await place.kscts(['fuzz', '--target', 'simulator:splitter', '--fault', 'property.unknown-set-status', '--runs', '6001', '--jobs', '2']);
  const kept = new Map(findings().map((line) => [line.cause, line]));
  expect([code, kept.size > 0]).toEqual([1, true]);
  expect(end()?.requests).toBeGreaterThanOrEqual(6001);
  for (const line of findings()) expect(kept.get(line.cause)?.requests).toBeLessThanOrEqual(line.requests);
  expect(readdirSync(place.path('kscts-results/findings'))).toHaveLength(kept.size);
});

test.each(['1', '2'])('Ctrl-C ends a campaign of %s jobs after its round', async (jobs) => {
  const output = place.path(`interrupted-${jobs}`);
  const journal = join(output, 'fuzz.jsonl');
  const interrupt = (child: ChildProcess): void => {
    const begun = setInterval(() => {
      if (!existsSync(journal)) return;
      clearInterval(begun);
      child.kill('SIGINT');
    }, 50);
  };
  const { code } = await place.kscts(['fuzz', '--target', 'simulator:splitter', '--time', '60s', '--jobs', jobs, '--output', output], { started: interrupt });
  expect([code, readFileSync(journal, 'utf8')]).toEqual([130, expect.stringContaining('"why":"interrupted"')]);
});

test('time ends a campaign, too', async () => {
  const { code } = await place.kscts(['fuzz', '--target', 'simulator:splitter', '--time', '1']);
  expect([code, end()?.why]).toEqual([0, 'time']);
});
