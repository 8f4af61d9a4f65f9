import { STATUS } from '../../abi/ntstatus.ts';
import { QueuedRequest } from '../classdrivers/avstream/stream-pointer.ts';
import { KSPROPERTY_TYPE as TYPE } from '../classdrivers/ks/automation.ts';
import { findSet } from '../classdrivers/ks/compiled.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import { KsCall } from '../classdrivers/ks/ks-call.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const processing = ksGuid('PROPSETID_VIDCAP_VIDEOPROCAMP');

/** Faults that show only when requests overlap: what they break is right again when a request runs from end to end. */
export const concurrencyFaults: readonly Fault[] = [
  {
    id: 'concurrency.request-fetched-twice',
    bugClass: 'BUG-002',
    title: 'The flags of a property request are read from caller memory again after they were judged',
    apply: ({ kernel, ks: { properties } }) => {
      wrap(properties, 'judge', (judge) => (call, sets) => {
        const { irp, arch, target, node, id, input, value } = call;
        if (irp === null) return judge(call, sets);
        kernel.memory.copyIn(irp.inputBuffer, irp.inputLength, input);
        const again = new KsCall(irp, arch, target, node, id, input.u32(20), input, value);
        const status = judge(again, sets);
        call.information = again.information;
        return status;
      });
    },
  },
  {
    id: 'concurrency.event-data-fetched-twice',
    bugClass: 'BUG-027',
    title: 'The kind of a notification and its handle are read from caller memory one after the other',
    apply: ({ kernel, ks: { events } }) => {
      wrap(events, 'add', (add) => (object, irp, set, item, input) => {
        wrap(irp, 'captureOutput', (capture) => (tag, probe, fetch) => {
          const data = capture(tag, probe, fetch);
          const kind = data.u32(0);
          kernel.memory.copyIn(irp.outputBuffer, irp.outputLength, data);
          data.setU32(0, kind);
          return data;
        });
        return add(object, irp, set, item, input);
      });
    },
  },
  {
    id: 'concurrency.stream-header-fetched-twice',
    bugClass: 'BUG-042',
    title: 'FrameExtent and DataUsed of stream headers are read from caller memory again after they were checked',
    apply: ({ kernel, ks: { layout }, avstream: { streams } }) => {
      wrap(streams, 'enqueue', (enqueue) => (pin, { irp, headers, write }) => {
        const list = irp.output;
        if (list !== null) kernel.memory.copyIn(irp.outputBuffer, list.length, list);
        const again = headers.map((header) => ({
          ...header,
          frameExtent: list?.u32(header.offset + layout.streamHeader.frameExtent) ?? 0,
          dataUsed: list?.u32(header.offset + layout.streamHeader.dataUsed) ?? 0,
        }));
        enqueue(pin, new QueuedRequest(irp, again, write));
      });
    },
  },
  {
    id: 'concurrency.signal-after-disable',
    bugClass: 'BUG-030',
    title: 'An event that is disabled while it is raised is signalled all the same',
    apply: ({ kernel: { schedule }, ks: { events } }) => {
      wrap(events, 'notify', (notify) => (list, entry, data) => {
        if (entry.buffered || entry.oneshot) {
          notify(list, entry, data);
          return;
        }
        schedule.point('signal');
        schedule.point('signal');
        events.signal(entry);
      });
    },
  },
  {
    id: 'concurrency.cancel-completes-again',
    bugClass: 'BUG-051',
    title: 'A request can be cancelled while it is being completed, and is then completed twice',
    apply: ({ avstream: { streams } }) => {
      wrap(streams, 'finish', (finish) => (request, status) => {
        request.irp.markPending(() => {
          request.irp.complete(STATUS.STATUS_CANCELLED);
        });
        finish(request, status);
      });
    },
  },
  {
    id: 'concurrency.queued-after-stop',
    bugClass: 'BUG-112',
    title: 'The state is checked, and then the request is queued, without a lock around both',
    apply: ({ kernel: { schedule }, avstream: { streams } }) => {
      wrap(streams, 'accepts', (accepts) => (pin) => {
        const status = accepts(pin);
        schedule.point('state');
        return status;
      });
    },
  },
  {
    id: 'concurrency.reset-returns-requests-first',
    bugClass: 'BUG-052',
    title: 'RESET BEGIN empties the queue before new requests are refused',
    apply: ({ kernel: { schedule }, avstream: { streams } }) => {
      wrap(streams, 'reset', () => (pin, begin) => {
        if (begin) streams.flush(pin);
        schedule.point('state');
        pin.inReset = begin;
      });
    },
  },
  {
    id: 'concurrency.torn-get',
    bugClass: 'BUG-110',
    title: 'A get reads the value in two halves without a lock',
    apply: ({ kernel: { schedule }, ks: { properties } }) => {
      schedule.locks = false;
      wrap(properties, 'callHandler', (callHandler) => (handler, call) => {
        const status = callHandler(handler, call);
        if ((call.flags & 1) === 0 || !schedule.active || call.information < 2) return status;
        const half = call.value.slice(0, call.information >> 1);
        schedule.point('state');
        const again = callHandler(handler, call);
        if (call.information > half.length) call.value.write(0, half);
        return again;
      });
    },
  },
  {
    id: 'concurrency.limit-checked-before',
    bugClass: 'BUG-112',
    title: 'The number of instances is checked, and counted later, without a lock around both',
    apply: ({ kernel: { schedule }, ks: { connections } }) => {
      schedule.locks = false;
      wrap(connections, 'validate', (validate) => (factories, connect) => {
        const valid = validate(factories, connect);
        schedule.point('state');
        return valid;
      });
    },
  },
  {
    id: 'concurrency.lost-update',
    bugClass: 'BUG-112',
    title: 'A set writes back what stands beside its value as it was read before, without a lock around both',
    device: 'usbvideo',
    apply: ({ kernel: { pool, schedule }, ks: { properties } }) => {
      schedule.locks = false;
      wrap(properties, 'judge', (judge) => (call, sets) => {
        const set = findSet(sets, call.input);
        const items = set?.guid === processing ? set.items : [];
        const beside = items.find(({ id, get, set }) => id !== call.id && get !== undefined && set !== undefined);
        if ((call.flags & TYPE.SET) === 0 || !schedule.active || beside === undefined) return judge(call, sets);
        const value = pool.allocate('the value beside', call.value.length);
        const other = new KsCall(call.irp, call.arch, call.target, call.node, beside.id, call.flags, call.input, value);
        const read = properties.transfer(other, beside, false);
        schedule.point('state');
        const status = judge(call, sets);
        if (read === STATUS.STATUS_SUCCESS) properties.transfer(other, beside, true);
        pool.free(value);
        return status;
      });
    },
  },
  {
    id: 'concurrency.closed-under-request',
    bugClass: 'BUG-105',
    title: 'Closing the last handle frees the object although a request is still in it',
    apply: ({ kernel }) => {
      wrap(kernel, 'closeHandle', (close) => (handle) => {
        const object = kernel.handles.get(handle);
        const status = close(handle);
        const inRequest = kernel.schedule.level > 0 && object?.type === 'file' && object.references === 1;
        if (inRequest) object.driver.close();
        return status;
      });
    },
  },
];
