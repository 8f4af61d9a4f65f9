import { STATUS } from '../../abi/ntstatus.ts';
import { readU32 } from '../classdrivers/ks/formats.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { KsCall } from '../classdrivers/ks/ks-call.ts';
import { SplitterPin } from '../minidrivers/splitter/pin.ts';
import type { Fault } from './fault.ts';
import { answering, setting } from './on-property.ts';
import { wrap } from './wrap.ts';

const success = STATUS.STATUS_SUCCESS;
const device = 'splitter';

/** The pin that a property was asked of. */
const pinOf = (call: KsCall): SplitterPin | undefined => {
  const target: unknown = call.target;
  return target instanceof SplitterPin ? target : undefined;
};

/** Does something after a set that succeeded. */
const afterSet = (name: string, then: (call: KsCall) => void): Fault['apply'] =>
  setting(name, (call, handler) => {
    const status = handler();
    if (status === success) then(call);
    return status;
  });

/** Faults of filters that pass data on, and of what drivers on KS itself do by themselves. */
export const transformFaults: readonly Fault[] = [
  {
    id: 'transform.one-output-fed',
    bugClass: 'BUG-054',
    title: 'Of two outputs of a splitter the older one alone gets the data',
    device,
    apply: ({ ksDispatch }) => {
      wrap(ksDispatch, 'probeStreamIrp', (probe) => (irp, options) => {
        const headers = probe(irp, options);
        const { driver } = irp.file;
        if ('context' in driver && driver.context instanceof SplitterPin) {
          const [oldest, ...others] = driver.context.filter.sources;
          if (oldest !== undefined) for (const other of others) other.inReset = true;
        }
        return headers;
      });
    },
  },
  {
    id: 'transform.last-byte-lost',
    bugClass: 'BUG-054',
    title: 'The last byte of every frame is zero on the other side',
    device,
    apply: ({ ksDispatch }) => {
      wrap(ksDispatch, 'probeStreamIrp', (probe) => (irp, options) => {
        const headers = probe(irp, options);
        if (typeof headers === 'number' || !options.write) return headers;
        return headers.map((header) => {
          if (header.pages === null || header.dataUsed === 0) return header;
          const { offset } = header.pages;
          const bytes = header.pages.bytes.slice(offset, offset + header.frameExtent);
          bytes[header.dataUsed - 1] = 0;
          return { ...header, pages: { bytes, offset: 0, length: bytes.length } };
        });
      });
    },
  },
  {
    id: 'transform.state-shared',
    bugClass: 'BUG-078',
    title: 'A new state of one pin is the state of all pins of its filter',
    device,
    apply: afterSet('KSPROPERTY_CONNECTION_STATE', (call) => {
      for (const pin of pinOf(call)?.filter.pins ?? []) pin.state = call.value.u32(0);
    }),
  },
  {
    id: 'transform.foreign-clock-refused',
    bugClass: 'BUG-068',
    title: 'A pin takes no clock but one that it made itself',
    device,
    apply: ({ ksDispatch }) => {
      wrap(ksDispatch, 'referenceObject', (reference) => (handle, kind) =>
        kind === 'clock' && handle !== 0 ? STATUS.STATUS_NOT_SUPPORTED : reference(handle, kind),
      );
    },
  },
  {
    id: 'transform.foreign-allocator-refused',
    bugClass: 'BUG-099',
    title: 'An allocator that another pin made is taken for an object of another kind',
    device,
    apply: ({ ksDispatch }) => {
      wrap(ksDispatch, 'referenceObject', (reference) => (handle, kind) =>
        kind === 'allocator' && handle !== 0 ? STATUS.STATUS_OBJECT_TYPE_MISMATCH : reference(handle, kind),
      );
    },
  },
  {
    id: 'transform.own-framing-refused',
    bugClass: 'BUG-072',
    title: 'No allocator can be had with the alignment that the pin itself asks for',
    device,
    apply: ({ ksDispatch }) => {
      wrap(ksDispatch, 'createDefaultAllocator', (make) => (create) =>
        create.parameters.length >= 24 && readU32(create.parameters, 12) === 1920
          ? STATUS.STATUS_INVALID_PARAMETER
          : make(create),
      );
    },
  },
  {
    id: 'transform.starts-at-once',
    bugClass: 'BUG-095',
    title: 'A pin that is to start at a mark of a clock starts at once',
    device,
    apply: ({ ksDispatch }) => {
      wrap(ksDispatch, 'enableClockMark', () => (_clock, _time, reached) => {
        reached();
        return () => {};
      });
    },
  },
  {
    id: 'transform.position-untold',
    bugClass: 'BUG-033',
    title: 'Nobody is told that the position of a stream moves',
    device,
    apply: ({ ks: { events } }) => {
      const connection = ksGuid('KSEVENTSETID_Connection');
      wrap(events, 'generate', (generate) => (list, event) => {
        if (event.set !== connection || event.id !== 0) generate(list, event);
      });
    },
  },
  {
    id: 'transform.quality-shared',
    bugClass: 'BUG-078',
    title: 'A quality report about one output is taken as one about all',
    device,
    apply: afterSet('KSPROPERTY_QUALITY_REPORT', (call) => {
      const reported = pinOf(call);
      if (reported !== undefined) for (const pin of reported.filter.pins) pin.quality = reported.quality;
    }),
  },
  {
    id: 'transform.quality-without-delay',
    bugClass: 'BUG-018',
    title: 'A quality report keeps the proportion of frames, and forgets how late they were',
    device,
    apply: answering('KSPROPERTY_QUALITY_REPORT', ({ value }) => {
      value.zero(value.length - 8, 8);
    }),
  },
  {
    id: 'transform.component-changes',
    bugClass: 'BUG-018',
    title: 'The revision of the component grows with every filter that asks',
    device,
    apply: (simulation) => {
      const filters: unknown[] = [];
      answering('KSPROPERTY_GENERAL_COMPONENTID', ({ target, value }) => {
        if (!filters.includes(target)) filters.push(target);
        value.setU32(68, filters.indexOf(target));
      })(simulation);
    },
  },
];
