import { configDefaults, defineConfig } from 'vitest/config';

const tests = ['harness', 'reports', 'specs', 'suites'];
const common = {
  setupFiles: ['harness/base/testing/seed.ts', ...(process.env['KSCTS_COVERAGE'] ? ['.ci/coverage/setup.mjs'] : [])],
  // Each worker loads specs and simulator once, not once for each file: that was most of the time.
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    // Many tests wait for processes of their own: one worker for each processor, not one less.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['harness/**/*.ts', 'reports/**/*.ts', 'suites/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**', '**/generated/**', '**/generate.ts', '**/generate/**', 'harness/bench/**'],
      // .ci/coverage makes reports of it, with what was reached by processes that the tests started.
      reporter: ['json'],
      reportOnFailure: true,
    },
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: tests.map((room) => `${room}/**/*.test.ts`),
          exclude: [...configDefaults.exclude, '**/*.long.test.ts'],
        },
      },
      {
        test: {
          // What takes long by its nature: hundreds of killed processes, frozen agents, whole runs through Wine's kernel, a
          // connection or a sanitizer, many processes that share a run, baselines and reports of whole runs, other versions of
          // Node.js, every command that the documents show.
          ...common,
          name: 'long',
          include: tests.map((room) => `${room}/**/*.long.test.ts`),
        },
      },
      {
        test: {
          name: 'conformance',
          include: ['suites/*.suite.ts'],
          globalSetup: ['suites/global-setup.ts'],
          // The suite journals; how long a case may take is the business of the judge.
          testTimeout: 0,
          pool: 'forks',
          isolate: false,
        },
      },
    ],
  },
});
