import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

/** Where the registers of the device are mapped while it is there. */
const registers = 0xffff_9000_0000_0000;

/** Faults in what happens to the device as a whole: power and removal. */
export const deviceFaults: readonly Fault[] = [
  {
    id: 'power.not-resumed',
    bugClass: 'BUG-116',
    title: 'Streams that were paused for sleep are not started again',
    apply: ({ kernel: { plugAndPlay } }) => {
      wrap(plugAndPlay, 'enterD0', () => () => {});
    },
  },
  {
    id: 'power.not-quiesced',
    bugClass: 'BUG-118',
    title: 'Streams and timers go on while the device sleeps',
    apply: ({ kernel: { clock, plugAndPlay } }) => {
      wrap(plugAndPlay, 'leaveD0', () => () => {});
      wrap(clock, 'hold', () => () => {});
    },
  },
  {
    id: 'power.timers-lost',
    bugClass: 'BUG-116',
    title: 'What was to happen next when the device went to sleep never happens',
    apply: ({ kernel: { clock, plugAndPlay } }) => {
      wrap(plugAndPlay, 'leaveD0', () => () => {});
      wrap(clock, 'release', (release) => () => {
        release();
        clock.clear();
      });
    },
  },
  {
    id: 'power.settings-lost',
    bugClass: 'BUG-116',
    title: 'A setting is that of the power-on reset after sleep',
    apply: ({ kernel: { plugAndPlay }, ks: { properties } }) => {
      let lost = false;
      wrap(plugAndPlay, 'leaveD0', (leave) => (node) => {
        lost = true;
        leave(node);
      });
      wrap(properties, 'callHandler', (callHandler) => (handler, call) => {
        const set = (call.flags & 2) !== 0;
        if (set) lost = false;
        const status = callHandler(handler, call);
        if (lost && !set && call.information === 4) call.value.zero(0, 4);
        return status;
      });
    },
  },
  {
    id: 'removal.requests-left',
    bugClass: 'BUG-104',
    title: 'Requests that are pending when the device is taken away stay pending',
    apply: ({ kernel: { plugAndPlay } }) => {
      wrap(plugAndPlay, 'failPending', () => () => {});
    },
  },
  {
    id: 'removal.request-on-its-way-left',
    bugClass: 'BUG-104',
    title: 'A request that is queued while the device is taken away stays pending',
    apply: ({ kernel: { plugAndPlay } }) => {
      wrap(plugAndPlay, 'dispatched', () => () => {});
    },
  },
  {
    id: 'removal.requests-accepted',
    bugClass: 'BUG-104',
    title: 'A device that was taken away goes on answering',
    apply: ({ kernel: { plugAndPlay } }) => {
      wrap(plugAndPlay, 'refuses', () => () => null);
    },
  },
  {
    id: 'removal.interface-stays',
    bugClass: 'BUG-104',
    title: 'A filter of a device that was taken away can still be opened',
    apply: ({ kernel: { plugAndPlay } }) => {
      wrap(plugAndPlay, 'disableInterfaces', () => () => {});
    },
  },
  {
    id: 'removal.hardware-touched-on-close',
    bugClass: 'BUG-104',
    title: 'Closing a running pin writes to the registers of a device that is gone',
    apply: ({ kernel: { memory }, avstream: { states } }) => {
      wrap(states, 'step', (step) => (pin, to) => {
        if (pin.file.node.removed) memory.write(registers, Uint8Array.of(to));
        return step(pin, to);
      });
    },
  },
];
