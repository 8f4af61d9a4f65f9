import { STATUS } from '../../abi/ntstatus.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const device = 'testcap';

/** Faults in requests of the power manager, and in the references that keep a device awake. */
export const powerFaults: readonly Fault[] = [
  {
    id: 'power.reference-kept-on-close',
    bugClass: 'BUG-119',
    title: 'A pin that is closed while it runs keeps the device from going idle for good',
    device,
    apply: ({ avstream: { states } }) => {
      wrap(states, 'power', (power) => (pin, running, before) => {
        if (pin.file.references > 0) power(pin, running, before);
      });
    },
  },
  {
    id: 'power.reference-per-step',
    bugClass: 'BUG-119',
    title: 'A stream takes a power reference on the way to PAUSE and another in RUN, and gives one back',
    device,
    apply: ({ kernel, avstream: { states } }) => {
      wrap(states, 'enter', (enter) => (pin, to, from) => {
        if (to > from && to === 2) kernel.power.take();
        enter(pin, to, from);
      });
    },
  },
  {
    id: 'power.reference-given-back-twice',
    bugClass: 'BUG-119',
    title: 'A stream gives its power reference back when it pauses, and again when it stops',
    device,
    apply: ({ kernel, avstream: { states } }) => {
      wrap(states, 'enter', (enter) => (pin, to, from) => {
        enter(pin, to, from);
        if (to === 0) kernel.power.giveBack();
      });
    },
  },
  {
    id: 'power.reference-kept-on-failed-start',
    bugClass: 'BUG-119',
    title: 'The power reference that was taken for a start is not given back if the start fails',
    device: 'splitter',
    apply: ({ kernel, ks: { properties } }) => {
      wrap(properties, 'callHandler', (run) => (handler, call) => {
        const status = run(handler, call);
        const refused = status >= 0xc000_0000 && (call.flags & 2) !== 0 && call.value.length === 4;
        if (refused) kernel.power.take();
        return status;
      });
    },
  },
  {
    id: 'power.request-held',
    bugClass: 'BUG-121',
    title: 'The request to leave D0 is held, and never completed',
    device,
    apply: ({ kernel: { plugAndPlay } }) => {
      wrap(plugAndPlay, 'power', (power) => (node, irp) => {
        if (irp.minor === 'IRP_MN_QUERY_POWER' || irp.powered) power(node, irp);
      });
    },
  },
  {
    id: 'power.request-completed-twice',
    bugClass: 'BUG-121',
    title: 'The request to return to D0 is completed by the stack, and then by the driver again',
    device,
    apply: ({ kernel: { plugAndPlay } }) => {
      wrap(plugAndPlay, 'power', (power) => (node, irp) => {
        power(node, irp);
        if (irp.powered) irp.complete(STATUS.STATUS_SUCCESS);
      });
    },
  },
  {
    id: 'power.sleep-refused',
    bugClass: 'BUG-121',
    title: 'The device refuses to sleep while anything is open',
    device: 'soundcard',
    apply: ({ kernel: { plugAndPlay } }) => {
      wrap(plugAndPlay, 'power', (power) => (node, irp) => {
        if (irp.minor === 'IRP_MN_QUERY_POWER' && node.files.size > 0) irp.complete(STATUS.STATUS_DEVICE_BUSY);
        else power(node, irp);
      });
    },
  },
];
