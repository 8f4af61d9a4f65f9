/** A shell in which the commands of documents mean the `kscts` of this checkout. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';
import { cleanEnvironment, ending } from './cli.ts';
import type { Ended, Place } from './cli.ts';

export interface Shell {
  /** Runs a line in the folder of a place. `$KSCTS` is this checkout. */
  run(line: string, place: Place): Promise<Ended>;
  remove(): void;
}

/** Makes `kscts`, and an `npx` that knows it and what is installed in this checkout. */
export function newShell(): Shell {
  const bin = mkdtempSync(join(tmpdir(), 'kscts-bin-'));
  const script = (name: string, line: string) => { writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 }); };
  script('kscts', `exec "${process.execPath}" "${join(packageRoot, 'dist/harness/cli/main.js')}" "$@"`);
  script('npx', 'exec "$@"');
  const path = [bin, join(packageRoot, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  return {
    run: (line, { cwd }) => ending(spawn('sh', ['-c', line], { cwd, env: { ...cleanEnvironment(), PATH: path, KSCTS: packageRoot, NO_COLOR: '1' } })),
    remove: () => { rmSync(bin, { recursive: true, force: true }); },
  };
}

/** Why a shell step cannot be done on this machine; nothing if it can. */
export function missing(programs: readonly string[]): string | undefined {
  if (process.platform === 'win32') return 'there is no POSIX shell';
  const absent = programs.find((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  return absent === undefined ? undefined : `there is no ${absent} on this machine`;
}
