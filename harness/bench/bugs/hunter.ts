/** A way to look for bugs, as the benchmark compares them: the same faults, the same budget of requests. */
import type { SpecBook } from '../../spec/model.ts';
import type { Fault } from '../../simulator/faults/fault.ts';

export interface Hunter {
  readonly name: string;
  /** What it knows and what it looks at, in a sentence. */
  readonly about: string;
  /** Requests until the fault was noticed; `undefined` if it was not within the budget. */
  hunt(book: SpecBook, fault: Fault, budget: number, seed: number): number | undefined;
}

/** The device that a fault is looked for on. */
export function deviceOf({ device = 'testcap' }: Fault): string {
  return device;
}
