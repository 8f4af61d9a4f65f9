import { IOCTL } from '../../abi/ioctl.ts';
import { STATUS } from '../../abi/ntstatus.ts';
import { SignalObject } from '../kernel/signals.ts';
import type { Fault } from './fault.ts';
import { readEntry } from './tables.ts';
import { wrap } from './wrap.ts';

const device = 'testcap';
const success = STATUS.STATUS_SUCCESS;
/** Entries of eight bytes in the memory of an object that is no pin, and where a pin has its queue. */
const [objectEntries, queueEntry] = [8, 12];

/** Faults in what handles and objects are taken for. */
export const handleFaults: readonly Fault[] = [
  {
    id: 'kind.any-object-streams',
    bugClass: 'BUG-098',
    title: 'A stream request to a filter, a clock or an allocator is served as if its object were a pin',
    device,
    apply: ({ kernel, ks }) => {
      wrap(ks, 'foreignControl', (foreign) => (irp) => {
        const streams: readonly number[] = [IOCTL.IOCTL_KS_READ_STREAM, IOCTL.IOCTL_KS_WRITE_STREAM];
        if (streams.includes(irp.code)) readEntry(kernel.pool, 'KS object', objectEntries, queueEntry);
        return foreign(irp);
      });
    },
  },
  {
    id: 'kind.foreign-code-succeeds',
    bugClass: 'BUG-098',
    title: 'A code that an object does not serve succeeds and does nothing',
    device,
    apply: ({ ks }) => {
      wrap(ks, 'foreignControl', () => () => success);
    },
  },
  {
    id: 'event.handle-of-any-type',
    bugClass: 'BUG-022',
    title: 'The object behind an event handle is referenced whatever type it has',
    device,
    apply: ({ kernel, ks: { events } }) => {
      wrap(events, 'signalOf', (signalOf) => (handle, type) => {
        const found = kernel.handles.get(handle);
        return found?.type === 'file' ? new SignalObject('auto-reset', 1) : signalOf(handle, type);
      });
    },
  },
  {
    id: 'event.handle-not-checked',
    bugClass: 'BUG-022',
    title: 'The handle of an event is looked up without a check: one that is none is a null pointer',
    device,
    apply: ({ kernel, ks: { events } }) => {
      wrap(events, 'signalOf', (signalOf) => (handle, type) => {
        if (kernel.handles.get(handle) === undefined) kernel.memory.read(0, 8);
        return signalOf(handle, type);
      });
    },
  },
  {
    id: 'event.disabled-by-pointer-alone',
    bugClass: 'BUG-029',
    title: 'A disable looks for the pointer alone, not for whose it is',
    device,
    apply: ({ ks: { events } }) => {
      wrap(events, 'find', () => (object, address) => object.events.entries.find((entry) => entry.address === address));
    },
  },
  {
    id: 'event.entry-leaked',
    bugClass: 'BUG-031',
    title: 'Each enable leaves an entry in pool',
    device,
    apply: ({ kernel: { pool }, ks: { events } }) => {
      wrap(events, 'enabled', (enabled) => (object, entry) => {
        pool.allocate('event entry', 64);
        enabled(object, entry);
      });
    },
  },
  {
    id: 'event.kernel-notification-through-thunk',
    bugClass: 'BUG-026',
    title: 'A 32-bit caller may ask for kinds of notification that are for kernel clients',
    device,
    arch: 'x86',
    apply: ({ kernel, ks: { events } }) => {
      wrap(events, 'acceptsNotification', (accepts) => (type) => kernel.arch === 'x86' || accepts(type));
    },
  },
  {
    id: 'method.dropped',
    bugClass: 'BUG-025',
    title: 'A method request is never completed',
    device,
    apply: ({ ks: { methods } }) => {
      wrap(methods, 'dispatch', () => (_object, irp) => {
        irp.markPending(() => {
          irp.complete(STATUS.STATUS_CANCELLED);
        });
        return STATUS.STATUS_PENDING;
      });
    },
  },
  {
    id: 'property.nested-as-kernel',
    bugClass: 'BUG-001',
    title: 'The parts of a serialized set are asked for in the name of the kernel',
    device: 'hdaudio',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'modeOfParts', () => () => 'kernel');
    },
  },
  {
    id: 'property.marked-and-answered',
    bugClass: 'BUG-050',
    title: 'A set marks its request pending, and then returns that it succeeded',
    device,
    apply: (simulation) => {
      const { properties } = simulation.ks;
      wrap(properties, 'callHandler', (run) => (handler, call) => {
        if (call.irp !== null && (call.flags & 2) !== 0) call.pend();
        return run(handler, call);
      });
    },
  },
];
