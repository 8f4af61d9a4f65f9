import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { ExitCode } from '../base/errors.ts';
import { sanitizerEnvironment } from '../target/native/sanitizer.ts';

const native = 'native:';

/**
 * A library that is built with AddressSanitizer wants its runtime from the start of the process: where this one began
 * without, the same command is run in one that has it. Its report goes to standard error.
 * @param target as on the command line
 * @returns whether that was done; the exit code is then set
 * @throws UserError KS404 if the runtime is not found
 */
export function ranWithSanitizer(target: string): boolean {
  if (!target.startsWith(native) || process.env['LD_PRELOAD']?.includes('asan')) return false;
  const shown = ['log_path=stderr', process.env['ASAN_OPTIONS']].filter(Boolean).join(':');
  const sanitizer = sanitizerEnvironment(resolve(target.slice(native.length)), tmpdir(), { ...process.env, ASAN_OPTIONS: shown });
  if (sanitizer?.env['LD_PRELOAD'] === undefined) return false;
  const { status, signal } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], { env: { ...process.env, ...sanitizer.env }, stdio: 'inherit' });
  if (signal !== null) process.stderr.write(`the process died: ${signal}\n`);
  process.exitCode = status ?? ExitCode.failures;
  return true;
}
