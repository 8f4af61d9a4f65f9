import { writeGuid, GUID_NULL } from '../../abi/guid.ts';
import { isError, STATUS } from '../../abi/ntstatus.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import { KSSTATE } from '../classdrivers/avstream/descriptors.ts';
import type { Fault } from './fault.ts';
import { readEntry } from './tables.ts';
import { wrap } from './wrap.ts';

const success = STATUS.STATUS_SUCCESS;

/** Faults in pin creation, formats, states, clocks, allocators and topology. */
export const pinFaults: readonly Fault[] = [
  {
    id: 'access.not-checked',
    bugClass: '',
    title: 'A stream can be read through a handle without read access',
    apply: ({ kernel }) => {
      wrap(kernel, 'granted', () => () => true);
    },
  },
  {
    id: 'connect.any-interface',
    bugClass: 'BUG-076',
    title: 'A pin can be opened with an interface and a medium that it does not list',
    apply: ({ ks: { connections } }) => {
      wrap(connections, 'listed', () => () => true);
    },
  },
  {
    id: 'connect.wrong-mismatch-status',
    bugClass: 'BUG-075',
    title: 'An interface, a medium or a format that does not match ends in UNSUCCESSFUL',
    apply: ({ ks: { connections } }) => {
      wrap(connections, 'validate', (validate) => (factories, connect) => {
        const result = validate(factories, connect);
        return result === STATUS.STATUS_NO_MATCH ? STATUS.STATUS_UNSUCCESSFUL : result;
      });
    },
  },
  {
    id: 'connect.any-format',
    bugClass: 'BUG-073',
    title: 'A pin can be opened with any format',
    apply: ({ ks: { connections, intersections } }) => {
      wrap(connections, 'basicFormat', () => () => true);
      wrap(intersections, 'tryRanges', (attemptAll) => (factory, format, attributes, attempt) => {
        const status = attemptAll(factory, format, attributes, attempt);
        return status === STATUS.STATUS_NO_MATCH ? success : status;
      });
    },
  },
  {
    id: 'connect.malformed-format-crashes',
    bugClass: 'BUG-073',
    title: 'A FormatSize that lies makes the format parser read behind the request',
    apply: ({ kernel, ks: { connections } }) => {
      wrap(connections, 'validate', (validate) => (factories, connect) => {
        if (connect.format === undefined) readEntry(kernel.pool, 'create name', 1, 1);
        return validate(factories, connect);
      });
    },
  },
  {
    id: 'connect.limit-ignored',
    bugClass: 'BUG-105',
    title: 'More instances can be opened than the factory says are possible',
    apply: ({ ks: { connections } }) => {
      wrap(connections, 'instances', () => () => success);
    },
  },
  {
    id: 'connect.leak-on-failure',
    bugClass: 'BUG-106',
    title: 'An open that fails leaves memory allocated',
    apply: ({ kernel, ks: { connections } }) => {
      wrap(connections, 'validate', (validate) => (factories, connect) => {
        const result = validate(factories, connect);
        if (typeof result === 'number') kernel.pool.allocate('lost connection request', 72);
        return result;
      });
    },
  },
  {
    id: 'connect.count-not-decremented',
    bugClass: 'BUG-105',
    title: 'Closing a pin does not give its instance back',
    apply: ({ avstream }) => {
      wrap(avstream, 'countInstance', (count) => (factory, change) => {
        if (change === 1) count(factory, change);
      });
    },
  },
  {
    id: 'intersection.wildcard-result',
    bugClass: 'BUG-082',
    title: 'The result of an intersection names no subformat',
    apply: ({ ks: { intersections } }) => {
      wrap(intersections, 'firstMatch', (match) => (factory, range, attributes) => {
        const result = match(factory, range, attributes);
        if (typeof result !== 'number') writeGuid(result, 32, GUID_NULL);
        return result;
      });
    },
  },
  {
    id: 'intersection.wrong-mismatch-status',
    bugClass: 'BUG-082',
    title: 'An intersection that is empty ends in INVALID_PARAMETER',
    apply: ({ ks: { intersections } }) => {
      wrap(intersections, 'intersect', (intersect) => (request, factory) => {
        const status = intersect(request, factory);
        return status === STATUS.STATUS_NO_MATCH ? STATUS.STATUS_INVALID_PARAMETER : status;
      });
    },
  },
  {
    id: 'intersection.reads-behind-input',
    bugClass: 'BUG-042',
    title: 'The walk over the client’s ranges trusts their sizes and leaves In',
    apply: ({ ks: { intersections } }) => {
      wrap(intersections, 'intersect', (intersect) => (request, factory) => {
        const status = intersect(request, factory);
        const { input } = request;
        if (status === STATUS.STATUS_INVALID_BUFFER_SIZE && input.length >= 104) input.u32(input.length);
        return status;
      });
    },
  },
  {
    id: 'format.proposal-always-accepted',
    bugClass: 'BUG-083',
    title: 'Every proposed format is called acceptable',
    apply: ({ ks: { intersections } }) => {
      wrap(intersections, 'propose', () => () => success);
    },
  },
  {
    id: 'format.failed-set-sticks',
    bugClass: 'BUG-023',
    title: 'A format that was refused is the pin’s format from then on',
    apply: ({ avstream: { formats } }) => {
      wrap(formats, 'apply', (apply) => (pin, format, attributes) => {
        const status = apply(pin, format, attributes);
        if (isError(status) && pin.connectionFormat.length > 0) pin.connectionFormat = format.slice();
        return status;
      });
    },
  },
  {
    id: 'state.illegal-value-crashes',
    bugClass: 'BUG-095',
    title: 'A state above RUN is used as an index',
    apply: ({ kernel, avstream: { states } }) => {
      wrap(states, 'set', (set) => (pin, wanted) => {
        readEntry(kernel.pool, 'state transitions', KSSTATE.RUN + 1, wanted);
        return set(pin, wanted);
      });
    },
  },
  {
    id: 'state.jump-refused',
    bugClass: 'BUG-095',
    title: 'A state more than one step away is refused',
    apply: ({ avstream: { states } }) => {
      wrap(states, 'set', (set) => (pin, wanted) =>
        wanted <= KSSTATE.RUN && Math.abs(wanted - pin.deviceState) > 1
          ? STATUS.STATUS_INVALID_DEVICE_STATE
          : set(pin, wanted),
      );
    },
  },
  {
    id: 'state.stop-reported-as-acquire',
    bugClass: 'BUG-097',
    title: 'A pin that was stopped reports ACQUIRE',
    apply: ({ avstream: { states } }) => {
      wrap(states, 'enter', (enter) => (pin, to, from) => {
        enter(pin, to, from);
        if (to === KSSTATE.STOP) pin.deviceState = KSSTATE.ACQUIRE;
      });
      // Going on from there as if from STOP, or the loop over the steps would not end.
      wrap(states, 'set', (set) => (pin, wanted) => {
        if (wanted !== KSSTATE.STOP) return set(pin, wanted);
        const status = set(pin, KSSTATE.ACQUIRE);
        return isError(status) ? status : states.step(pin, KSSTATE.STOP);
      });
    },
  },
  {
    id: 'clock.runs-always',
    bugClass: 'BUG-068',
    title: 'The presentation time advances in every state',
    apply: ({ avstream: { states } }) => {
      wrap(states, 'driveClock', () => (pin) => {
        pin.clock.setState(KSSTATE.RUN);
      });
    },
  },
  {
    id: 'clock.stands-still',
    bugClass: 'BUG-068',
    title: 'The clock does not follow the pin: it stays stopped at 0',
    apply: ({ avstream: { states } }) => {
      wrap(states, 'driveClock', () => () => {});
    },
  },
  {
    id: 'clock.physical-time-reverses',
    bugClass: 'BUG-068',
    title: 'The physical time runs backwards',
    apply: ({ avstream }) => {
      wrap(avstream, 'makeClock', (make) => (options) => {
        const clock = make(options);
        wrap(clock, 'physicalTime', (time) => () => 1_000_000_000_000 - time());
        return clock;
      });
    },
  },
  {
    id: 'clock.system-time-drifts',
    bugClass: 'BUG-065',
    title: 'The system time of a correlation runs three per cent slow',
    apply: ({ avstream }) => {
      wrap(avstream, 'makeClock', (make) => (options) => {
        const clock = make(options);
        wrap(clock, 'systemTime', (time) => () => Math.floor(time() * 0.97));
        return clock;
      });
    },
  },
  {
    id: 'clock.master-clock-in-any-state',
    bugClass: 'BUG-095',
    title: 'A master clock or an allocator can be assigned while the pin is not stopped',
    apply: ({ avstream: { assignments } }) => {
      wrap(assignments, 'judge', () => () => success);
    },
  },
  {
    id: 'clock.any-object-is-a-master-clock',
    bugClass: 'BUG-099',
    title: 'Any file object is accepted as a master clock or an allocator',
    apply: ({ avstream: { assignments } }) => {
      wrap(assignments, 'fits', () => () => true);
    },
  },
  {
    id: 'allocator.alignment-not-checked',
    bugClass: 'BUG-070',
    title: 'An alignment above a page, or one that is no mask, is accepted',
    apply: ({ ks: { allocators } }) => {
      wrap(allocators, 'judgeFraming', (judge) => (framing) => {
        const tolerant = framing.slice();
        new DataView(tolerant.buffer).setUint32(16, 0, true);
        return judge(tolerant);
      });
    },
  },
  {
    id: 'allocator.frame-size-zero',
    bugClass: 'BUG-072',
    title: 'An allocator with frames of no bytes can be made',
    apply: ({ ks: { allocators } }) => {
      wrap(allocators, 'judgeFraming', (judge) => (framing) => {
        const tolerant = framing.slice();
        const view = new DataView(tolerant.buffer);
        if (view.getUint32(12, true) === 0) view.setUint32(12, 1, true);
        return judge(tolerant);
      });
    },
  },
  {
    id: 'allocator.function-table-for-users',
    bugClass: 'BUG-010',
    title: 'A user-mode caller gets the function table of an allocator, with kernel addresses in it',
    apply: ({ ks: { properties } }) => {
      const set = ksGuid('KSPROPSETID_StreamAllocator');
      wrap(properties, 'judge', (judge) => (call, sets) => {
        if (call.input.guid(0) !== set || call.id !== 0 || call.value.length < 16) return judge(call, sets);
        for (const offset of [0, 8]) call.value.setI64(offset, -0x7fff_ffff_f000n);
        call.information = 16;
        return STATUS.STATUS_SUCCESS;
      });
    },
  },
  {
    id: 'topology.dangling-connection',
    bugClass: 'BUG-088',
    title: 'A connection of the topology ends at a node that does not exist',
    apply: ({ descriptor }) => {
      if (!('filters' in descriptor) || 'classDriver' in descriptor) return;
      for (const filter of descriptor.filters) {
        const connections = [...(filter.connections ?? []), { fromNode: 99, fromPin: 0, toNode: -1, toPin: 0 }];
        Object.assign(filter, { connections });
      }
    },
  },
];
