import type { KsLibrary } from '../classdrivers/ks/library.ts';
import { readEntry } from './tables.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const device = 'testcap';
/** Where KS_VIDEOINFOHEADER has what is looked at, from the beginning of its KSDATAFORMAT. */
const video = { size: 64 + 88, frameTime: 64 + 40, width: 64 + 52, height: 64 + 56, bits: 64 + 62 } as const;

/** Faults in video formats, and in the order and sizes of frames. */
export const frameFaults: readonly Fault[] = [
  {
    id: 'format.height-unsigned',
    bugClass: 'BUG-085',
    title: 'The picture of a top-down format is taken to have no size, and its first row is cleared in that memory',
    device,
    apply: ({ kernel: { pool }, ks }) => {
      onVideoFormat(ks, (format) => {
        const row = Math.abs(format.getInt32(video.width, true)) * (format.getUint16(video.bits, true) >> 3);
        const picture = pool.allocate('picture', Math.min(0x10_0000, Math.max(0, row * format.getInt32(video.height, true))));
        picture.zero(0, Math.min(row, 0x10_0000));
        pool.free(picture);
      });
    },
  },
  {
    id: 'format.frame-time-divides',
    bugClass: 'BUG-085',
    title: 'The rate is computed by division by AvgTimePerFrame, whatever that is',
    device,
    apply: ({ kernel: { processor }, ks }) => {
      onVideoFormat(ks, (format) => {
        processor.divide(10_000_000, Number(format.getBigInt64(video.frameTime, true)));
      });
    },
  },
  {
    id: 'stream.later-request-first',
    bugClass: 'BUG-108',
    title: 'Of several queued requests the latest is served first',
    device,
    apply: ({ avstream: { streams } }) => {
      wrap(streams, 'leadingEdge', (leadingEdge) => (pin) => {
        const untouched = pin.queue.every(({ index, pointer }) => index === 0 && pointer === null);
        if (untouched) pin.queue.reverse();
        const edge = leadingEdge(pin);
        if (untouched && edge === null) pin.queue.reverse();
        return edge;
      });
    },
  },
  {
    id: 'stream.extents-summed-in-32-bits',
    bugClass: 'BUG-042',
    title: 'The extents of all frames are added up in 32 bits, and a buffer of that size takes them',
    device,
    apply: ({ kernel: { pool }, ks: { streams } }) => {
      wrap(streams, 'describe', (describe) => (list, headers) => {
        const sum = headers.reduce((total, { frameExtent }) => total + frameExtent, 0);
        if (sum >>> 0 !== sum) readEntry(pool, 'bounce buffer', (sum >>> 0) >> 3, Math.floor(sum / 8) - 1);
        return describe(list, headers);
      });
    },
  },
  {
    id: 'stream.header-read-at-completion',
    bugClass: 'BUG-041',
    title: 'The header of a read is fetched from the caller again when its frame is done, in a DPC',
    device,
    apply: ({ kernel: { memory }, avstream: { streams } }) => {
      wrap(streams, 'headerDone', (done) => (pointer) => {
        const { irp, write } = pointer.request;
        if (!write && irp.output !== null) memory.copyIn(irp.outputBuffer, irp.output.length, irp.output);
        done(pointer);
      });
    },
  },
];

/** Shows each video format that is offered to a pin. */
function onVideoFormat(ks: KsLibrary, see: (format: DataView) => void): void {
  wrap(ks.intersections, 'tryRanges', (tryRanges) => (factory, format, attributes, attempt) => {
    if (format.length >= video.size) see(new DataView(format.buffer, format.byteOffset));
    return tryRanges(factory, format, attributes, attempt);
  });
}
