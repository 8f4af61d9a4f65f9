import { STATUS } from '../../abi/ntstatus.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const success = STATUS.STATUS_SUCCESS;

/** Faults in streaming and reset. */
export const streamFaults: readonly Fault[] = [
  {
    id: 'stream.header-size-not-checked',
    bugClass: 'BUG-042',
    title: 'The walk over the stream headers trusts their Size',
    apply: ({ ks: { layout, streams } }) => {
      wrap(streams, 'header', (judge) => (list, offset, options) => {
        const size = list.u32(offset);
        if (size === options.headerSize) return judge(list, offset, options);
        // By 0 it would go on for ever; by anything else it leaves the list sooner or later.
        const frameExtent = list.u32(offset + layout.streamHeader.frameExtent);
        return { offset, size: Math.max(1, size), frameExtent, dataUsed: 0, optionsFlags: 0 };
      });
    },
  },
  {
    id: 'stream.data-used-not-checked',
    bugClass: 'BUG-043',
    title: 'A write may say that it uses more than its frame has, a read that it is not empty',
    apply: ({ ks: { streams } }) => {
      wrap(streams, 'judgeDataUsed', () => () => success);
    },
  },
  {
    id: 'stream.data-used-exceeds-extent',
    bugClass: 'BUG-043',
    title: 'A frame that was read says that it holds more than fits',
    apply: ({ avstream: { streams } }) => {
      wrap(streams, 'headerDone', (done) => (pointer) => {
        if (!pointer.request.write) pointer.dataUsed = pointer.frameExtent + 4;
        done(pointer);
      });
    },
  },
  {
    id: 'stream.stale-options-end-read',
    bugClass: 'BUG-044',
    title: 'Options that are left in the header of a read are taken for its result: it succeeds at once, empty',
    apply: ({ ks: { layout }, avstream: { streams } }) => {
      wrap(streams, 'submit', (submit) => (pin, irp, write) => {
        const status = submit(pin, irp, write);
        const stale = irp.output?.u32(layout.streamHeader.optionsFlags) ?? 0;
        return status === STATUS.STATUS_INVALID_PARAMETER && !write && stale !== 0 ? success : status;
      });
    },
  },
  {
    id: 'stream.frame-not-locked',
    bugClass: 'BUG-041',
    title: 'The address of a frame is followed without a probe and without a lock on its pages',
    apply: ({ kernel, ks: { streams } }) => {
      wrap(streams, 'lock', () => (mdl, write) => {
        mdl.lock({ bytes: kernel.memory.read(mdl.address, mdl.length), offset: 0, length: mdl.length });
        if (!write) kernel.memory.write(mdl.address, mdl.bytes);
      });
    },
  },
  {
    id: 'stream.frame-locked-for-kernel',
    bugClass: 'BUG-041',
    title: 'The pages of a frame are locked with the access mode of the kernel: its own memory is as good as any',
    device: 'testcap',
    apply: ({ ks: { streams } }) => {
      wrap(streams, 'lockAll', (lockAll) => (mdls, write) => {
        lockAll(mdls, write, 'kernel');
      });
    },
  },
  {
    id: 'stream.stop-keeps-reads',
    bugClass: 'BUG-047',
    title: 'Requests that are queued when the pin stops are not returned',
    apply: ({ avstream: { streams } }) => {
      wrap(streams, 'flush', () => () => {});
    },
  },
  {
    id: 'stream.cannot-be-cancelled',
    bugClass: 'BUG-048',
    title: 'Queued requests are neither cancelled nor completed when the handle closes',
    apply: ({ avstream: { streams } }) => {
      wrap(streams, 'cancel', () => () => {});
    },
  },
  {
    id: 'stream.completed-twice',
    bugClass: 'BUG-051',
    title: 'A request is completed, and then completed again',
    apply: ({ avstream: { streams } }) => {
      wrap(streams, 'finish', (finish) => (request, status) => {
        finish(request, status);
        request.irp.complete(status);
      });
    },
  },
  {
    id: 'stream.reset-ignored',
    bugClass: 'BUG-052',
    title: 'RESET_STATE succeeds and does nothing',
    apply: ({ avstream: { streams } }) => {
      wrap(streams, 'reset', () => () => {});
    },
  },
  {
    id: 'stream.reset-keeps-requests',
    bugClass: 'BUG-052',
    title: 'RESET BEGIN refuses new requests but leaves the old ones queued',
    apply: ({ avstream: { streams } }) => {
      wrap(streams, 'reset', () => (pin, begin) => {
        pin.inReset = begin;
      });
    },
  },
  {
    id: 'stream.never-delivers',
    bugClass: 'BUG-059',
    title: 'A pin in RUN never completes a request',
    apply: ({ avstream: { streams } }) => {
      wrap(streams, 'leadingEdge', () => () => null);
    },
  },
  {
    id: 'stream.time-scale-zero',
    bugClass: 'BUG-066',
    title: 'The time stamp of a frame that was read has the scale 0/0',
    apply: ({ ks: { layout }, avstream: { streams } }) => {
      const scale = layout.streamHeader.presentationTime + 8;
      wrap(streams, 'headerDone', (done) => (pointer) => {
        wrap(pointer, 'writeBack', (write) => () => {
          write();
          pointer.request.irp.output?.zero(pointer.header.offset + scale, 8);
        });
        done(pointer);
      });
    },
  },
  {
    id: 'stream.write-counts-headers',
    bugClass: 'BUG-011',
    title: 'Information of a write counts the headers with the data',
    apply: ({ avstream: { streams } }) => {
      wrap(streams, 'finish', (finish) => (request, status) => {
        if (request.write) request.bytesWritten += request.irp.outputLength;
        finish(request, status);
      });
    },
  },
];
