import { expect, test } from 'vitest';
import { canaryBreach, conservationBreach, extentBreach, orderBreach, stamp } from './data-integrity.ts';

const frame = (number: number) => {
  const bytes = new Uint8Array(16);
  stamp(bytes, number);
  return bytes;
};

test('a frame holds what fits', () => {
  expect(extentBreach('read', 16, 16)).toBeNull();
  expect(extentBreach('read', 17, 16)?.message).toBe('read: DataUsed is 17, and FrameExtent 16');
});

test('canaries on both sides', () => {
  const memory = new Uint8Array(96).fill(0xcc);
  memory.fill(1, 16, 32);
  expect(canaryBreach('read', memory, 16, 32, 0xcc)).toBeNull();
  memory[33] = 0;
  expect(canaryBreach('read', memory, 16, 32, 0xcc)?.message).toContain('byte 1 behind');
  memory[15] = 0;
  expect(canaryBreach('read', memory, 16, 32, 0xcc)?.message).toContain('byte 1 before');
});

test('frames come whole and in order', () => {
  expect(orderBreach('capture', [frame(4), frame(5)])).toBeNull();
  expect(orderBreach('capture', [frame(0xffff_ffff), frame(0)])).toBeNull();
  expect(orderBreach('capture', [frame(4)], 3)?.expected).toBe('number 3');
  expect(orderBreach('capture', [frame(4), frame(4)])?.message).toBe('capture: frame 1 is number 4');
  const merged = frame(4);
  merged.set(frame(5).subarray(8), 8);
  expect(orderBreach('capture', [merged])?.message).toContain('begins as number 4 and ends as number 5');
});

test('nothing is lost', () => {
  expect(conservationBreach('render', 'bytes', { given: 5, done: 3, pending: 2 })).toBeNull();
  expect(conservationBreach('render', 'bytes', { given: 5, done: 3, pending: 1 })?.message).toBe('render: of 5 bytes, 3 are done and 1 pending');
});
