import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const device = 'testcap';

/** Faults in how the pages of stream requests are described and locked. */
export const mdlFaults: readonly Fault[] = [
  {
    id: 'mdl.counted-by-header',
    bugClass: 'BUG-038',
    title: 'The memory description of a header is looked up by its number, although headers without a frame have none',
    device,
    apply: ({ ks: { streams } }) => {
      wrap(streams, 'pagesOf', () => (headers, mdls) => headers.map(({ frameExtent }, i) => (frameExtent === 0 ? null : (mdls[i] ?? null))));
    },
  },
  {
    id: 'mdl.flagged-header-skipped',
    bugClass: 'BUG-038',
    title: 'Headers with options get no memory description, and are paired with that of the next one',
    device: 'splitter',
    apply: ({ ks: { streams } }) => {
      wrap(streams, 'describe', (describe) => (list, headers) => describe(list, headers.filter(({ optionsFlags }) => optionsFlags === 0)));
    },
  },
  {
    id: 'mdl.first-lock-tested',
    bugClass: 'BUG-039',
    title: 'If the pages of the first frame are locked, those of the others are taken to be',
    device,
    apply: ({ ks: { streams } }) => {
      wrap(streams, 'lockAll', () => (mdls, write, mode) => {
        for (const mdl of mdls) if (mdls[0]?.locked !== true) streams.lock(mdl, write, mode);
      });
    },
  },
  {
    id: 'mdl.flagged-frame-not-locked',
    bugClass: 'BUG-039',
    title: 'The pages of a frame that ends a stream are used without being locked',
    device: 'splitter',
    apply: ({ ks: { streams } }) => {
      const endOfStream = 0x200;
      let flagged: readonly boolean[] = [];
      wrap(streams, 'describe', (describe) => (list, headers) => {
        flagged = headers.filter(({ frameExtent }) => frameExtent !== 0).map(({ optionsFlags }) => (optionsFlags & endOfStream) !== 0);
        return describe(list, headers);
      });
      wrap(streams, 'lockAll', (lockAll) => (mdls, write, mode) => {
        lockAll(mdls.filter((_mdl, i) => flagged[i] !== true), write, mode);
      });
    },
  },
  {
    id: 'mdl.freed-twice',
    bugClass: 'BUG-040',
    title: 'A request whose frames could not all be locked is completed with descriptions that were freed already',
    device,
    apply: ({ ks: { streams } }) => {
      wrap(streams, 'unwind', (unwind) => (irp) => {
        const { mdls } = irp;
        unwind(irp);
        irp.mdls = mdls;
      });
    },
  },
  {
    id: 'mdl.left-locked',
    bugClass: 'BUG-040',
    title: 'What was locked for a request is not released if a later frame cannot be locked',
    device,
    apply: ({ ks: { streams } }) => {
      wrap(streams, 'unwind', () => (irp) => {
        irp.mdls = [];
      });
    },
  },
];
