/** Ctrl-C in a run against a device that outlives it: the settings are given back, and the record can be gone on with. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { discover } from '../plan/discover.ts';
import { readRecord } from '../run/record.ts';
import { saveSettings } from '../run/settings.ts';
import { loadSpecs } from '../spec/loader.ts';
import { connectRemote } from '../target/remote/remote.ts';
import { cleanEnvironment, ending, newPlace } from './testing/cli.ts';
import type { Place } from './testing/cli.ts';

vi.setConfig({ testTimeout: 300_000 });

let place: Place;
let agent: ChildProcess;
let port = 0;
beforeEach(async () => {
  place = newPlace('empty');
  const child = spawn(process.execPath, [join(packageRoot, 'harness/target/remote/testing/kept-agent.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  agent = child;
  port = await new Promise<number>((resolve) => child.stdout.once('data', (text: Buffer) => { resolve(Number(text.toString())); }));
});
afterEach(() => {
  agent.kill('SIGKILL');
  place.remove();
});

const book = loadSpecs();

/** The settings that the device has now, as somebody else finds them. */
async function settings() {
  // The agent has to notice first that the controller before is gone.
  return vi.waitFor(() => {
    const target = connectRemote({ where: { host: '127.0.0.1', port }, ca: null, token: '', patience: 20_000, reconnect: 0, reconnects: 0 });
    try {
      return saveSettings(book, target, discover(target, book));
    } finally {
      target.dispose();
    }
  }, { timeout: 20_000, interval: 200 });
}

test.skipIf(process.platform === 'win32')('settings are what they were, and kscts resume goes on', async () => {
  const before = await settings();
  expect(before.length).toBeGreaterThan(10);
  const journal = place.path('kscts-results', 'journal.jsonl');
  const main = join(packageRoot, 'dist/harness/cli/main.js');
  // A terminal tells all processes of the run: they are a group of their own.
  const child = spawn(process.execPath, [main, 'run', 'video/procamp', '--no-progress', '--target', `remote://127.0.0.1:${port}`], {
    cwd: place.cwd,
    env: cleanEnvironment(),
    detached: true,
  });
  const timer = setInterval(() => {
    // A case that sets values was judged.
    if (!existsSync(journal) || !/"id":"[^"]*BRIGHTNESS:property\.set\.[^"]*","verdict":"pass"/.test(readFileSync(journal, 'utf8'))) return;
    clearInterval(timer);
    process.kill(-(child.pid ?? 0), 'SIGINT');
  }, 5);
  const ended = await ending(child);
  clearInterval(timer);
  expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 130 });
  const interrupted = readRecord(journal);
  expect(interrupted.stop).toMatchObject({ why: 'interrupted' });
  // Something had been changed.
  expect(interrupted.end?.settings).toMatchObject({ saved: before.length, failed: [] });
  expect(interrupted.end?.settings?.restored).toBeGreaterThan(0);
  expect(await settings()).toEqual(before);
  const judged = interrupted.results.length;
  expect(judged).toBeGreaterThan(0);
  expect(judged).toBeLessThan(interrupted.plan?.cases ?? 0);

  const resumed = await place.kscts(['resume', 'kscts-results', '--no-progress']);
  expect({ code: resumed.code, stderr: resumed.stderr }).toMatchObject({ code: 0 });
  const whole = readRecord(journal);
  expect(whole.stop).toBeUndefined();
  expect(whole.results.length).toBe(whole.plan?.cases);
  expect(new Set(whole.results.map(({ id }) => id)).size).toBe(whole.results.length);
  expect(whole.end?.settings).toMatchObject({ failed: [] });
  expect(await settings()).toEqual(before);
});
