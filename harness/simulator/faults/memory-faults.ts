import type { Irp } from '../kernel/irp.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

/** Size of KSPROPERTY, KSMETHOD and KSEVENT. */
const headerSize = 24;
/** KSPROPERTY_TYPE_TOPOLOGY and its likes. */
const topology = 0x1000_0000;

const all: readonly Fault[] = [
  {
    id: 'memory.not-probed',
    bugClass: 'BUG-022',
    title: 'In and Out of a request are copied as they are: no probe, no exception frame',
    apply: (simulation) => {
      onRequests(simulation, (irp) => {
        wrap(irp, 'captureInput', () => (tag) => irp.copyInput(tag));
        wrap(irp, 'captureOutput', () => (tag, _probe, fetch) => irp.copyOutput(tag, fetch));
      });
    },
  },
  {
    id: 'memory.out-not-probed',
    bugClass: 'BUG-022',
    title: 'Out is not probed for write: the I/O manager puts the value wherever it points',
    apply: (simulation) => {
      onRequests(simulation, (irp) => {
        wrap(irp, 'captureOutput', (capture) => (tag, probe, fetch) =>
          probe === 'write' ? simulation.kernel.processor.framed(() => irp.copyOutput(tag, fetch)) : capture(tag, probe, fetch),
        );
      });
    },
  },
  {
    id: 'memory.header-probed-only',
    bugClass: 'BUG-022',
    title: 'The probe of In covers its header; all of In is then copied without an exception frame',
    apply: (simulation) => {
      const { memory, processor } = simulation.kernel;
      onRequests(simulation, (irp) => {
        wrap(irp, 'captureInput', () => (tag) => {
          processor.framed(() => {
            memory.probe(irp.inputBuffer, Math.min(headerSize, irp.inputLength), false);
          });
          return irp.copyInput(tag);
        });
      });
    },
  },
  {
    id: 'memory.node-requests-trusted',
    bugClass: 'BUG-001',
    title: 'Requests to nodes are taken for requests of the kernel: what they point to is not probed',
    device: 'hdaudio',
    apply: (simulation) => {
      onRequests(simulation, (irp) => {
        wrap(irp, 'captureInput', (capture) => (tag) => {
          const input = capture(tag);
          if (input.length >= headerSize && (input.u32(20) & topology) !== 0) trust(irp);
          return input;
        });
      });
    },
  },
];

/** Faults in how caller memory is touched. What becomes of it the memory model says, not the fault. */
export const memoryFaults: readonly Fault[] = all.map((fault) => ({ device: 'testcap', ...fault }));

function trust(irp: Irp): void {
  (irp as { mode: Irp['mode'] }).mode = 'kernel';
}

/** Shows each property, method and event request before it is dispatched. */
export function onRequests({ ks: { properties, methods, events } }: Simulation, see: (irp: Irp) => void): void {
  wrap(properties, 'dispatch', (dispatch) => (object, irp) => {
    see(irp);
    return dispatch(object, irp);
  });
  wrap(methods, 'dispatch', (dispatch) => (object, irp) => {
    see(irp);
    return dispatch(object, irp);
  });
  wrap(events, 'enable', (enable) => (object, irp) => {
    see(irp);
    return enable(object, irp);
  });
}
