import type { Arch } from '../../target/target.ts';
import type { Simulation } from '../simulation.ts';

/** A bug that can be put into the simulator, to see whether the specs find it. */
export interface Fault {
  /** Stable, lower case with dots: `property.size-query-too-small`. */
  readonly id: string;
  /** Its class, e.g. `BUG-012` (see `bug-classes.ts`); empty if it has none. */
  readonly bugClass: string;
  /** What the driver does wrong, in one sentence. */
  readonly title: string;
  /** Simulated device on which it shows, where that is not `testcap`. */
  readonly device?: string;
  /** ABI of the callers that meet it, where that is not x64. */
  readonly arch?: Arch;
  /** Wraps methods of the parts of a boot before its device starts. */
  apply(simulation: Simulation): void;
}
