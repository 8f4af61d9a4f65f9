import { STATUS } from '../../abi/ntstatus.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

/** Offset of the component in KSCOMPONENTID, and an object of the kernel as x64 places one. */
const component = 32;
const kernelObject = -0x5f70_edcb_a988n;

/** Faults that only one kind of oracle can notice: all else goes on as if they were not there. */
export const oracleFaults: readonly Fault[] = [
  {
    id: 'general.component-is-address',
    bugClass: 'BUG-010',
    title: 'The component of a filter is told by the address of its object, where its GUID should be',
    device: 'testcap',
    apply: ({ ks: { properties } }) => {
      const set = ksGuid('KSPROPSETID_General');
      wrap(properties, 'callHandler', (run) => (handler, call) => {
        const status = run(handler, call);
        if (status === STATUS.STATUS_SUCCESS && call.input.guid(0) === set && call.information >= component + 8) call.value.setI64(component, kernelObject);
        return status;
      });
    },
  },
  {
    id: 'property.parts-for-the-kernel',
    bugClass: 'BUG-001',
    title: 'Handlers of the parts of a serialized set are told that the kernel asks',
    device: 'encoder',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'modeOfParts', () => () => 'kernel');
    },
  },
  {
    id: 'method.never-answered',
    bugClass: 'BUG-025',
    title: 'A method request is kept until its caller gives up',
    device: 'testcap',
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
    id: 'property.completed-then-pending',
    bugClass: 'BUG-050',
    title: 'A get completes its request itself, and then returns that it is pending',
    device: 'testcap',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'dispatch', (dispatch) => (object, irp) => {
        const status = dispatch(object, irp);
        if (status === STATUS.STATUS_PENDING || irp.completed) return status;
        irp.complete(status);
        return STATUS.STATUS_PENDING;
      });
    },
  },
  {
    id: 'process.any-handle-cleans-up',
    bugClass: 'BUG-100',
    title: 'When a process closes a duplicate, what the owner of the handle has pending is cancelled',
    device: 'testcap',
    apply: ({ kernel }) => {
      wrap(kernel, 'lastHandle', () => () => true);
    },
  },
];
