/** The tests that Stryker asks whether they notice a change: those of the rooms that it changes (`.ci/mutation.mjs` names them). */
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const rooms = process.env['KSCTS_MUTATED_ROOMS'] ?? 'abi,spec,plan,judge';

/** Small files first, as the first test that fails ends the try of a mutant; last those that go through whole devices. */
class SmallFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = (await super.sort(files)).reverse();
    const whole = ({ moduleId }: TestSpecification): boolean => /\/(devices|round-trip|real-code|shape|destructive)\.test\.ts$/.test(moduleId);
    return [...sorted.filter((file) => !whole(file)), ...sorted.filter(whole)];
  }
}

export default defineConfig({
  test: {
    include: rooms.split(',').map((room) => `harness/${room}/**/*.test.ts`),
    setupFiles: ['harness/base/testing/seed.ts'],
    // Each mutant has a worker of its own, where the files of tests of plan and judge share what they import: that was most
    // of the time. In abi and spec that takes little, and what one file left in a cache would hide a mutant from the next.
    isolate: !/plan|judge/.test(rooms),
    sequence: { sequencer: SmallFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
