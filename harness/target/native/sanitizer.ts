/**
 * Libraries built with AddressSanitizer or UndefinedBehaviorSanitizer: what a worker process needs to load them, and
 * what they had to say when it died.
 *
 * The runtime of AddressSanitizer replaces the allocator, so it must be in a process from its start: the worker is
 * started with `LD_PRELOAD`. Its report goes to a file, because a dying process loses what it wrote to a pipe.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { UserError } from '../../base/errors.ts';

/** What the environment of a worker needs beyond its parent's, and where reports then are. */
export interface SanitizerEnvironment {
  readonly env: Readonly<Record<string, string>>;
  /** Reports are files of this name, a dot and the process id. */
  readonly reportPrefix: string;
}

/** A report that a process left behind. */
export interface SanitizerReport {
  /** One line: the kind of error and where, e.g. `AddressSanitizer: heap-buffer-overflow camera.c:142 in get_brightness`. */
  readonly summary: string;
  /** All of it, with stacks. */
  readonly text: string;
}

/** Names of AddressSanitizer's runtime as libraries name what they need: GCC's and LLVM's. */
const runtimeName = /lib(?:asan\.so\.\d+|clang_rt\.asan(?:-[a-z0-9_]+)?\.so)/;

/** What a library was built with. A file that cannot be read was built with nothing. */
function instrumentationOf(library: string): { address: boolean; undefined: boolean; runtime: string | undefined } {
  const image = existsSync(library) ? readFileSync(library, 'latin1') : '';
  return {
    address: image.includes('__asan_init'),
    undefined: image.includes('__ubsan_handle_'),
    runtime: runtimeName.exec(image)?.[0],
  };
}

/**
 * The environment in which a worker can load `library`, or `null` if it was built without sanitizers.
 * @param folder where reports shall go; must exist
 * @param base the environment that is added to: its own LD_PRELOAD and options are kept
 * @throws UserError KS404 if the library needs a runtime that is not found
 */
export function sanitizerEnvironment(
  library: string,
  folder: string,
  base: Readonly<Record<string, string | undefined>> = process.env,
): SanitizerEnvironment | null {
  const built = instrumentationOf(library);
  if (!built.address && !built.undefined) return null;
  const reportPrefix = join(folder, 'sanitizer');
  // Options of the user come last and win.
  const options = (own: string, users: string | undefined) => (users ? `${own}:${users}` : own);
  const common = `log_path=${reportPrefix}:abort_on_error=1`;
  const env: Record<string, string> = {
    // Node itself leaks at exit by design; a driver that is asked for 4 GiB shall see its allocation fail.
    ASAN_OPTIONS: options(`${common}:detect_leaks=0:allocator_may_return_null=1`, base['ASAN_OPTIONS']),
    UBSAN_OPTIONS: options(`${common}:halt_on_error=1:print_stacktrace=1`, base['UBSAN_OPTIONS']),
  };
  if (built.address) {
    const runtime = findRuntime(library, built.runtime);
    env['LD_PRELOAD'] = base['LD_PRELOAD'] ? `${runtime}:${base['LD_PRELOAD']}` : runtime;
  }
  return { env, reportPrefix };
}

/** The runtime's file: the compilers know where theirs is. */
function findRuntime(library: string, name: string | undefined): string {
  const names = name === undefined ? ['libasan.so'] : [name];
  for (const compiler of ['cc', 'gcc', 'clang']) {
    for (const file of names) {
      const path = askCompiler(compiler, file);
      if (path !== undefined) return path;
    }
  }
  throw new UserError({
    code: 'KS404',
    message: `${library} was built with AddressSanitizer, and its runtime ${names.join(' or ')} is not found`,
    hint: 'install the compiler that built it; with clang, link with -shared-libasan',
  });
}

function askCompiler(compiler: string, file: string): string | undefined {
  try {
    const path = execFileSync(compiler, [`-print-file-name=${file}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return isAbsolute(path) && existsSync(path) ? realpathSync(path) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Refuses a library that would end this process while loading.
 * @throws UserError KS404 if it was built with AddressSanitizer and the runtime is not in this process
 */
export function refuseWithoutRuntime(library: string): void {
  if (!instrumentationOf(library).address || runtimeName.test(mapsOfThisProcess())) return;
  throw new UserError({
    code: 'KS404',
    message: `${library} was built with AddressSanitizer, whose runtime must be loaded before everything else`,
    hint: 'start the process with LD_PRELOAD=$(cc -print-file-name=libasan.so); kscts run and kscts fuzz do it for their workers',
  });
}

function mapsOfThisProcess(): string {
  return existsSync('/proc/self/maps') ? readFileSync('/proc/self/maps', 'utf8') : '';
}

/** What the sanitizers of process `pid` reported, or `null` if nothing. */
export function readSanitizerReport(reportPrefix: string, pid: number): SanitizerReport | null {
  const folder = dirname(reportPrefix);
  const wanted = `${basename(reportPrefix)}.${pid}`;
  if (!existsSync(folder) || !readdirSync(folder).includes(wanted)) return null;
  const text = readFileSync(join(folder, wanted), 'utf8');
  const summary = /^SUMMARY: (.+)$/m.exec(text)?.[1] ?? /^.*(?:ERROR: |runtime error: )(.+)$/m.exec(text)?.[1];
  return { summary: summary ?? (text.split('\n')[0] ?? ''), text };
}
