import { STATUS } from '../../../abi/ntstatus.ts';
import type { BdaFilterContext, PinPair } from './filter-context.ts';
import type { BdaTopology } from './topology.ts';

/** The cycle of changes: START records, CHECK judges, COMMIT puts into force (BDA-002…005). */
export class BdaChanges {
  readonly #topology: BdaTopology;

  constructor(topology: BdaTopology) {
    this.#topology = topology;
  }

  /** BdaStartChanges: what was recorded is dropped, and recording begins. */
  start(context: BdaFilterContext): number {
    this.drop(context);
    context.changing = true;
    return STATUS.STATUS_SUCCESS;
  }

  /** Forgets what was recorded. */
  drop(context: BdaFilterContext): void {
    context.recorded = [];
    context.descriptor.changes?.start?.(context.filter);
  }

  /** BdaCheckChanges: the status that `commit` would return (BDA-003). */
  check({ descriptor, filter }: BdaFilterContext): number {
    return descriptor.changes?.check?.(filter) ?? STATUS.STATUS_SUCCESS;
  }

  /** BdaCommitChanges. */
  commit(context: BdaFilterContext): number {
    const { descriptor, filter, recorded } = context;
    const status = descriptor.changes?.commit?.(filter) ?? STATUS.STATUS_SUCCESS;
    if (status !== STATUS.STATUS_SUCCESS) return status;
    context.recorded = [];
    context.changing = false;
    for (const pair of recorded) this.#topology.createTopology(context, pair);
    return STATUS.STATUS_SUCCESS;
  }

  /** BdaGetChangeState: whether changes are recorded that are not in force. */
  pending({ descriptor, filter, recorded }: BdaFilterContext): boolean {
    return recorded.length > 0 || (descriptor.changes?.pending?.(filter) ?? false);
  }

  /** CREATE_TOPOLOGY: recorded after START_CHANGES, made at once otherwise. */
  changeTopology(context: BdaFilterContext, pair: PinPair): number {
    if (!context.changing) return this.#topology.createTopology(context, pair);
    const status = this.#topology.judge(context, pair);
    if (status === STATUS.STATUS_SUCCESS) context.recorded.push(pair);
    return status;
  }
}
