/** Holds what oracles say in full: which of them it is, what was found, what should have been, and the rule that says so. */
import { expect, test } from 'vitest';
import { breach, type Breach } from '../oracle.ts';

/** How something is found, and what is said of it. */
export type Told = readonly [found: () => Breach | null, oracle: Breach['oracle'], message: string, expected: string, rule?: string];

/** A test for each, by its name. */
export function holdsEach(table: Readonly<Record<string, Told>>): void {
  test.each(Object.entries(table))('%s', (_name, [found, oracle, message, expected, rule]) => {
    expect(found()).toEqual(breach(oracle, message, expected, rule));
  });
}
