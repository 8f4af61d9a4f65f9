/** For each oracle, faults of the reference device that it notices on the tour, and that no other does. */
import type { OracleId } from '../oracle.ts';

export const onlyFaults: Readonly<Record<OracleId, readonly string[]>> = {
  O1: ['stream.completed-twice', 'property.pin-id-unchecked', 'state.illegal-value-crashes'],
  O2: ['property.unknown-set-status', 'property.unknown-id-succeeds', 'method.not-dispatched'],
  O3: ['property.size-query-drift', 'property.list-size-is-item-size'],
  O4: ['general.component-is-address'],
  O5: ['state.stop-reported-as-acquire', 'property.range-not-enforced'],
  O6: ['property.basicsupport-hides-set', 'property.missing-verb-succeeds'],
  O7: ['property.unserialize-hides-failure'],
  O8: ['property.parts-for-the-kernel'],
  O9: ['concurrency.request-fetched-twice', 'concurrency.limit-checked-before'],
  O10: ['event.leaked-on-close'],
  O11: ['method.never-answered'],
  O12: ['clock.physical-time-reverses', 'clock.runs-always', 'clock.stands-still'],
  O13: ['topology.dangling-connection'],
  O14: ['connect.any-format', 'format.proposal-always-accepted'],
  O15: ['event.oneshot-stays', 'event.disable-does-nothing'],
  O16: ['stream.data-used-exceeds-extent', 'property.writes-behind-information'],
  O17: ['clock.any-object-is-a-master-clock'],
  O18: ['power.not-resumed', 'power.settings-lost', 'power.not-quiesced', 'removal.requests-accepted'],
  O19: ['property.pending-not-marked', 'property.completed-then-pending'],
  O20: ['process.any-handle-cleans-up'],
};
