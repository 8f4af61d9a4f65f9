/** libFuzzer on the example in C: the coverage-guided fuzzer that people would use on such a handler. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../base/package-root.ts';

const native = join(packageRoot, 'harness/target/native');
const runs = 2_000_000;

/** Executions a second of one request each, or `undefined` where clang with libFuzzer is not installed. */
export function libFuzzer(folder: string): number | undefined {
  const program = buildLibFuzzer(folder, []);
  if (program === undefined) return undefined;
  const { stderr } = spawnSync(program, [`-runs=${runs}`, '-seed=1', '-max_len=256', '-print_final_stats=1'], { encoding: 'utf8', cwd: folder });
  const [, perSecond] = /stat::average_exec_per_sec:\s*(\d+)/.exec(stderr) ?? [];
  return perSecond === undefined ? undefined : Number(perSecond);
}

/**
 * Builds the example camera with libFuzzer around it.
 * @param options further options of the compiler, such as a planted fault
 */
export function buildLibFuzzer(folder: string, options: readonly string[]): string | undefined {
  const out = join(folder, `libfuzzer-camera${options.join('')}`);
  const sources = `${native}/example/camera.c ${native}/example/libfuzzer.c ${native}/minidriver/*.c`;
  const { status } = spawnSync('sh', ['-c', `clang -std=c99 -O1 -g -fsanitize=fuzzer,address ${options.join(' ')} -o "$0" ${sources}`, out], { stdio: 'ignore' });
  return status === 0 ? out : undefined;
}
