import { STATUS } from '../../abi/ntstatus.ts';
import { KSPROPERTY_TYPE as TYPE } from '../classdrivers/ks/automation.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { Fault } from './fault.ts';
import { readEntry } from './tables.ts';
import { wrap } from './wrap.ts';

const device = 'testcap';
const success = STATUS.STATUS_SUCCESS;
const pinSet = ksGuid('KSPROPSETID_Pin');

const descriptionSize = 40;

/** Other forms of the faults in how properties, lists and formats are judged. */
export const variantFaults: readonly Fault[] = [
  {
    id: 'property.pin-id-signed',
    bugClass: 'BUG-006',
    title: 'A PinId is compared with the number of pins as a signed number: a negative one passes',
    device,
    apply: ({ kernel: { pool }, ks: { properties } }) => {
      wrap(properties, 'callHandler', (run) => (handler, call) => {
        const status = run(handler, call);
        const id = call.input.length >= 32 && call.input.guid(0) === pinSet ? call.input.i64(24) & 0xffff_ffffn : 0n;
        if (status === STATUS.STATUS_INVALID_PARAMETER && id >= 0x8000_0000n) readEntry(pool, 'pin descriptors', 1, Number(id) | 0);
        return status;
      });
    },
  },
  {
    id: 'property.pin-id-off-by-one',
    bugClass: 'BUG-006',
    title: 'A PinId that equals the number of pins is taken for one of a pin',
    device,
    apply: ({ kernel: { pool }, ks: { properties } }) => {
      let largest = 0;
      wrap(properties, 'callHandler', (run) => (handler, call) => {
        const status = run(handler, call);
        if (call.input.length < 32 || call.input.guid(0) !== pinSet) return status;
        const id = call.input.u32(24);
        if (status === success) largest = Math.max(largest, id);
        else if (status === STATUS.STATUS_INVALID_PARAMETER && id === largest + 1) readEntry(pool, 'pin descriptors', id, id);
        return status;
      });
    },
  },
  {
    id: 'property.list-loses-item',
    bugClass: 'BUG-009',
    title: 'A list says its size as it was promised, and holds one item less',
    device,
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'callHandler', (run) => (handler, call) => {
        const status = run(handler, call);
        const isList = (call.id === 5 || call.id === 6) && call.input.guid(0) === pinSet;
        if (status === success && isList && call.information >= 32) {
          call.value.setU32(4, call.value.u32(4) - 1);
          call.information -= 24;
        }
        return status;
      });
    },
  },
  {
    id: 'property.description-overruns',
    bugClass: 'BUG-013',
    title: 'Every support query with room for more than the flags is answered with a whole description',
    device,
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'basicSupport', (answer) => (call, item) => {
        const { length } = call.value;
        if (length > 4 && length < descriptionSize) call.value.zero(0, descriptionSize);
        return answer(call, item);
      });
    },
  },
  {
    id: 'property.get-sets',
    bugClass: 'BUG-014',
    title: 'A set goes to the handler of the get',
    device,
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'transfer', (transfer) => (call, item, set) => {
        if (!set || item.set === undefined || item.get === undefined) return transfer(call, item, set);
        const status = transfer(call, item, false);
        call.information = 0;
        return status;
      });
    },
  },
  {
    id: 'intersection.ignores-client',
    bugClass: 'BUG-082',
    title: 'An intersection gives the default format, whatever range was asked for',
    device,
    apply: ({ ks: { intersections } }) => {
      wrap(intersections, 'firstMatch', (firstMatch) => (factory, range, attributes) => {
        const found = firstMatch(factory, range, attributes);
        const [own] = factory.dataRanges;
        return found === STATUS.STATUS_NO_MATCH && own ? firstMatch(factory, own.bytes, own.attributes ?? []) : found;
      });
    },
  },
  {
    id: 'topology.cycle',
    bugClass: 'BUG-089',
    title: 'What leaves a node comes back to it',
    device,
    apply: ({ descriptor }) => {
      if (!('filters' in descriptor) || 'classDriver' in descriptor) return;
      for (const filter of descriptor.filters) {
        const connections = [...(filter.connections ?? []), { fromNode: 0, fromPin: 0, toNode: 0, toPin: 1 }];
        Object.assign(filter, { connections });
      }
    },
  },
  {
    id: 'removal.query-asks-hardware',
    bugClass: 'BUG-021',
    title: 'A query asks the hardware without a look at whether it is there',
    device,
    apply: ({ kernel: { memory, plugAndPlay } }) => {
      wrap(plugAndPlay, 'refuses', (refuses) => (node) => {
        if (node.removed) memory.read(0, 4);
        return refuses(node);
      });
    },
  },
  {
    id: 'property.support-asks-hardware',
    bugClass: 'BUG-021',
    title: 'A query for the verbs of a property reads from hardware that only a stream brings up',
    device,
    apply: ({ kernel: { memory }, ks: { properties } }) => {
      wrap(properties, 'basicSupport', (answer) => (call, item) => {
        memory.read(0, 4);
        return answer(call, item);
      });
    },
  },
  {
    id: 'property.default-is-current',
    bugClass: 'BUG-013',
    title: 'A query for defaults succeeds and answers nothing',
    device: 'usbvideo',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'supportVerb', (answer) => (call, item) => ((call.flags & TYPE.DEFAULTVALUES) !== 0 ? success : answer(call, item)));
    },
  },
];
