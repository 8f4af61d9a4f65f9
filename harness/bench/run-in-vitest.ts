import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { createVitest } from 'vitest/node';
import { packageRoot } from '../base/package-root.ts';
import type { BenchInput } from './in-vitest.suite.ts';
import type { Section } from './table.ts';

/** Measures requests in a Vitest worker, from the compiled files: what Vitest would transform would run slower. */
export async function requestSections(input: BenchInput): Promise<readonly Section[]> {
  let printed = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      printed += chunk.toString();
      done();
    },
  });
  const vitest = await createVitest(
    'test',
    {
      config: false,
      watch: false,
      root: packageRoot,
      include: ['dist/harness/bench/in-vitest.suite.js'],
      exclude: [],
      server: { deps: { external: [/\/dist\//] } },
      pool: 'forks',
      maxWorkers: 1,
      testTimeout: 0,
      cache: false,
      api: false,
      provide: { bench: input },
    },
    { logLevel: 'silent' },
    { stdout: sink, stderr: sink },
  );
  try {
    await vitest.start();
    if (vitest.state.getCountOfFailedTests() > 0 || vitest.state.getFailedFilepaths().length > 0) throw new Error(`the benchmark failed:\n${printed}`);
  } finally {
    await vitest.close();
  }
  return JSON.parse(readFileSync(input.results, 'utf8')) as Section[];
}
