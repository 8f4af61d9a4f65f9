import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../../base/package-root.ts';

/** The folder of the native target's sources. */
export const nativeFolder = join(packageRoot, 'harness', 'target', 'native');

/** Whether a program answers `--version`. */
export function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Why nothing can be built here, or `false` if it can: ready for a skip. */
export const cannotBuild: string | false =
  process.platform !== 'linux' ? 'builds .so files on Linux' : !has('cc') ? 'needs a C compiler' : !has('make') ? 'needs make' : false;

/** Milliseconds that building may take on a busy machine: for hooks and tests that build. */
export const buildTime = 300_000;

/** A fresh folder for what is built. */
export function buildFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kscts-native-'));
}

/** Makes targets of the example's Makefile, such as `camera.so`, and returns their paths. */
export function makeExample(folder: string, ...targets: string[]): string[] {
  const paths = targets.map((target) => join(folder, target));
  execFileSync('make', ['-s', '-C', join(nativeFolder, 'example'), `OUT=${folder}`, 'CFLAGS=-O1 -g -Werror', ...paths], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return paths;
}

/** Compiles C files of this folder into a library, or a program if `kind` says so. */
export function compile(folder: string, name: string, kind: 'library' | 'program' = 'library'): string {
  const out = join(folder, kind === 'library' ? `${name}.so` : name);
  const flags = kind === 'library' ? ['-fPIC', '-shared'] : [];
  execFileSync('cc', ['-std=c99', '-Wall', '-Wextra', '-Werror', ...flags, '-o', out, join(nativeFolder, 'testing', `${name}.c`)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return out;
}
