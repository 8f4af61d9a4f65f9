import { Writable } from 'node:stream';
import { ForksPoolWorker, createVitest } from 'vitest/node';
import type { PoolOptions } from 'vitest/node';
import { packageRoot } from '../base/package-root.ts';
import { dropForeignListeners, presentListeners } from './interrupts.ts';
import type { Provided } from './provided.ts';
import type { Watch } from './watch.ts';

/** Runs the compiled suite, or what is left of it, in one child process with `env` besides its own. Gives what was printed. */
export async function runVitest(provided: Provided, watch: Watch, env: Readonly<Record<string, string>>): Promise<string> {
  let printed = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      printed = (printed + chunk.toString()).slice(-20_000);
      done();
    },
  });
  class WatchedWorker extends ForksPoolWorker {
    override async start(): Promise<void> {
      await super.start();
      this.on('exit', (code: number | null, signal: string | null = null) => { watch.exited(code, signal); });
    }
  }
  const before = presentListeners();
  const vitest = await createVitest(
    'test',
    {
      config: false,
      watch: false,
      root: packageRoot,
      include: ['dist/suites/conformance.suite.js'],
      // The package may lie in a node_modules folder, which is excluded by default.
      exclude: [],
      server: { deps: { external: [/\/dist\//] } },
      pool: { name: 'kscts', createPoolWorker: (pool: PoolOptions) => new WatchedWorker({ ...pool, env: { ...pool.env, ...env } }) },
      // Judging makes much that is gone at once: with room for it there is less to collect.
      execArgv: ['--min-semi-space-size=16', '--max-semi-space-size=32'],
      isolate: false,
      fileParallelism: false,
      maxWorkers: 1,
      testTimeout: 0,
      hookTimeout: 0,
      reporters: [{}],
      cache: false,
      api: false,
      provide: { kscts: provided },
    },
    { logLevel: 'silent' },
    { stdout: sink, stderr: sink },
  );
  dropForeignListeners(before);
  try {
    await vitest.start();
    // Why the suite could not begin is told by Vitest; how a worker ended is seen by the watch.
    for (const error of vitest.state.getTestModules().flatMap((module) => module.errors())) printed += `\n${error.stack ?? error.message}`;
  } finally {
    await vitest.close();
  }
  return printed.replace(/^\[vitest-pool\].*$/gm, '');
}
