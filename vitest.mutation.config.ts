/** The tests that Stryker asks whether they notice a change in abi, spec, plan or judge: those of these rooms. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['harness/{abi,spec,plan,judge}/**/*.test.ts'],
    setupFiles: ['harness/base/testing/seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
