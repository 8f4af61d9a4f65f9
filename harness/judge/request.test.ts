import { expect, test } from 'vitest';
import type { CompiledRequest } from '../spec/model.ts';
import type { CaseContext } from './context.ts';
import { requestMaker } from './request.ts';

/** A request of a raw control code to the subject, with an output buffer as long as an expression says. */
const withOutput = (length: number) =>
  requestMaker({
    ioctl: { evaluate: () => 0x2f_0003, source: 'IOCTL_KS_PROPERTY' },
    inputBytes: { evaluate: () => new Uint8Array(4), source: 'input' },
    output: { evaluateNumber: () => length, source: 'n * 8' },
    with: new Map(),
  } as unknown as CompiledRequest);
const ctx = { scope: { arch: 'x64' }, subject: () => ({ handle: 4 }), case: {}, inputs: new Map() } as unknown as CaseContext;

test.each([0, 40, 0xffff_ffff])('a spec may ask for %d bytes of output', (length) => {
  expect(withOutput(length)(ctx).outputLength).toBe(length);
});

test.each([-8, 2.5, 0x1_0000_0000])('%d bytes of output are no request: the case is not judged, and says why', (length) => {
  expect(() => withOutput(length)(ctx)).toThrow(`n * 8 gives ${length}, which is no length of a buffer`);
});
