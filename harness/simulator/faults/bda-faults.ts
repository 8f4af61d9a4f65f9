import { isError, STATUS } from '../../abi/ntstatus.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import { KSPROPERTY_TYPE } from '../classdrivers/ks/automation.ts';
import type { KsCall } from '../classdrivers/ks/ks-call.ts';
import type { Simulation } from '../simulation.ts';
import { bdaTopologyFaults } from './bda-topology-faults.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const success = STATUS.STATUS_SUCCESS;

/** Puts `replace` in the place of the handler of one property, which is its second argument. */
function onProperty(
  { ks }: Simulation,
  [set, id]: readonly [name: string, id: number],
  replace: (call: KsCall, handler: () => number, isSet: boolean) => number,
): void {
  const guid = ksGuid(set);
  wrap(ks.properties, 'callHandler', (run) => (handler, call) =>
    call.id === id && call.input.guid(0) === guid
      ? replace(call, () => run(handler, call), (call.flags & KSPROPERTY_TYPE.SET) !== 0)
      : run(handler, call),
  );
}

/** Lets a get succeed and changes its answer. */
const answering = (at: readonly [string, number], answer: (value: number) => number) => (simulation: Simulation) => {
  onProperty(simulation, at, (call, handler, isSet) => {
    const status = handler();
    if (!isSet && status === success) call.value.setU32(0, answer(call.value.u32(0)));
    return status;
  });
};

/** Lets a set succeed without effect. */
const forgetting = (at: readonly [string, number]) => (simulation: Simulation) => {
  onProperty(simulation, at, (_call, handler, isSet) => (isSet ? success : handler()));
};

/** The filter that a request's target is, or is a pin of. */
const filterOf = (target: unknown): object => {
  const { kind, filter } = target as { readonly kind: string; readonly filter?: object };
  return kind === 'pin' && filter !== undefined ? filter : (target as object);
};

const pidFilter = 'KSPROPSETID_BdaPIDFilter';
const signal = 'KSPROPSETID_BdaSignalStats';
const frequency = 'KSPROPSETID_BdaFrequencyFilter';

/** Faults of the cycle of changes. */
const changeFaults: readonly Fault[] = [
  {
    id: 'bda.start-keeps-changes',
    bugClass: 'BUG-018',
    title: 'START_CHANGES does not drop what was recorded',
    apply: ({ bda: { changes } }) => {
      wrap(changes, 'drop', () => () => {});
    },
  },
  {
    id: 'bda.check-always-succeeds',
    bugClass: 'BUG-097',
    title: 'CHECK_CHANGES succeeds whatever was recorded',
    apply: ({ bda: { changes } }) => {
      wrap(changes, 'check', () => () => success);
    },
  },
  {
    id: 'bda.check-commits',
    bugClass: 'BUG-014',
    title: 'CHECK_CHANGES puts the changes into force',
    apply: ({ bda: { changes } }) => {
      wrap(changes, 'check', () => (context) => changes.commit(context));
    },
  },
  {
    id: 'bda.commit-does-nothing',
    bugClass: 'BUG-018',
    title: 'COMMIT_CHANGES succeeds and leaves the changes pending',
    apply: ({ bda: { changes } }) => {
      wrap(changes, 'commit', () => () => success);
    },
  },
  {
    id: 'bda.never-pending',
    bugClass: 'BUG-018',
    title: 'GET_CHANGE_STATE always answers that all is complete',
    apply: ({ bda: { changes } }) => {
      wrap(changes, 'pending', () => () => false);
    },
  },
  {
    id: 'bda.pending-on-all-instances',
    bugClass: 'BUG-078',
    title: 'A change of one filter is pending on every filter of the device',
    apply: ({ bda }) => {
      wrap(bda.changes, 'pending', (pending) => ({ filter }) =>
        filter.device.filters.some((other) => pending(bda.contextOf(other))),
      );
    },
  },
  {
    id: 'bda.topology-not-recorded',
    bugClass: 'BUG-018',
    title: 'A topology that is created after START_CHANGES is made at once',
    apply: ({ bda: { changes, topology } }) => {
      wrap(changes, 'changeTopology', () => (context, pair) => topology.createTopology(context, pair));
    },
  },
  {
    id: 'bda.recorded-tunes',
    bugClass: 'BUG-014',
    title: 'A frequency that is only recorded is tuned to',
    apply: (simulation) => {
      const { bda } = simulation;
      onProperty(simulation, [frequency, 0], (call, handler, isSet) => {
        const status = handler();
        const { target } = call as { readonly target: unknown };
        if (isSet && !isError(status)) bda.changes.commit(bda.contextOf(filterOf(target)));
        return status;
      });
    },
  },
  {
    id: 'bda.tuner-not-arbitrated',
    bugClass: 'BUG-097',
    title: 'A second filter leaves STOP while another has the tuner',
    apply: ({ avstream: { states } }) => {
      wrap(states, 'set', (set) => (pin, wanted) => {
        const status = set(pin, wanted);
        if (status !== STATUS.STATUS_INSUFFICIENT_RESOURCES) return status;
        states.enter(pin, wanted, pin.deviceState);
        return success;
      });
    },
  },
];

/** Faults of the nodes. */
const nodeFaults: readonly Fault[] = [
  {
    id: 'bda.quality-above-hundred',
    bugClass: 'BUG-017',
    title: 'The quality of a signal is answered in 1/1000',
    apply: answering([signal, 1], (quality) => quality * 10),
  },
  {
    id: 'bda.always-locked',
    bugClass: 'BUG-010',
    title: 'SIGNAL_LOCKED answers TRUE, whatever is received',
    apply: answering([signal, 3], () => 1),
  },
  {
    id: 'bda.lock-type-unsupported',
    bugClass: 'BUG-076',
    title: 'The lock that is answered is none that LOCK_CAPS names',
    apply: answering([signal, 6], () => 0x80),
  },
  {
    id: 'bda.sample-time-of-zero',
    bugClass: 'BUG-017',
    title: 'The sample time is 0 where none was set',
    apply: answering([signal, 4], (time) => (time === 100 ? 0 : time)),
  },
  {
    id: 'bda.multiplier-ignored',
    bugClass: 'BUG-018',
    title: 'A frequency multiplier that is set is forgotten: every frequency is taken for kHz',
    apply: forgetting([frequency, 5]),
  },
  {
    id: 'bda.modulation-forgotten',
    bugClass: 'BUG-018',
    title: 'Setting a modulation succeeds without effect',
    apply: forgetting(['KSPROPSETID_BdaDigitalDemodulator', 0]),
  },
  {
    id: 'bda.pid-not-unmapped',
    bugClass: 'BUG-018',
    title: 'A PID that was unmapped still passes',
    apply: forgetting([pidFilter, 1]),
  },
  {
    id: 'bda.pids-not-mapped',
    bugClass: 'BUG-018',
    title: 'Mapping PIDs succeeds, and none of them passes',
    apply: forgetting([pidFilter, 0]),
  },
  {
    id: 'bda.pid-count-trusted',
    bugClass: 'BUG-005',
    title: 'The count of a PID map is not held against the length of the value',
    apply: (simulation) => {
      onProperty(simulation, [pidFilter, 0], (call, handler, isSet) => {
        if (isSet && call.value.length >= 8 && call.value.u32(4) > (call.value.length - 8) / 4) {
          for (let i = 0; i < call.value.u32(4); i++) call.value.u32(8 + i * 4);
        }
        return handler();
      });
    },
  },
  {
    id: 'bda.address-count-trusted',
    bugClass: 'BUG-005',
    title: 'The count of a list of Ethernet addresses is not held against the length of the value',
    apply: (simulation) => {
      onProperty(simulation, ['KSPROPSETID_BdaEthernetFilter', 1], (call, handler, isSet) => {
        if (isSet && call.value.length >= 4 && call.value.u32(0) > (call.value.length - 4) / 6) {
          for (let i = 0; i < call.value.u32(0); i++) call.value.u16(4 + i * 6);
        }
        return handler();
      });
    },
  },
];

/** Faults in the BDA support library and in the nodes of broadcast receivers. */
export const bdaFaults: readonly Fault[] = [...bdaTopologyFaults, ...changeFaults, ...nodeFaults].map((fault) => ({
  ...fault,
  device: 'bda',
}));
