import { IRQL } from '../kernel/processor.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const device = 'testcap';

/** Faults that pageable code, or calls that wait, meet at DISPATCH_LEVEL. */
export const irqlFaults: readonly Fault[] = [
  {
    id: 'irql.event-raised-in-pageable-code',
    bugClass: 'BUG-109',
    title: 'The routine that raises events is pageable, and timers call it, too',
    device: 'avcapture',
    apply: ({ kernel: { processor }, ks: { events } }) => {
      wrap(events, 'generate', (generate) => (list, event) => {
        processor.paged('code of the routine that raises events');
        generate(list, event);
      });
    },
  },
  {
    id: 'irql.event-entry-paged',
    bugClass: 'BUG-109',
    title: 'Entries of enabled events lie in paged pool',
    device,
    apply: ({ kernel: { processor }, ks: { events } }) => {
      wrap(events, 'notify', (notify) => (list, entry, data) => {
        processor.paged('event entry');
        notify(list, entry, data);
      });
    },
  },
  {
    id: 'irql.frame-locked-under-spin-lock',
    bugClass: 'BUG-109',
    title: 'The pages of frames are locked while a spin lock is held',
    device,
    apply: ({ kernel: { processor }, ks: { streams } }) => {
      wrap(streams, 'lockAll', (lockAll) => (mdls, write, mode) => {
        processor.raised(IRQL.DISPATCH, () => {
          lockAll(mdls, write, mode);
        });
      });
    },
  },
  {
    id: 'irql.event-object-under-spin-lock',
    bugClass: 'BUG-109',
    title: 'The object of an event is referenced while the spin lock of the event list is held',
    device,
    apply: ({ kernel: { processor }, ks: { events } }) => {
      wrap(events, 'signalOf', (signalOf) => (handle, type) => processor.raised(IRQL.DISPATCH, () => signalOf(handle, type)));
    },
  },
  {
    id: 'irql.event-data-under-spin-lock',
    bugClass: 'BUG-109',
    title: 'The data of an enable is copied from the caller while the spin lock of the event list is held',
    device,
    apply: ({ kernel: { processor }, ks: { events } }) => {
      wrap(events, 'add', (add) => (...args) => processor.raised(IRQL.DISPATCH, () => add(...args)));
    },
  },
];
