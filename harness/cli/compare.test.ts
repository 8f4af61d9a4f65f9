import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newPlace, normalised } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
beforeAll(() => { place = newPlace('empty'); });
afterAll(() => { place.remove(); });

const same = ['compare', 'core/clock/KSEVENT_CLOCK_POSITION_MARK:event.disable.twice', '--target', 'simulator:testcap', '--reference', 'simulator:testcap'];
const faulty = [...same, '--fault', 'event.disable-unknown-succeeds'];

test('a difference is told with what shows it, and its replay file shows it again', async () => {
  const { code, stdout } = await place.kscts(faulty);
  expect(code).toBe(1);
  await expect(normalised(stdout, place)).toMatchFileSnapshot('__snapshots__/compare.txt');
  expect((await place.kscts(['replay', 'kscts-results/compare/1.json'])).code).toBe(1);
});

test('the same as JSON, where it does not count', async () => {
  writeFileSync(place.path('ignore.yaml'), 'ignore:\n  - { request: IOCTL_KS_DISABLE_EVENT, reason: known }\n  - { request: KSPROPERTY_X, reason: gone }\n');
  const { code, stdout } = await place.kscts([...faulty, '--ignore', 'ignore.yaml', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ differences: [], reference: 'simulator:testcap', unusedIgnores: [{ at: 'ignore.yaml:3:5', reason: 'gone' }] });
});

test('and as text, where nothing else is different', async () => {
  const { code, stdout } = await place.kscts([...faulty, '--ignore', 'ignore.yaml']);
  expect([code, stdout.split('\n').at(-2)]).toEqual([0, 'Result    SAME  all answers are the same but for what is ignored']);
});

test('two that are the same end with 0, a bad ignore file with 2', async () => {
  const { code, stdout } = await place.kscts(same);
  expect([code, stdout.split('\n').at(-2)]).toEqual([0, 'Result    SAME  all answers are the same']);
  const bad = await place.kscts([...same, '--ignore', 'none.yaml']);
  expect([bad.code, bad.stderr.split('\n')[0]]).toEqual([2, 'error[KS530]: the file "none.yaml" cannot be read (ENOENT)']);
});
