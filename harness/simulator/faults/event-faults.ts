import { STATUS } from '../../abi/ntstatus.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const success = STATUS.STATUS_SUCCESS;

/** Faults in methods and events. */
export const eventFaults: readonly Fault[] = [
  {
    id: 'method.not-dispatched',
    bugClass: 'BUG-025',
    title: 'Method requests end in INVALID_DEVICE_REQUEST',
    apply: ({ ks: { methods } }) => {
      wrap(methods, 'dispatch', () => () => STATUS.STATUS_INVALID_DEVICE_REQUEST);
    },
  },
  {
    id: 'event.kernel-notification-accepted',
    bugClass: 'BUG-026',
    title: 'A user may ask for kinds of notification that are for kernel clients',
    apply: ({ ks: { events } }) => {
      wrap(events, 'add', (add) => (object, irp, set, item, input) => {
        const status = add(object, irp, set, item, input);
        const kernelKind = irp.output !== null && !events.acceptsNotification(irp.output.u32(0));
        return status === STATUS.STATUS_INVALID_PARAMETER && kernelKind ? success : status;
      });
    },
  },
  {
    id: 'event.short-data-crashes',
    bugClass: 'BUG-005',
    title: 'The length of the event data is not tested; the driver reads behind it',
    apply: ({ ks: { events, layout } }) => {
      wrap(events, 'enable', (enable) => (object, irp) => {
        const status = enable(object, irp);
        if (status === STATUS.STATUS_INVALID_BUFFER_SIZE && irp.inputLength >= 24) {
          irp.captureOutput('KSEVENTDATA', 'read', true).pointer(layout.eventData.handle, layout.pointerSize);
        }
        return status;
      });
    },
  },
  {
    id: 'event.disable-unknown-succeeds',
    bugClass: 'BUG-029',
    title: 'Disabling what was never enabled succeeds',
    apply: ({ ks: { events } }) => {
      wrap(events, 'disable', (disable) => (object, irp) => {
        const status = disable(object, irp);
        return status === STATUS.STATUS_UNSUCCESSFUL ? success : status;
      });
    },
  },
  {
    id: 'event.disable-does-nothing',
    bugClass: 'BUG-030',
    title: 'A disabled event goes on signalling',
    apply: ({ ks: { events } }) => {
      wrap(events, 'disable', (disable) => (object, irp) =>
        events.find(object, irp.inputAddress) === undefined ? disable(object, irp) : success,
      );
    },
  },
  {
    id: 'event.disable-all-of-everybody',
    bugClass: 'BUG-029',
    title: 'Disabling everything also disables what other handles of the same object enabled',
    apply: ({ ks: { events } }) => {
      wrap(events, 'entriesOf', () => (list) => [...list.entries]);
    },
  },
  {
    id: 'event.leaked-on-close',
    bugClass: 'BUG-031',
    title: 'Enables stay when their handle is closed',
    apply: ({ ks: { events } }) => {
      wrap(events, 'cleanup', () => () => {});
    },
  },
  {
    id: 'event.oneshot-stays',
    bugClass: 'BUG-032',
    title: 'A one-shot event stays enabled after it fired',
    apply: ({ ks: { events } }) => {
      wrap(events, 'notify', (notify) => (list, entry, data) => {
        if (entry.oneshot) events.signal(entry);
        else notify(list, entry, data);
      });
    },
  },
  {
    id: 'event.never-raised',
    bugClass: 'BUG-033',
    title: 'Events can be enabled and are never raised',
    apply: ({ ks: { events } }) => {
      wrap(events, 'notify', () => () => {});
    },
  },
  {
    id: 'event.signalled-when-enabled',
    bugClass: 'BUG-034',
    title: 'Enabling an event signals it, although nothing happened',
    apply: ({ ks: { events } }) => {
      wrap(events, 'enabled', (enabled) => (object, entry) => {
        enabled(object, entry);
        events.signal(entry);
      });
    },
  },
];
