/** What the process that drives a target needs beyond its parent's environment, and what it leaves behind when it dies. */
import { resolve } from 'node:path';
import { readSanitizerReport, sanitizerEnvironment, type SanitizerReport } from '../target/native/sanitizer.ts';

export interface WorkerEnvironment {
  readonly env: Readonly<Record<string, string>>;
  /** What a sanitizer reported in a process that ended, or `null` if nothing. */
  reportOf(pid: number): SanitizerReport | null;
}

const native = 'native:';
const plain: WorkerEnvironment = { env: {}, reportOf: () => null };

/**
 * The environment of the worker for a target, as on the command line. A library built with sanitizers needs their runtime
 * from the start, and its reports go to `folder`, which must exist.
 * @throws UserError KS404 if the runtime is not found
 */
export function workerEnvironment(target: string, folder: string): WorkerEnvironment {
  if (!target.startsWith(native)) return plain;
  const sanitizer = sanitizerEnvironment(resolve(target.slice(native.length)), folder);
  if (!sanitizer) return plain;
  const { env, reportPrefix } = sanitizer;
  return { env, reportOf: (pid) => readSanitizerReport(reportPrefix, pid) };
}
