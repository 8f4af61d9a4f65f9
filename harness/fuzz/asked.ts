/** What a request really asked for, by its bytes: what a change of a right request made of it. */
import { readGuid } from '../abi/guid.ts';
import { IOCTL, ioctlName } from '../abi/ioctl.ts';
import { itemName, setsByGuid } from '../abi/names.ts';
import type { Arch } from '../target/target.ts';
import { titleOf } from '../traffic/about.ts';
import type { Action } from '../traffic/actions.ts';

/** As templates name it: the verb by its flag, the item by its name. */
export function askedIn(action: Action, arch: Arch): { readonly verb: string; readonly item: string } {
  if ((action.do !== 'ioctl' && action.do !== 'submit') || action.input === null || !('bytes' in action.input) || action.input.bytes.length < 24) {
    return { verb: action.do, item: 'code' in action ? ioctlName(action.code) : titleOf(action, arch) };
  }
  const { bytes } = action.input;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const id = view.getUint32(16, true);
  const names = setsByGuid(readGuid(bytes, 0)).map((set) => itemName(set, id));
  return { verb: verbOf(action.code, view.getUint32(20, true)), item: names.find((name) => name !== undefined) ?? ioctlName(action.code) };
}

function verbOf(code: number, flags: number): string {
  if (code === IOCTL.IOCTL_KS_METHOD) return (flags & 0x200) !== 0 ? 'support' : 'call';
  if (code === IOCTL.IOCTL_KS_ENABLE_EVENT) return (flags & 0x200) !== 0 ? 'support' : 'enable';
  if ((flags & 0x200) !== 0) return 'support';
  return (flags & 2) !== 0 ? 'set' : 'get';
}
