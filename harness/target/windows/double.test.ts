/** The double complains: else the tests of the target would prove nothing. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadKoffi } from '../native/load-koffi.ts';
import { openAddressSpace } from '../native/address-space.ts';
import { NativeMemory } from '../native/memory.ts';
import { buildFolder, cannotBuild } from '../native/testing/build.ts';
import { CallerBlock } from './caller-block.ts';
import type { NtFunctions, Word } from './nt-system.ts';
import type { Double } from './testing/double.ts';
import { buildDouble } from './testing/double.ts';

const folder = buildFolder();
let double: Double;
let memory: NativeMemory;
let block: CallerBlock;

beforeAll(() => {
  if (cannotBuild) return;
  double = buildDouble(folder);
  memory = new NativeMemory(openAddressSpace(), { arch: 'x64', guard: false });
  block = new CallerBlock(double.system, memory);
});
afterAll(() => {
  if (!cannotBuild) memory.dispose();
  rmSync(folder, { recursive: true });
});
beforeEach(({ skip }) => {
  if (cannotBuild) skip(cannotBuild);
});

/** The arguments of a correct call, to be spoilt one at a time. */
const correct = {
  NtCreateFile: () => [block.result(), 0xc010_0080, path(), block.statusBlock(), 0, 0, 3, 1, 0, 0, 0],
  NtCreateEvent: () => [block.result(), 0x1f_0003, 0, 0, 0],
  NtCreateSemaphore: () => [block.result(), 0x1f_0003, 0, 0, 5],
} satisfies Partial<Record<keyof NtFunctions, () => Word[]>>;

let name: { base: number; length: number } | undefined;
function path(): number {
  if (!name) {
    const bytes = Buffer.from(String.raw`\??\native#example_camera#0#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\global`, 'utf16le');
    const region = memory.allocate(bytes.length);
    region.bytes.set(bytes);
    name = { base: region.base, length: bytes.length };
  }
  return block.attributes(0, name.base, name.length);
}

const call = (name: keyof NtFunctions, args: readonly Word[]) => (double.system[name] as (...args: readonly Word[]) => number)(...args);

test.for(Object.keys(correct) as (keyof typeof correct)[])('%s as it should be', (name) => {
  expect(call(name, correct[name]())).toBe(0);
  expect(double.takeComplaint()).toBe('');
  expect(double.system.NtClose(block.resultWord)).toBe(0);
});

test.for<[keyof typeof correct, argument: number, spoilt: (was: Word) => Word, complaint: RegExp]>([
  ['NtCreateFile', 0, (was) => Number(was) + 4, /the handle's place/],
  ['NtCreateFile', 0, () => 0, /the handle's place/],
  ['NtCreateFile', 1, () => 0xc000_0000, /access/],
  ['NtCreateFile', 2, (was) => Number(was) + 4, /OBJECT_ATTRIBUTES/],
  ['NtCreateFile', 3, () => 0xffff_8000_0000_0000n, /IO_STATUS_BLOCK/],
  ['NtCreateFile', 7, () => 2, /FILE_OPEN/],
  ['NtCreateFile', 8, () => 0x20, /asynchronous/],
  ['NtCreateFile', 10, () => 1, /extended/],
  ['NtCreateEvent', 3, () => 2, /EVENT_TYPE/],
  ['NtCreateSemaphore', 4, () => 0, /maximum/],
])('%s with argument %i spoilt', ([name, argument, spoilt, complaint]) => {
  const args: Word[] = correct[name]();
  args[argument] = spoilt(args[argument]!);
  expect(call(name, args)).toBeGreaterThanOrEqual(0xc000_0000);
  expect(double.takeComplaint()).toMatch(complaint);
});

/** Each member of the two structures, written over after they were filled in correctly. */
test.for<[what: string, offset: number, bytes: number, value: bigint, complaint: RegExp]>([
  ['OBJECT_ATTRIBUTES.Length', 16, 4, 24n, /OBJECT_ATTRIBUTES.Length/],
  ['RootDirectory', 24, 8, 0x40n, /a handle that is not open/],
  ['ObjectName', 32, 8, 0n, /UNICODE_STRING/],
  ['Attributes', 40, 4, 0n, /OBJ_CASE_INSENSITIVE/],
  ['SecurityDescriptor', 48, 8, 1n, /security/],
  ['UNICODE_STRING.MaximumLength', 2, 2, 0n, /MaximumLength/],
  ['UNICODE_STRING.Buffer', 8, 8, 0x1000n, /Buffer/],
])('%s spoilt', ([, offset, bytes, value, complaint]) => {
  const args = correct.NtCreateFile();
  // The name and then the attributes lie next to each other.
  const view = new DataView(loadKoffi().view(BigInt(args[2]!) - 16n, 64));
  if (bytes === 8) view.setBigUint64(offset, value, true);
  else if (bytes === 4) view.setUint32(offset, Number(value), true);
  else view.setUint16(offset, Number(value), true);
  expect(call('NtCreateFile', args)).toBeGreaterThanOrEqual(0xc000_0000);
  expect(double.takeComplaint()).toMatch(complaint);
});

test.for<[what: string, argument: number, spoilt: Word, complaint: RegExp]>([
  ['of another process', 0, 4, /another process/],
  ['to nowhere', 2, 0, /where to/],
  ['of pages', 3, 4096, /more than a register/],
  ['that tells how much', 4, 1, /how much/],
])('a read %s', ([, argument, spoilt, complaint]) => {
  const args: Word[] = [0xffff_ffff_ffff_ffffn, block.result(), block.secondResult(), 4, 0];
  expect(call('NtReadVirtualMemory', args)).toBe(0);
  expect(call('NtReadVirtualMemory', args.with(argument, spoilt))).toBe(0xc000_000d);
  expect(double.takeComplaint()).toMatch(complaint);
});

test('handles that are not open, or of another kind', () => {
  call('NtCreateEvent', correct.NtCreateEvent());
  const event = block.resultWord;
  expect(double.system.NtCancelIoFileEx(event, 0, block.statusBlock())).toBe(0xc000_0008);
  expect(double.takeComplaint()).toMatch(/another kind/);
  double.system.NtClose(event);
  expect(double.system.NtClose(event)).toBe(0xc000_0008);
  expect(double.takeComplaint()).toMatch(/NtClose: a handle that is not open/);
  expect(double.system.NtWaitForSingleObject(event, 0, block.timeout(0n))).toBe(0xc000_0008);
  expect(double.takeComplaint()).toMatch(/not open/);
});
