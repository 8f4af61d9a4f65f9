import { writeGuid } from '../../../abi/guid.ts';
import { ksGuid } from '../ks/guids.ts';
import type { KsAllocatorFramingEx, KsFramingRange } from './descriptors.ts';

/** Sizes of KSALLOCATOR_FRAMING_EX before its items, and of KS_FRAMING_ITEM (ALLOC-006). */
const headSize = 24;
const itemSize = 88;
const nonPaged = ksGuid('KSMEMORY_TYPE_KERNEL_NONPAGED');

/** KSALLOCATOR_FRAMING_EX as bytes: 24 + 88 × items (CONN-071). The same for both architectures. */
export function framingBytes(framing: KsAllocatorFramingEx): Uint8Array {
  const bytes = new Uint8Array(headSize + itemSize * framing.items.length);
  const view = new DataView(bytes.buffer);
  const range = (at: number, { minFrameSize, maxFrameSize, stepping }: KsFramingRange): void => {
    view.setUint32(at, minFrameSize, true);
    view.setUint32(at + 4, maxFrameSize, true);
    view.setUint32(at + 8, stepping, true);
  };
  view.setUint32(0, framing.items.length, true);
  view.setUint32(4, framing.pinFlags ?? 0, true);
  // KS_COMPRESSION: what comes out is as large as what went in.
  view.setUint32(8, 1, true);
  view.setUint32(12, 1, true);
  view.setUint32(20, framing.pinWeight ?? 0, true);
  framing.items.forEach((item, i) => {
    const at = headSize + i * itemSize;
    writeGuid(bytes, at, item.memoryType ?? nonPaged);
    if (item.busType !== undefined) writeGuid(bytes, at + 16, item.busType);
    view.setUint32(at + 32, item.memoryFlags ?? 0, true);
    view.setUint32(at + 36, item.busFlags ?? 0, true);
    view.setUint32(at + 40, item.flags ?? 0, true);
    view.setUint32(at + 44, item.frames, true);
    view.setUint32(at + 48, item.fileAlignment ?? 0, true);
    view.setUint32(at + 52, item.memoryTypeWeight ?? 0, true);
    range(at + 56, item.physicalRange ?? { minFrameSize: 0, maxFrameSize: 0xffff_ffff, stepping: 1 });
    range(at + 68, item.framingRange);
  });
  return bytes;
}
