import { IOCTL } from '../../abi/ioctl.ts';
import { isError, STATUS } from '../../abi/ntstatus.ts';
import type { Wow64Thunk } from '../kernel/thunk.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault } from './fault.ts';
import { wrap } from './wrap.ts';

const place = { device: 'testcap', arch: 'x86' } as const;

/** Puts something into the thunk; there is none on a machine without 32-bit callers. */
const inThunk =
  (change: (thunk: Wow64Thunk, simulation: Simulation) => void) =>
  (simulation: Simulation): void => {
    const { thunk } = simulation.kernel;
    if (thunk !== null) change(thunk, simulation);
  };

/** Faults between 32-bit callers and drivers. */
export const thunkFaults: readonly Fault[] = [
  {
    id: 'thunk.lengths-in-32-bits',
    bugClass: 'BUG-113',
    title: 'The lengths of In and Out are rounded up and added in 32 bits',
    ...place,
    apply: inThunk((thunk) => {
      wrap(thunk, 'requestSize', (size) => (input, output) => size(input, output) >>> 0);
      wrap(thunk, 'accessible', () => () => true);
    }),
  },
  {
    id: 'thunk.headers-in-32-bits',
    bugClass: 'BUG-113',
    title: 'The size of the converted stream headers is computed in 32 bits, and only the first header is probed',
    ...place,
    apply: inThunk((thunk) => {
      wrap(thunk, 'streamSize', (size) => (length) => size(length) >>> 0);
      wrap(thunk, 'accessible', () => () => true);
    }),
  },
  {
    id: 'thunk.remainder-ignored',
    bugClass: 'BUG-113',
    title: 'A header that begins in the list of stream headers and does not end there is not counted, but converted',
    ...place,
    apply: inThunk((thunk) => {
      wrap(thunk, 'streamSize', () => (length) => Math.floor(length / 48) * 56);
    }),
  },
  {
    id: 'thunk.freed-while-pending',
    bugClass: 'BUG-114',
    title: 'The temporary is freed when the driver returns, although the request is pending',
    ...place,
    apply: inThunk((thunk, { kernel: { pool } }) => {
      wrap(thunk, 'returned', () => (_irp, temporary, status) => {
        if (status === STATUS.STATUS_PENDING) pool.free(temporary);
      });
    }),
  },
  {
    id: 'thunk.freed-on-failure',
    bugClass: 'BUG-114',
    title: 'The temporary of a read that fails is freed, and used by its completion',
    ...place,
    apply: inThunk((thunk, { kernel: { pool } }) => {
      wrap(thunk, 'returned', () => (irp, temporary, status) => {
        if (irp.code === IOCTL.IOCTL_KS_READ_STREAM && isError(status)) pool.free(temporary);
      });
    }),
  },
];
