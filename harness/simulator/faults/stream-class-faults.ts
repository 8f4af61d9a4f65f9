import { STATUS } from '../../abi/ntstatus.ts';
import { KSSTATE } from '../classdrivers/stream/descriptors.ts';
import type { RequestChannel } from '../classdrivers/stream/requests.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const device = 'tvcapture';

/** Faults in what a minidriver of the stream class owes the class driver. */
export const streamClassFaults: readonly Fault[] = [
  {
    id: 'streamclass.queue-stays-busy',
    bugClass: 'BUG-021',
    title: 'After a property request that failed the minidriver never asks for the next one',
    device,
    apply: ({ stream: { requests } }) => {
      const failed = new WeakSet<RequestChannel>();
      wrap(requests, 'complete', (complete) => (srb) => {
        const refused = srb.command.code === 'SRB_GET_DEVICE_PROPERTY' && srb.status !== STATUS.STATUS_SUCCESS;
        if (refused) failed.add(srb.channel);
        complete(srb);
      });
      wrap(requests, 'ready', (ready) => (channel) => {
        if (!failed.has(channel)) ready(channel);
      });
    },
  },
  {
    id: 'streamclass.queued-read-times-out',
    bugClass: 'BUG-047',
    title: 'A read that waits for its picture keeps its time-out, and ends in an error',
    device,
    apply: ({ stream: { requests } }) => {
      wrap(requests, 'send', (send) => (channel, init) => {
        const srb = send(channel, init);
        srb.timeoutCounter = srb.timeoutOriginal;
        return srb;
      });
    },
  },
  {
    id: 'streamclass.stop-not-told',
    bugClass: 'BUG-047',
    title: 'The minidriver does not hear of STOP, and keeps the reads that it has',
    device,
    apply: ({ stream: { states } }) => {
      wrap(states, 'step', (step) => (pin, to) => {
        if (to !== KSSTATE.STOP) return step(pin, to);
        states.enter(pin, to);
        return STATUS.STATUS_SUCCESS;
      });
    },
  },
  {
    id: 'streamclass.cancel-ignored',
    bugClass: 'BUG-048',
    title: 'HwCancelPacket does nothing: a stream cannot be closed while it waits for a picture',
    device,
    apply: ({ stream: { requests } }) => {
      wrap(requests, 'cancel', () => () => {});
    },
  },
  {
    id: 'streamclass.cancelled-read-filled',
    bugClass: 'BUG-051',
    title: 'A cancelled request stays in the queue of the minidriver, which completes it again',
    device,
    apply: ({ stream: { requests } }) => {
      wrap(requests, 'cancel', () => (srb) => {
        if (srb.completed) return;
        srb.status = STATUS.STATUS_CANCELLED;
        requests.complete(srb);
      });
    },
  },
  {
    id: 'streamclass.read-returned-in-pause',
    bugClass: 'BUG-047',
    title: 'Reads in PAUSE come back at once with nothing in them',
    device,
    apply: ({ stream: { data } }) => {
      wrap(data, 'send', (send) => (pin, irp, frames, write) => {
        if (pin.state !== KSSTATE.PAUSE) {
          send(pin, irp, frames, write);
          return;
        }
        irp.markPending(() => {});
        data.finish(irp, frames, write, STATUS.STATUS_SUCCESS);
      });
    },
  },
  {
    id: 'streamclass.timer-after-close',
    bugClass: 'BUG-103',
    title: 'A timer that the close of a stream did not stop completes a request that is gone',
    device,
    apply: ({ kernel, stream: { requests } }) => {
      wrap(requests, 'perform', (perform) => (channel, init) => {
        const srb = perform(channel, init);
        if (init.command.code === 'SRB_CLOSE_STREAM') {
          kernel.clock.setTimer(kernel.clock.now + 1, () => {
            requests.complete(srb);
          });
        }
        return srb;
      });
    },
  },
  {
    id: 'streamclass.bytes-not-reported',
    bugClass: 'BUG-011',
    title: 'ActualBytesTransferred of a property that was got stays 0',
    device,
    apply: ({ stream: { requests } }) => {
      wrap(requests, 'complete', (complete) => (srb) => {
        if (srb.status === STATUS.STATUS_SUCCESS) srb.actualBytesTransferred = 0;
        complete(srb);
      });
    },
  },
  {
    id: 'streamclass.state-told-late',
    bugClass: 'BUG-097',
    title: 'A stream tells the state that it had before the last one',
    device,
    apply: ({ stream: { states } }) => {
      const before = new WeakMap<object, number>();
      wrap(states, 'enter', (enter) => (pin, to) => {
        before.set(pin, pin.state);
        enter(pin, to);
      });
      wrap(states, 'get', (get) => (pin) => before.get(pin) ?? get(pin));
    },
  },
];
