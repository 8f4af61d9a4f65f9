/** Actions and answers from what stands in a replay file; its shape was checked. */
import { IOCTL } from '../abi/ioctl.ts';
import { pointerSize, type Arch } from '../abi/layout.ts';
import { ntStatus, statusByName } from '../abi/ntstatus.ts';
import type { Content, Link, Memory, Slot } from './actions.ts';
import type { Answered, Done } from './answered.ts';
import { limits, type ActionJson, type AnswerJson, type LinkJson, type MemoryJson, type SingleJson } from './file-format.ts';
import { bytesOfHexText } from './hex-text.ts';
import type { SingleAction } from './together.ts';

export function doneOf(json: ActionJson, arch: Arch): Done {
  if (!('together' in json)) return { action: actionOf(json, arch), answered: answeredOf(json.answer ?? {}, arch) };
  const { together, switches, order, died } = json;
  return {
    action: { do: 'together', lanes: together.map((lane) => lane.map((each) => actionOf(each, arch))), switches },
    answered: {
      lanes: together.map((lane) => lane.flatMap(({ answer }) => (answer ? [answeredOf(answer, arch)] : []))),
      ...(order !== undefined && { order }),
      ...(died !== undefined && { died }),
    },
  };
}

function actionOf(json: SingleJson, arch: Arch): SingleAction {
  if ('open' in json) return { do: 'open', path: json.open, access: Number(json.access), makes: slot(json.makes) };
  if ('openChild' in json) {
    const name = contentOf(json.openChild, json.links, arch);
    return { do: 'open-child', parent: slot(json.parent), name, access: Number(json.access), makes: slot(json.makes) };
  }
  if ('close' in json) return { do: 'close', handle: slot(json.close) };
  if ('ioctl' in json) {
    const limit = json.limit === undefined ? {} : { limit: BigInt(json.limit) };
    return { do: 'ioctl', ...requestOf(json, json.ioctl, arch), ...limit };
  }
  if ('submit' in json) return { do: 'submit', ...requestOf(json, json.submit, arch), makes: slot(json.makes) };
  if ('wait' in json) return { do: 'wait', request: slot(json.wait), limit: BigInt(json.limit) };
  if ('cancel' in json) return { do: 'cancel', request: slot(json.cancel) };
  if ('allocate' in json) {
    return { do: 'allocate', length: json.allocate, kind: json.kind ?? 'normal', misalign: json.misalign ?? 0, makes: slot(json.makes) };
  }
  if ('write' in json) return { do: 'write', region: slot(json.write), offset: json.offset, content: contentOf(json.bytes, json.links, arch) };
  if ('release' in json) return { do: 'release', region: slot(json.release) };
  if ('createSignal' in json) return { do: 'create-signal', kind: json.createSignal, limit: json.limit, makes: slot(json.makes) };
  if ('takeSignals' in json) return { do: 'take-signals', signal: slot(json.takeSignals), limit: BigInt(json.limit) };
  if ('sleep' in json) return { do: 'sleep', duration: BigInt(json.sleep) };
  if ('power' in json) return { do: 'power', state: json.power };
  return 'unplug' in json ? { do: 'unplug' } : { do: 'plug' };
}

function requestOf(json: { handle: number; input?: MemoryJson | undefined; output?: MemoryJson | undefined }, code: string, arch: Arch) {
  const { handle, input, output } = json;
  return {
    handle: slot(handle),
    code: code in IOCTL ? IOCTL[code as keyof typeof IOCTL] : Number(code),
    input: memoryOf(input, arch),
    output: memoryOf(output, arch),
  };
}

function answeredOf({ status, output, outputLinks, ...rest }: AnswerJson, arch: Arch): Answered {
  const plain = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as Answered;
  return {
    ...(status !== undefined && { status: statusByName(status) ?? ntStatus(Number(status)) }),
    ...plain,
    ...(output !== undefined && { output: bytesOf(output) }),
    ...(outputLinks && { outputLinks: outputLinks.map((link) => linkOf(link, arch)) }),
  };
}

function memoryOf(json: MemoryJson | undefined, arch: Arch): Memory {
  if (json === undefined) return null;
  if (typeof json === 'string') return contentOf(json, undefined, arch);
  if ('bytes' in json) return contentOf(json.bytes, json.links, arch);
  if ('region' in json) return { region: slot(json.region), offset: json.offset, length: json.length };
  return { address: BigInt(json.address), length: json.length };
}

function contentOf(bytes: string, links: readonly LinkJson[] | undefined, arch: Arch): Content {
  return { bytes: bytesOf(bytes), links: (links ?? []).map((link) => linkOf(link, arch)) };
}

function linkOf({ at, to, offset, size }: LinkJson, arch: Arch): Link {
  return { at, size: size ?? pointerSize(arch), to: slot(to), ...(offset !== undefined && { offset }) };
}

function bytesOf(text: string): Uint8Array {
  return bytesOfHexText(text, limits.bytes) ?? new Uint8Array(0);
}

function slot(number: number): Slot {
  return number as Slot;
}
