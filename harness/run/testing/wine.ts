/**
 * A kernel of Wine with the driver of `harness/target/windows/driver` in it. Every command has a time limit, and its output
 * goes to a file: Wine's server outlives commands and would keep pipes open.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import { has } from '../../target/native/testing/build.ts';

export const compiler = 'x86_64-w64-mingw32-gcc';
const wine = ['/usr/lib/wine/wine64', '/usr/bin/wine64'].find((path) => existsSync(path)) ?? '';
const server = ['/usr/lib/wine/wineserver64', '/usr/bin/wineserver'].find((path) => existsSync(path)) ?? '';

/** Why there is none here, or `false` if there is one: ready for a skip. */
export const noWine: string | false =
  process.platform !== 'linux' ? 'runs Wine on Linux'
  : wine === '' || server === '' ? 'needs Wine (Debian: wine64)'
  : !has(compiler) ? `needs ${compiler}`
  : false;

export const asWindowsPath = (path: string): string => `Z:${path.replaceAll('/', '\\')}`;

/** How a command ended, and what it printed. */
export interface WineEnd {
  readonly status: number | null;
  readonly printed: string;
}

export class WineKernel {
  /** For whatever a test builds; goes with {@link remove}. */
  readonly folder = mkdtempSync(join(tmpdir(), 'kscts-wine-'));
  readonly #prefix = join(this.folder, 'prefix');
  /** What this process was told about Node.js is not for that of Windows. */
  readonly env = { ...process.env, WINEPREFIX: this.#prefix, WINEDEBUG: '-all', NODE_SKIP_PLATFORM_CHECK: '1', NODE_OPTIONS: '', NODE_V8_COVERAGE: '' };
  readonly program = wine;

  /** Makes the prefix, and tells its kernel of the driver. Takes a minute. */
  prepare(): void {
    mkdirSync(this.#prefix);
    this.windows(['wineboot', '-i'], 300);
    this.windows(['winecfg', '-v', 'win10'], 120);
    const path = String.raw`C:\windows\system32\drivers\ksctsdrv.sys`;
    this.windows(['sc', 'create', 'KSCTSDRV', 'type=', 'kernel', 'start=', 'demand', 'binPath=', path], 120);
    this.stop();
  }

  /** The driver with the example camera behind it, and one of its planted faults, or 0. */
  buildDriver(fault: number): string {
    const target = join(packageRoot, 'harness', 'target');
    const mini = join(target, 'native', 'minidriver');
    const includes = execFileSync(compiler, ['-E', '-x', 'c', '-'], { input: '#include <windows.h>\n', encoding: 'utf8', maxBuffer: 2 ** 26 });
    const header = /"([^"]*windows\.h)"/.exec(includes)?.[1] ?? '';
    const sources = readdirSync(mini).filter((name) => name.endsWith('.c') && name !== 'memory.c').map((name) => join(mini, name));
    const out = join(this.folder, `fault${fault}.sys`);
    this.run(compiler, [
      '-O2', '-Wall', '-Werror', '-shared', '-nostdlib', `-DKSCTS_FAULT=${fault}`, `-I${join(dirname(header), 'ddk')}`,
      '-Wl,--subsystem,native', '-Wl,-e,DriverEntry', '-o', out,
      join(target, 'windows', 'driver', 'ksctsdrv.c'), join(target, 'native', 'example', 'camera.c'), ...sources, '-lntoskrnl',
    ], 120);
    return out;
  }

  /** Starts the kernel with a driver in it, until {@link stop}. */
  load(driver: string): void {
    copyFileSync(driver, join(this.#prefix, 'drive_c', 'windows', 'system32', 'drivers', 'ksctsdrv.sys'));
    this.run(server, ['-p60'], 60);
    this.windows(['net', 'start', 'KSCTSDRV'], 120);
  }

  stop(): void {
    spawnSync(server, ['-k'], { env: this.env, stdio: 'ignore', timeout: 30_000 });
    spawnSync(server, ['-w'], { env: this.env, stdio: 'ignore', timeout: 30_000 });
  }

  remove(): void {
    if (existsSync(this.#prefix)) this.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** Runs a program for Windows. @throws Error with what it printed, if it failed */
  windows(args: readonly string[], seconds: number): void {
    this.run(wine, args, seconds);
  }

  /** Runs a program for Windows to its end, whatever that is. */
  ended(args: readonly string[], seconds: number): WineEnd {
    return this.#spawn(wine, args, seconds);
  }

  /** Runs a command. @throws Error with what it printed, if it failed */
  run(command: string, args: readonly string[], seconds: number): void {
    const { status, printed } = this.#spawn(command, args, seconds);
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status ?? 'for being late'}\n${printed}`);
  }

  #spawn(command: string, args: readonly string[], seconds: number): WineEnd {
    const log = join(this.folder, 'log');
    const out = openSync(log, 'w');
    const { status } = spawnSync(command, args, { env: this.env, stdio: ['ignore', out, out], timeout: seconds * 1000, killSignal: 'SIGKILL' });
    closeSync(out);
    return { status, printed: readFileSync(log, 'utf8') };
  }
}
