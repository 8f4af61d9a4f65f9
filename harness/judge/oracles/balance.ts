/** After a case has closed all it opened, the driver side holds what it held before. */
import type { Census, Target } from '../../target/target.ts';
import { Broken } from '../outcome.ts';

const words: Record<keyof Census, string> = {
  handles: 'handles',
  pendingRequests: 'pending requests',
  eventEnables: 'event enables',
  allocations: 'allocations',
  references: 'object references',
};

export class Balance {
  readonly #before: Census | undefined;

  private constructor(before: Census | undefined) {
    this.#before = before;
  }

  /** Counts now; a target that cannot count is not checked. */
  static before(target: Target): Balance {
    return new Balance(target.capabilities.has('census') ? target.census() : undefined);
  }

  /** @throws Broken if anything is left over, or too much was given back */
  check(target: Target): void {
    if (!this.#before) return;
    const after = target.census();
    for (const name of Object.keys(words) as (keyof Census)[]) {
      const left = after[name] - this.#before[name];
      if (left !== 0) {
        throw new Broken(
          left > 0 ? `${left} ${words[name]} are left after everything was closed` : `${-left} ${words[name]} too many were given back`,
          'the counts that there were before',
        );
      }
    }
  }
}
