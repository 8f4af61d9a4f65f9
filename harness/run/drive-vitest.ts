import { Writable } from 'node:stream';
import { ForksPoolWorker, createVitest } from 'vitest/node';
import type { PoolOptions } from 'vitest/node';
import { packageRoot } from '../base/package-root.ts';
import type { RunOptions } from './options.ts';
import type {} from './provided.ts';
import type { Watch } from './watch.ts';

const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/** Runs the compiled suite in one child process. Gives what was printed. */
export async function runVitest(options: RunOptions, cwd: string, watch: Watch): Promise<string> {
  let printed = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      printed = (printed + chunk.toString()).slice(-10_000);
      done();
    },
  });
  class WatchedWorker extends ForksPoolWorker {
    override async start(): Promise<void> {
      await super.start();
      this.on('exit', (code: number | null, signal: string | null = null) => { watch.exited(code, signal); });
    }
  }
  const before = signals.map((signal) => process.listeners(signal));
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
      pool: { name: 'kscts', createPoolWorker: (pool: PoolOptions) => new WatchedWorker(pool) },
      isolate: false,
      fileParallelism: false,
      maxWorkers: 1,
      testTimeout: 0,
      hookTimeout: 0,
      reporters: [{}],
      cache: false,
      api: false,
      provide: { kscts: { options, cwd } },
    },
    { logLevel: 'silent' },
    { stdout: sink, stderr: sink },
  );
  // Vitest ends the process when it is interrupted; the reports of this run come first.
  signals.forEach((signal, i) => {
    for (const listener of process.listeners(signal)) if (!before[i]?.includes(listener)) process.off(signal, listener);
  });
  try {
    await vitest.start();
    const failures = [...vitest.state.getUnhandledErrors(), ...vitest.state.getTestModules().flatMap((module) => module.errors())];
    for (const failure of failures) printed += `\n${failure instanceof Error || hasMessage(failure) ? failure.message : String(failure)}`;
  } finally {
    await vitest.close();
  }
  return printed;
}

function hasMessage(value: unknown): value is { message: string } {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}
