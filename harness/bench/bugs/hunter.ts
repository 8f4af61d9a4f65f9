/** A way to look for bugs, as the benchmark compares them: the same faults, the same budget of requests. */
import type { SpecBook } from '../../spec/model.ts';
import type { Fault } from '../../simulator/faults/fault.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { TargetDied, type Arch, type Target } from '../../target/target.ts';

/** A device to look at: with a fault, or healthy. */
export interface Prey {
  readonly device: string;
  readonly arch: Arch;
  readonly faults: readonly string[];
}

export interface Hunter {
  readonly name: string;
  /** What it knows and what it looks at, in a sentence. */
  readonly about: string;
  /** Requests until something was noticed; `undefined` if nothing was within the budget. */
  hunt(book: SpecBook, prey: Prey, budget: number, seed: number): number | undefined;
}

/** The device that a fault is looked for on. */
export function preyOf({ id, device = 'testcap', arch = 'x64' }: Fault): Prey {
  return { device, arch, faults: [id] };
}

/** Looks at a device; `look` counts what it sends, and says whether it noticed something. A device that dies is noticed, too. */
export function huntOn(prey: Prey, look: (target: Target, count: { sent: number }) => boolean): number | undefined {
  const target = createSimulator(prey.device, prey);
  const count = { sent: 0 };
  try {
    return look(target, count) ? count.sent : undefined;
  } catch (error) {
    if (error instanceof TargetDied) return Math.max(1, count.sent);
    throw error;
  } finally {
    target.dispose();
  }
}
