/** Faults in answering properties. Long because it is a table: one entry after the other. */
import { isError, STATUS } from '../../abi/ntstatus.ts';
import { KSPROPERTY_TYPE as TYPE } from '../classdrivers/ks/automation.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { Fault } from './fault.ts';
import { readEntry } from './tables.ts';
import { wrap } from './wrap.ts';

const pinSet = ksGuid('KSPROPSETID_Pin');
const PIN_NAME = 12;
const PIN_DATARANGES = 3;
const success = STATUS.STATUS_SUCCESS;

/** Faults in the dispatch of properties: sizes, statuses, Information, what is written. */
export const propertyFaults: readonly Fault[] = [
  {
    id: 'property.size-query-without-size',
    bugClass: 'BUG-009',
    title: 'A query with OutLen 0 ends in BUFFER_TOO_SMALL, which conveys no size',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'judgeSizes', (judge) => (call, item) => {
        const status = judge(call, item);
        return status === STATUS.STATUS_BUFFER_OVERFLOW ? STATUS.STATUS_BUFFER_TOO_SMALL : status;
      });
    },
  },
  {
    id: 'property.size-query-drift',
    bugClass: 'BUG-009',
    title: 'The size that a query promises is 8 bytes more than the answer has',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'dispatch', (dispatch) => (object, irp) => {
        const status = dispatch(object, irp);
        if (status === STATUS.STATUS_BUFFER_OVERFLOW) irp.information += 8;
        return status;
      });
    },
  },
  {
    id: 'property.short-output-succeeds',
    bugClass: 'BUG-007',
    title: 'A value that does not fit is cut off and called a success',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'judgeSizes', (judge) => (call, item) => {
        const status = judge(call, item);
        if (status !== STATUS.STATUS_BUFFER_TOO_SMALL || (call.flags & TYPE.SET) !== 0) return status;
        call.value.zero();
        call.information = call.value.length;
        return STATUS.STATUS_MORE_ENTRIES;
      });
    },
  },
  {
    id: 'property.error-writes-output',
    bugClass: 'BUG-023',
    title: 'A request that fails for a short Out has written into it',
    apply: ({ kernel, ks: { properties } }) => {
      wrap(properties, 'dispatch', (dispatch) => (object, irp) => {
        const status = dispatch(object, irp);
        if (status === STATUS.STATUS_BUFFER_TOO_SMALL && irp.output !== null && irp.output.length > 0) {
          irp.output.setU8(0, 0xee);
          kernel.memory.copyOut(irp.output, 1, irp.outputBuffer);
        }
        return status;
      });
    },
  },
  {
    id: 'property.information-is-output-length',
    bugClass: 'BUG-011',
    title: 'Information of a GET is the length of Out, not of the value; stale bytes come with it',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'transfer', (transfer) => (call, item, set) => {
        const status = transfer(call, item, set);
        if (!set && status === success) call.information = call.value.length;
        return status;
      });
    },
  },
  {
    id: 'property.information-unset',
    bugClass: 'BUG-011',
    title: 'A successful GET leaves Information 0',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'transfer', (transfer) => (call, item, set) => {
        const status = transfer(call, item, set);
        if (!set && status === success) call.information = 0;
        return status;
      });
    },
  },
  {
    id: 'property.writes-behind-information',
    bugClass: 'BUG-007',
    title: 'Four bytes behind the value are overwritten where Out has room for them',
    apply: ({ kernel: { memory } }) => {
      wrap(memory, 'copyOut', (copy) => (source, length, buffer) => {
        copy(source, buffer !== null && buffer.length >= length + 4 && source.length >= length + 4 ? length + 4 : length, buffer);
      });
    },
  },
  {
    id: 'property.never-written',
    bugClass: 'BUG-010',
    title: 'Information of a support query counts four bytes that nobody wrote',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'basicSupport', (basicSupport) => (call, item) => {
        const status = basicSupport(call, item);
        if (status === success && call.information + 4 <= call.value.length) call.information += 4;
        return status;
      });
    },
  },
  {
    id: 'property.pending-not-marked',
    bugClass: 'BUG-050',
    title: 'A query for relations ends in PENDING, and nothing ever completes it',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'supportVerb', (supportVerb) => (call, item) =>
        (call.flags & TYPE.RELATIONS) !== 0 ? STATUS.STATUS_PENDING : supportVerb(call, item),
      );
    },
  },
  {
    id: 'property.uninitialised-byte',
    bugClass: 'BUG-010',
    title: 'The last byte of a value of eight bytes or more is whatever the pool held',
    apply: ({ ks: { properties } }) => {
      let leftOver = 0;
      wrap(properties, 'callHandler', (run) => (handler, call) => {
        const status = run(handler, call);
        if (status === success && (call.flags & TYPE.GET) !== 0 && call.information >= 8) {
          leftOver = (leftOver + 0x35) & 0xff;
          call.value.setU8(call.information - 1, leftOver);
        }
        return status;
      });
    },
  },
  {
    id: 'property.unknown-set-status',
    bugClass: 'BUG-016',
    title: 'An unknown set ends in NOT_FOUND, as an unknown id does',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'unknownSet', () => () => STATUS.STATUS_NOT_FOUND);
    },
  },
  {
    id: 'property.unknown-id-succeeds',
    bugClass: 'BUG-016',
    title: 'A request for an unknown id succeeds and does nothing',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'unknownId', () => () => success);
    },
  },
  {
    id: 'property.missing-verb-succeeds',
    bugClass: 'BUG-014',
    title: 'A verb that has no handler succeeds and does nothing',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'noHandler', () => () => success);
    },
  },
  {
    id: 'property.basicsupport-hides-set',
    bugClass: 'BUG-012',
    title: 'BASICSUPPORT does not report that an item can be set',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'basicSupport', (answer) => (call, item) => {
        const status = answer(call, item);
        if (status === success) call.value.setU32(0, call.value.u32(0) & ~TYPE.SET);
        return status;
      });
    },
  },
  {
    id: 'property.description-without-lists',
    bugClass: 'BUG-013',
    title: 'The 40-byte description does not count the member lists in its size',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'basicSupport', (answer) => (call, item) => {
        const status = answer(call, item);
        if (status === success && call.information === 40) call.value.setU32(4, 40);
        return status;
      });
    },
  },
  {
    id: 'property.relations-size-without-header',
    bugClass: 'BUG-013',
    title: 'The Size of a RELATIONS answer does not count its header',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'supportVerb', (answer) => (call, item) => {
        const status = answer(call, item);
        if (status === success && (call.flags & TYPE.RELATIONS) !== 0) call.value.setU32(0, call.value.u32(0) - 8);
        return status;
      });
    },
  },
  {
    id: 'property.set-ignored',
    bugClass: 'BUG-018',
    title: 'Setting a control succeeds, and the control keeps its value',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'transfer', (transfer) => (call, item, set) =>
        set && item.values !== undefined && properties.judgeSizes(call, item) === success ? success : transfer(call, item, set),
      );
    },
  },
  {
    id: 'property.failed-set-applies',
    bugClass: 'BUG-023',
    title: 'A SET that is refused has already put the control to 0',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'callHandler', (run) => (handler, call) => {
        const status = run(handler, call);
        if (isError(status) && (call.flags & TYPE.SET) !== 0 && call.value.length === 4) {
          const value = call.value.u32(0);
          call.value.setU32(0, 0);
          run(handler, call);
          call.value.setU32(0, value);
        }
        return status;
      });
    },
  },
  {
    id: 'property.range-not-enforced',
    bugClass: 'BUG-017',
    title: 'A value that is out of range is accepted and forgotten',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'transfer', (transfer) => (call, item, set) => {
        const status = transfer(call, item, set);
        return set && status === STATUS.STATUS_INVALID_PARAMETER ? success : status;
      });
    },
  },
  {
    id: 'property.short-input-crashes',
    bugClass: 'BUG-005',
    title: 'The length of In is not tested; a handler reads behind it',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'judgeSizes', (judge) => (call, item) => {
        const status = judge(call, item);
        if (status === STATUS.STATUS_INVALID_BUFFER_SIZE) call.input.u8((item.minProperty ?? 24) - 1);
        return status;
      });
    },
  },
  {
    id: 'property.pin-id-unchecked',
    bugClass: 'BUG-006',
    title: 'A PinId that does not exist is used as an index',
    apply: ({ kernel, ks: { properties } }) => {
      wrap(properties, 'callHandler', (run) => (handler, call) => {
        const status = run(handler, call);
        if (status === STATUS.STATUS_INVALID_PARAMETER && call.input.guid(0) === pinSet) {
          readEntry(kernel.pool, 'pin descriptors', 1, call.input.u32(24));
        }
        return status;
      });
    },
  },
  {
    id: 'property.get-hangs',
    bugClass: 'BUG-021',
    title: 'Reading the name of a pin never completes, not even when cancelled',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'transfer', (transfer) => (call, item, set) => {
        if (set || item.id !== PIN_NAME || call.input.guid(0) !== pinSet) return transfer(call, item, set);
        call.pend(() => {});
        return STATUS.STATUS_PENDING;
      });
    },
  },
  {
    id: 'property.list-overruns-output',
    bugClass: 'BUG-007',
    title: 'A list of data ranges is copied whole, however short Out is',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'transfer', (transfer) => (call, item, set) => {
        const status = transfer(call, item, set);
        const overrun = status === STATUS.STATUS_BUFFER_TOO_SMALL && call.value.length > 8;
        if (overrun && item.id === PIN_DATARANGES && call.input.guid(0) === pinSet) {
          call.value.setU8(call.value.length, 0);
        }
        return status;
      });
    },
  },
  {
    id: 'property.list-size-is-item-size',
    bugClass: 'BUG-009',
    title: 'KSMULTIPLE_ITEM.Size of an interface or medium list is the size of one item',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'callHandler', (run) => (handler, call) => {
        const status = run(handler, call);
        const list = (call.id === 5 || call.id === 6) && call.input.guid(0) === pinSet;
        if (status === success && list && call.information >= 8) call.value.setU32(0, 24);
        return status;
      });
    },
  },
  {
    id: 'property.unserialize-hides-failure',
    bugClass: 'BUG-001',
    title: 'UNSERIALIZESET succeeds although one of its records was refused',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'setVerb', (run) => (call, set) => {
        const status = run(call, set);
        return (call.flags & TYPE.UNSERIALIZESET) !== 0 ? success : status;
      });
    },
  },
];
