import { expect, test } from 'vitest';
import { writeGuid } from '../abi/guid.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { itemByName } from '../abi/names.ts';
import type { Action, Memory, Slot } from '../traffic/actions.ts';
import { askedIn } from './asked.ts';

const handle = 1 as Slot;
const at = (address: bigint): Memory => ({ address, length: 24 });

/** A request about an item, as its header says it. */
function about(code: number, item: string, flags: number, id?: number): Action {
  const found = itemByName(item);
  const bytes = new Uint8Array(24);
  writeGuid(bytes, 0, found?.sets[0]?.guid ?? '');
  new DataView(bytes.buffer).setUint32(16, id ?? Number(found?.id), true);
  new DataView(bytes.buffer).setUint32(20, flags, true);
  return { do: 'ioctl', handle, code, input: { bytes, links: [] }, output: null };
}

test.each<[Action, string, string]>([
  [about(IOCTL.IOCTL_KS_PROPERTY, 'KSPROPERTY_PIN_CTYPES', 1), 'get', 'KSPROPERTY_PIN_CTYPES'],
  [about(IOCTL.IOCTL_KS_PROPERTY, 'KSPROPERTY_CONNECTION_STATE', 2), 'set', 'KSPROPERTY_CONNECTION_STATE'],
  [about(IOCTL.IOCTL_KS_PROPERTY, 'KSPROPERTY_PIN_CTYPES', 0x200), 'support', 'KSPROPERTY_PIN_CTYPES'],
  [about(IOCTL.IOCTL_KS_METHOD, 'KSMETHOD_STREAMALLOCATOR_ALLOC', 1), 'call', 'KSMETHOD_STREAMALLOCATOR_ALLOC'],
  [about(IOCTL.IOCTL_KS_METHOD, 'KSMETHOD_STREAMALLOCATOR_ALLOC', 0x200), 'support', 'KSMETHOD_STREAMALLOCATOR_ALLOC'],
  [about(IOCTL.IOCTL_KS_ENABLE_EVENT, 'KSEVENT_CLOCK_POSITION_MARK', 1), 'enable', 'KSEVENT_CLOCK_POSITION_MARK'],
  [about(IOCTL.IOCTL_KS_ENABLE_EVENT, 'KSEVENT_CLOCK_POSITION_MARK', 0x200), 'support', 'KSEVENT_CLOCK_POSITION_MARK'],
  // Of an id that the set does not have, and of memory that cannot be looked at, only the kind of request is known.
  [about(IOCTL.IOCTL_KS_PROPERTY, 'KSPROPERTY_PIN_CTYPES', 1, 999), 'get', 'IOCTL_KS_PROPERTY'],
  [{ do: 'ioctl', handle, code: IOCTL.IOCTL_KS_PROPERTY, input: at(0x1000n), output: null }, 'ioctl', 'IOCTL_KS_PROPERTY'],
  [{ do: 'submit', handle, code: IOCTL.IOCTL_KS_READ_STREAM, input: null, output: null, makes: 2 as Slot }, 'submit', 'IOCTL_KS_READ_STREAM'],
  [{ do: 'ioctl', handle, code: IOCTL.IOCTL_KS_PROPERTY, input: { bytes: new Uint8Array(8), links: [] }, output: null }, 'ioctl', 'IOCTL_KS_PROPERTY'],
  [{ do: 'close', handle }, 'close', 'close'],
])('%#', (action, verb, item) => {
  expect(askedIn(action, 'x64')).toEqual({ verb, item });
});
