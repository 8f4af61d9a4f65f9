import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newPlace, normalised } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 120_000 });

let place: Place;
beforeAll(() => { place = newPlace(); });
afterAll(() => { place.remove(); });

test('describe: a device as text, whether a target is asked or its description read', async () => {
  const asked = await place.kscts(['describe', 'simulator:nvidia-hdmi-audio']);
  await expect(normalised(asked.stdout, place)).toMatchFileSnapshot('__snapshots__/describe.txt');
  expect({ code: asked.code, stderr: asked.stderr }).toEqual({ code: 0, stderr: '' });
  const both = await place.kscts(['describe', '--target', 'simulator:nvidia-hdmi-audio', '--json', 'device.json', '--svg', 'device.svg']);
  expect(both).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(place.path('device.svg'), 'utf8')).toMatch(/^<\?xml [^]*<svg [^]*<\/svg>\n$/);
  const read = await place.kscts(['describe', 'device.json']);
  expect(read.stdout.split('\n').slice(1)).toEqual(asked.stdout.split('\n').slice(1));
});

test('a description that was written is a device to run', async () => {
  await place.kscts(['describe', 'simulator:hdaudio', '--json', 'twin.json']);
  const run = await place.kscts(['run', '--target', 'simulator:twin.json', '--grep', 'pin-factory', '--no-progress']);
  expect(run.stdout).toContain('Result    PASSED');
  expect(run.code).toBe(0);
  const again = await place.kscts(['describe', 'simulator:twin.json', '--json']);
  expect(again.stdout).toBe(readFileSync(place.path('twin.json'), 'utf8'));
});

test('--verbose shows everything', async () => {
  const { stdout } = await place.kscts(['describe', 'simulator:usbvideo', '--verbose']);
  expect(stdout).toContain('KSPROPSETID_Connection\n');
  expect(stdout).not.toContain('more; --verbose');
});
