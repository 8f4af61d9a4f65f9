/** The request benchmarks, inside one Vitest test: `expect` and koffi as whoever writes such a test has them. */
import { writeFileSync } from 'node:fs';
import { inject, test } from 'vitest';
import { loadBook } from '../run/book.ts';
import { nativeRequests, simulatorRequests } from './requests.ts';
import type { Section } from './table.ts';

/** What the suite is given by the process that drives Vitest. */
export interface BenchInput {
  /** Path of the null library; absent where no C compiler is. */
  readonly library: string | undefined;
  /** Executions a second of libFuzzer, where it was measured. */
  readonly libFuzzer: number | undefined;
  /** Where the sections go, as JSON. */
  readonly results: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    bench: BenchInput;
  }
}

test('requests', () => {
  const { library, libFuzzer, results } = inject('bench');
  const filter = loadBook([]).objects.get('filter');
  if (!filter) throw new Error('the specs declare no filter');
  const sections: Section[] = [...(library === undefined ? [] : [nativeRequests(library, filter, libFuzzer)]), simulatorRequests(filter)];
  writeFileSync(results, JSON.stringify(sections));
});
