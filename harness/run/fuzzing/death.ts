/** What is known of the death of a process, from the record of what it did and the report of a sanitizer. */
import { readGuid } from '../../abi/guid.ts';
import { IOCTL, ioctlName } from '../../abi/ioctl.ts';
import { itemName, setsByGuid } from '../../abi/names.ts';
import { breach } from '../../judge/oracles/oracle.ts';
import type { Found } from '../../fuzz/finding.ts';
import type { SanitizerReport } from '../../target/native/sanitizer.ts';
import type { Arch } from '../../target/target.ts';
import { titleOf } from '../../traffic/about.ts';
import type { Action } from '../../traffic/actions.ts';

/** The finding that a death is. `how` is the signal or exit code with which the process ended. */
export function deathOf(actions: readonly Action[], arch: Arch, report: SanitizerReport | null, hung: boolean, how: string): Found {
  const last = actions.findLast((action) => action.do === 'ioctl' || action.do === 'submit' || action.do === 'open-child' || action.do === 'close');
  const { verb, item } = last ? askedIn(last, arch) : { verb: '', item: '' };
  const message = report ? `${report.summary}; the process died: ${how}` : hung ? 'the process did not answer any more and was killed' : `the process died: ${how}`;
  return {
    verdict: hung ? 'hang' : 'crash',
    breach: breach(hung ? 'O11' : 'O1', message, hung ? 'every request completes' : 'the process of the driver stays alive'),
    object: '',
    item,
    verb,
    path: '',
    changes: [],
    state: '',
    proof: hung ? { kind: 'hang' } : { kind: 'died' },
    ...(report && { detail: report.text }),
  };
}

/** As templates name it: the verb by its flag, the item by its name. */
function askedIn(action: Action, arch: Arch): { readonly verb: string; readonly item: string } {
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
