/** Runs the built `kscts` as users do: a process of its own, in a folder of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../base/package-root.ts';

const main = join(packageRoot, 'dist/harness/cli/main.js');

export interface Ended {
  /** Exit code, or the name of the signal. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place {
  /** The user's current folder. */
  readonly cwd: string;
  /** `node` is another executable of Node.js than that of the tests. */
  kscts(args: readonly string[], options?: { env?: NodeJS.ProcessEnv; node?: string; started?: (child: ChildProcess) => void }): Promise<Ended>;
  path(...parts: string[]): string;
  remove(): void;
}

/** A fresh folder from which `kscts` can be run, with the demonstration claims in `specs/demo.yaml` unless it is to be empty. */
export function newPlace(holding: 'demo' | 'empty' = 'demo'): Place {
  if (!existsSync(main)) throw new Error('kscts is not built; run "npm run build"');
  const cwd = mkdtempSync(join(tmpdir(), 'kscts-cli-'));
  if (holding === 'demo') cpSync(join(packageRoot, 'harness/cli/testing/specs'), join(cwd, 'specs'), { recursive: true });
  return {
    cwd,
    path: (...parts) => join(cwd, ...parts),
    remove: () => { rmSync(cwd, { recursive: true, force: true }); },
    kscts: (args, { env = {}, node = process.execPath, started } = {}) => {
      const child = spawn(node, [main, ...args], { cwd, env: { ...cleanEnvironment(), ...env } });
      started?.(child);
      return ending(child);
    },
  };
}

/** Without what the surrounding Vitest set, and without the developer's own settings. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VITEST|KSCTS|FORCE_COLOR|NO_COLOR|COLUMNS|NODE_ENV|TEST$|CI$|GITHUB_)/.test(name));
  return Object.fromEntries(kept);
}

/** Waits for the end of a process. */
export function ending(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => { resolve({ code: signal ?? code ?? -1, ...text }); });
  });
}

/** Replaces what differs from run to run or grows with the specs: times, counts, digests, folders, the version. */
export function normalised(text: string, place: Place): string {
  return text
    .replaceAll(place.cwd, '<cwd>')
    .replaceAll(packageRoot, '<kscts>')
    .replace(/\b\d+(\.\d+)? (ms|s|min)\b/g, '<time>')
    .replace(/sha256 [0-9a-f]+/g, 'sha256 <digest>')
    .replace(/kscts \d+\.\d+\.\d+/g, 'kscts <version>')
    .replace(/\b[\d,]+ (requests?|items?|laws?|behaviours?|models?|objects?|cases? skipped)\b/g, '<n> $1')
    .replace(/\b([\d,]+) skip\b/g, '<n> skip');
}
