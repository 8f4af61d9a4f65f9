/** What becomes of answers of the configuration manager and the registry: also of those that no machine of ours gives. */
import { expect, test } from 'vitest';
import type { NativeMemory } from '../native/memory.ts';
import type { CallerBlock } from './caller-block.ts';
import { nt } from './nt-layouts.ts';
import type { NtSystem } from './nt-system.ts';
import { PlugAndPlay } from './plug-and-play.ts';

const failed = nt.CR_SUCCESS + 0x1d;

/** Plug and Play over calls that answer so; what they write is in `text`, `type` and `length`. */
function over(calls: Partial<Record<keyof NtSystem, () => number>>, told: { text?: string; type?: number; length?: number } = {}) {
  const { text = '', type = nt.DEVPROP_TYPE_STRING, length = 2 * text.length + 2 } = told;
  const bytes = new Uint8Array(1024);
  bytes.set(Buffer.from(`${text}\0`, 'utf16le'));
  let held = 0;
  const memory = {
    allocate: (size: number) => { held++; return { base: 8, bytes: bytes.slice(0, size) }; },
    release: () => { held--; },
  } as unknown as NativeMemory;
  const block = {
    guid: () => 1,
    propertyKey: () => 2,
    result: () => 3,
    secondResult: () => 4,
    resultLong: type,
    secondLong: length,
    withText: (_text: string, body: (address: number) => unknown) => body(5),
    withBytes: (_bytes: Uint8Array, body: (address: number, region: { bytes: Uint8Array }) => unknown) => body(6, { bytes }),
  } as unknown as CallerBlock;
  return { pnp: new PlugAndPlay({ arch: 'x64', ...calls } as unknown as NtSystem, memory, block), held: () => held };
}

test.each([
  ['that cannot be counted', failed, [], []],
  ['that cannot be listed', nt.CR_SUCCESS, [failed], []],
  ['that are listed', nt.CR_SUCCESS, [nt.CR_SUCCESS], ['a', 'b']],
  ['that became more meanwhile', nt.CR_SUCCESS, [nt.CR_BUFFER_SMALL, nt.CR_SUCCESS], ['a', 'b']],
  ['that never stop to become more', nt.CR_SUCCESS, [], []],
])('interfaces %s', (_what, size, lists, found) => {
  const left = [...lists];
  const { pnp, held } = over(
    { CM_Get_Device_Interface_List_SizeW: () => size, CM_Get_Device_Interface_ListW: () => left.shift() ?? nt.CR_BUFFER_SMALL },
    { text: 'a\0b\0', type: 64 },
  );
  expect(pnp.interfaces('{0}')).toEqual(found);
  expect(held()).toBe(0);
});

test.each<[string, number, number, readonly string[]]>([
  ['a text', nt.CR_SUCCESS, nt.DEVPROP_TYPE_STRING, ['a', 'b']],
  ['a list of texts', nt.CR_SUCCESS, nt.DEVPROP_TYPE_STRING_LIST, ['a', 'b']],
  ['something else', nt.CR_SUCCESS, 7, []],
  ['nothing', failed, nt.DEVPROP_TYPE_STRING, []],
])('a property that is %s', (_what, result, type, texts) => {
  const { pnp } = over({ CM_Locate_DevNodeW: () => nt.CR_SUCCESS, CM_Get_DevNode_PropertyW: () => result, CM_Get_Device_Interface_PropertyW: () => result }, { text: 'a\0b', type });
  expect(pnp.deviceProperty('id', 'DEVPKEY_Device_HardwareIds')).toEqual(texts);
  expect(pnp.interfaceProperty('path', 'DEVPKEY_Device_InstanceId')).toBe(texts[0] ?? '');
});

test('a device that is not there has no properties', () => {
  expect(over({ CM_Locate_DevNodeW: () => failed }, { text: 'a' }).pnp.deviceProperty('id', 'DEVPKEY_Device_Service')).toEqual([]);
});

test.each([['a text', 0, 'a', 4, 'a'], ['an empty one', 0, '', 2, ''], ['one that is not there', 2, 'a', 4, '']])('a value of the registry that is %s', (_what, result, text, length, value) => {
  expect(over({ RegGetValueW: () => result }, { text, length }).pnp.registryText('KEY', 'name')).toBe(value);
});
