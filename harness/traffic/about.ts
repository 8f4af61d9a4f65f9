/** Says in a few words what an action does, by the names of the wire. */
import { KSSTRING, objectClassName, parseCreateName } from '../abi/create-strings.ts';
import { readGuid } from '../abi/guid.ts';
import { IOCTL, ioctlName } from '../abi/ioctl.ts';
import { layoutOf, type Arch } from '../abi/layout.ts';
import { constantsWithPrefix, guidName, itemName, setsByGuid, type SetKind } from '../abi/names.ts';
import type { Action } from './actions.ts';

const kinds: ReadonlyMap<number, SetKind> = new Map([
  [IOCTL.IOCTL_KS_PROPERTY, 'property'],
  [IOCTL.IOCTL_KS_ENABLE_EVENT, 'event'],
  [IOCTL.IOCTL_KS_METHOD, 'method'],
]);
const headerSize = 24;

/** `GET KSPROPERTY_CLOCK_TIME`, `pin 3 (KSSTRING_Pin)`; `undefined` where the action says it all itself. */
export function aboutAction(action: Action, arch: Arch): string | undefined {
  if (action.do === 'open-child') return aboutChild(action.name.bytes, arch);
  if (action.do !== 'ioctl' && action.do !== 'submit') return undefined;
  const { code, input } = action;
  const kind = kinds.get(code);
  if (kind === undefined || input === null || !('bytes' in input) || input.bytes.length < headerSize) return undefined;
  return aboutItem(kind, input.bytes);
}

/** The same with the control code where there is nothing better to say. */
export function titleOf(action: Action, arch: Arch): string {
  const about = aboutAction(action, arch);
  if (about !== undefined && action.do === 'open-child') return `open ${about}`;
  if (about !== undefined) return action.do === 'submit' ? `submit ${about}` : about;
  switch (action.do) {
    case 'ioctl':
      return ioctlName(action.code);
    case 'submit':
      return `submit ${ioctlName(action.code)}`;
    case 'open':
      return `open ${action.path}`;
    case 'power':
      return `power ${action.state}`;
    default:
      return action.do.replaceAll('-', ' ');
  }
}

function aboutItem(kind: SetKind, input: Uint8Array): string {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  const guid = readGuid(input, 0);
  const [id, flags] = [view.getUint32(16, true), view.getUint32(20, true)];
  const name = setsByGuid(guid)
    .filter((set) => set.kind === kind)
    .map((set) => itemName(set, id))
    .find((known) => known !== undefined);
  // The largest first: KSMETHOD_TYPE_MODIFY is the two others together.
  const prefix = `KS${kind.toUpperCase()}_TYPE_`;
  const words: string[] = [];
  let left = flags;
  for (const constant of [...constantsWithPrefix(prefix)].sort((a, b) => Number(b.value) - Number(a.value))) {
    const value = Number(constant.value);
    if (value === 0 || (left & value) >>> 0 !== value) continue;
    left = (left & ~value) >>> 0;
    words.unshift(constant.name.slice(prefix.length));
  }
  return [...words, name ?? `${kind} ${id} of ${guidName(guid)}`].join(' ');
}

function aboutChild(bytes: Uint8Array, arch: Arch): string {
  const parsed = parseCreateName(bytes);
  if (!parsed) return 'a child whose name is none of KS';
  const className = objectClassName(parsed.classText);
  const at = layoutOf(arch, 'KSPIN_CONNECT')?.fields.find(({ name }) => name === 'PinId')?.offset;
  const { parameters } = parsed;
  if (parsed.classText !== KSSTRING.KSSTRING_Pin || at === undefined || !parameters || parameters.length < at + 4) return className;
  return `pin ${new DataView(parameters.buffer, parameters.byteOffset).getUint32(at, true)} (${className})`;
}
