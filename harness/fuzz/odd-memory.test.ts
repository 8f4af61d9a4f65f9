import { expect, test } from 'vitest';
import { IOCTL } from '../abi/ioctl.ts';
import { createSimulator } from '../simulator/simulator.ts';
import { Access } from '../target/target.ts';
import type { Buffer, Region } from '../target/target.ts';
import { Draft } from './generate/draft.ts';
import { sendOdd } from './odd-memory.ts';

test.each([24, 0x8000_0000])('buffers of %i bytes that are the same memory lie in a region that there is', (length) => {
  const target = createSimulator('testcap');
  const [filter] = target.discover();
  const { handle } = target.open(filter?.path ?? '', Access.readWrite);
  const sent: Buffer[] = [];
  const ioctl = target.ioctl.bind(target);
  target.ioctl = (on, code, input, output) => {
    sent.push(input, output);
    return ioctl(on, code, input, output);
  };
  const draft = new Draft();
  draft.code = IOCTL.IOCTL_KS_PROPERTY;
  draft.inputLength = length;
  draft.outputLength = length;
  sendOdd(target, handle, draft, { buffer: 'both', kind: 'aliased' });
  const spans = sent as { region: Region; offset: number; length: number }[];
  expect(spans.map(({ region, offset, length: bytes }) => offset + bytes <= region.length)).toEqual([true, true]);
  expect(spans[0]?.region).toBe(spans[1]?.region);
  target.dispose();
});
