import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Many tests wait for processes of their own: one worker for each processor, not one less.
    maxWorkers: '100%',
    coverage: {
      provider: 'v8',
      include: ['harness/**/*.ts', 'reports/**/*.ts', 'suites/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**', '**/generated/**', '**/generate.ts', '**/generate/**', 'harness/bench/**'],
      reporter: ['text-summary', 'json-summary', 'html'],
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['harness/**/*.test.ts', 'reports/**/*.test.ts', 'specs/**/*.test.ts', 'suites/**/*.test.ts'],
          setupFiles: ['harness/base/testing/seed.ts'],
          // Each worker loads specs and simulator once, not once for each file: that was most of the time.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
