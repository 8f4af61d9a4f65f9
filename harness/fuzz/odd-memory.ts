/** Sends a request whose buffers are memory that misbehaves. */
import { byteLength } from '../abi/byte-length.ts';
import type { Answer, Buffer, MemoryKind, Region, Target } from '../target/target.ts';
import type { Draft, OddMemory } from './generate/draft.ts';

const pageSize = 4096;
/** Addresses in the kernel half that are never mapped to user mode. */
const kernelAddress = { x64: 0xffff_8000_0000_1000n, x86: 0x8000_1000n } as const;
const regionKinds: readonly MemoryKind[] = ['freed', 'no-access', 'read-only'];
/** No region is allocated for lengths that nobody has. */
const mostAllocated = 0x10_0000;

/** Whether the target has such memory. */
export function canGive(target: Target, { kind }: OddMemory): boolean {
  return !regionKinds.includes(kind as MemoryKind) || target.capabilities.has('hostile-memory');
}

/** Sends the draft to `handle`; everything that it needs is allocated and released. */
export function sendOdd(target: Target, handle: Parameters<Target['ioctl']>[0], draft: Draft, odd: OddMemory): Answer {
  const regions: Region[] = [];
  const span = (bytes: Uint8Array, length: number, kind: OddMemory['kind']): Buffer => place(target, regions, bytes, length, kind);
  const inputBytes = draft.input.subarray(0, draft.inputLength);
  const value = draft.value.subarray(0, Math.min(draft.valueLength, draft.outputLength));
  try {
    let input: Buffer;
    let output: Buffer;
    if (odd.buffer === 'both') {
      const region = target.allocate(Math.min(mostAllocated, Math.max(draft.inputLength, draft.outputLength)));
      regions.push(region);
      region.bytes.set(inputBytes);
      input = { region, offset: 0, length: byteLength(Math.min(region.length, draft.inputLength)) };
      output = { region, offset: 0, length: byteLength(Math.min(region.length, draft.outputLength)) };
    } else {
      input = span(inputBytes, draft.inputLength, odd.buffer === 'input' ? odd.kind : 'misaligned');
      output = draft.outputLength === 0 ? null : span(value, draft.outputLength, odd.buffer === 'output' ? odd.kind : 'misaligned');
    }
    return target.ioctl(handle, draft.code, input, output);
  } finally {
    for (const region of regions) target.release(region);
  }
}

function place(target: Target, regions: Region[], bytes: Uint8Array, lengthOfAll: number, kind: OddMemory['kind']): Buffer {
  const length = byteLength(lengthOfAll);
  if (kind === 'null') return { address: 0n, length };
  if (kind === 'kernel') return { address: kernelAddress[target.arch], length };
  if (length > mostAllocated) return { address: 0n, length };
  const allocate = (size: number, memory: MemoryKind, misalign: number): Region => {
    const region = target.allocate(size, memory, misalign);
    regions.push(region);
    if (memory === 'normal' || region.bytes.length >= bytes.length) region.bytes.set(bytes.subarray(0, region.bytes.length));
    return region;
  };
  if (kind === 'page-end') {
    // The last bytes that are there; the buffer is said to be longer by one than what is left of the page.
    const region = allocate(Math.max(1, length - 1), 'normal', (pageSize - (Math.max(1, length - 1) % pageSize)) % pageSize);
    return { address: region.address, length };
  }
  if (kind === 'misaligned' || kind === 'aliased') return { region: allocate(length, 'normal', 1), offset: 0, length };
  return { region: allocate(length, kind, 0), offset: 0, length };
}
