import type { RunOptions } from './options.ts';

/** What the suite is given by the process that drives Vitest. */
export interface Provided {
  readonly options: RunOptions;
  /** The user's current folder. */
  readonly cwd: string;
  /** Whether the journal in the output folder is that of this run, which goes on. */
  readonly resume?: boolean;
}

declare module 'vitest' {
  interface ProvidedContext {
    kscts: Provided | undefined;
  }
}
