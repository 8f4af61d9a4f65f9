import type { Simulation } from '../simulation.ts';

/** A bug that can be put into the simulator, to see whether the specs find it. */
export interface Fault {
  /** Stable, lower case with dots: `property.size-query-too-small`. */
  readonly id: string;
  /** Class of docs/bug-classes.md, e.g. `BUG-012`; empty if there is none. */
  readonly bugClass: string;
  /** What the driver does wrong, in one sentence. */
  readonly title: string;
  /** Simulated device on which it shows, where that is not `testcap`. */
  readonly device?: string;
  /** Wraps methods of the parts of a boot before its device starts. */
  apply(simulation: Simulation): void;
}
