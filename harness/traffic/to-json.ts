/** Actions and answers as they stand in a replay file. */
import { ioctlName } from '../abi/ioctl.ts';
import { pointerSize, type Arch } from '../abi/layout.ts';
import { statusName } from '../abi/ntstatus.ts';
import { aboutAction } from './about.ts';
import type { Content, Link, Memory } from './actions.ts';
import type { Answered, Done } from './answered.ts';
import type { ActionJson, AnswerJson, LinkJson, MemoryJson, SingleJson } from './file-format.ts';
import { hexText } from './hex-text.ts';
import type { SingleAction } from './together.ts';

export function storyJson(story: readonly Done[], arch: Arch): ActionJson[] {
  return story.map(({ action, answered }) => {
    if (action.do !== 'together') return singleJson(action, answered, arch);
    const lanes = action.lanes.map((lane, i) =>
      lane.map((each, k) => {
        const gave = answered.lanes?.[i]?.[k];
        // Here no answer says that an action was not done, so one that gave nothing has an empty one.
        return { ...singleJson(each as SingleAction, gave, arch), ...(gave && { answer: answerJson(gave, arch) }) };
      }),
    );
    const { order, died } = answered;
    return { together: lanes, switches: [...action.switches], ...definedOf({ order: order && [...order], died }) };
  });
}

/** The action with a comment for readers as its second member, and what it gave as its last. */
function singleJson(action: SingleAction, answered: Answered | undefined, arch: Arch): SingleJson {
  const about = aboutAction(action, arch);
  const answer = answered && answerJson(answered, arch);
  const [first, ...others] = Object.entries(actionJson(action, arch));
  return Object.fromEntries([
    ...(first ? [first] : []),
    ...(about === undefined ? [] : [['about', about]]),
    ...others,
    ...(answer && Object.keys(answer).length > 0 ? [['answer', answer]] : []),
  ]) as SingleJson;
}

function actionJson(action: SingleAction, arch: Arch): SingleJson {
  const memories = (request: { input: Memory; output: Memory }) => ({
    ...(request.input && { input: memoryJson(request.input, arch) }),
    ...(request.output && { output: memoryJson(request.output, arch) }),
  });
  switch (action.do) {
    case 'open':
      return { open: action.path, access: hexNumber(action.access), makes: action.makes };
    case 'open-child': {
      const { bytes, links } = contentJson(action.name, arch);
      return { openChild: bytes, ...(links && { links }), parent: action.parent, access: hexNumber(action.access), makes: action.makes };
    }
    case 'close':
      return { close: action.handle };
    case 'ioctl':
      return { ioctl: ioctlName(action.code), handle: action.handle, ...memories(action), ...(action.limit !== undefined && { limit: Number(action.limit) }) };
    case 'submit':
      return { submit: ioctlName(action.code), handle: action.handle, ...memories(action), makes: action.makes };
    case 'wait':
      return { wait: action.request, limit: Number(action.limit) };
    case 'cancel':
      return { cancel: action.request };
    case 'allocate': {
      const { length, kind, misalign, makes } = action;
      return { allocate: length, ...(kind !== 'normal' && { kind }), ...(misalign > 0 && { misalign }), makes };
    }
    case 'write':
      return { write: action.region, offset: action.offset, ...contentJson(action.content, arch) };
    case 'release':
      return { release: action.region };
    case 'create-signal':
      return { createSignal: action.kind, limit: action.limit, makes: action.makes };
    case 'take-signals':
      return { takeSignals: action.signal, limit: Number(action.limit) };
    case 'sleep':
      return { sleep: Number(action.duration) };
    case 'power':
      return { power: action.state };
    case 'unplug':
      return { unplug: true };
    case 'plug':
      return { plug: true };
  }
}

export function answerJson(answered: Answered, arch: Arch): AnswerJson {
  const { status, information, output, outputLinks, timedOut, pending, opened, signals, skipped, died } = answered;
  return {
    ...(status !== undefined && { status: statusName(status) }),
    ...definedOf({ information, timedOut, pending, opened, signals, skipped, died }),
    ...(output && { output: hexText(output) }),
    ...(outputLinks && { outputLinks: outputLinks.map((link) => linkJson(link, arch)) }),
  };
}

function definedOf<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

function memoryJson(memory: Exclude<Memory, null>, arch: Arch): MemoryJson {
  if ('region' in memory) return { region: memory.region, offset: memory.offset, length: memory.length };
  if ('address' in memory) return { address: `0x${memory.address.toString(16)}`, length: memory.length };
  const { bytes, links } = contentJson(memory, arch);
  return links ? { bytes, links } : bytes;
}

function contentJson({ bytes, links }: Content, arch: Arch): { bytes: string; links?: LinkJson[] } {
  return { bytes: hexText(bytes), ...(links.length > 0 && { links: links.map((link) => linkJson(link, arch)) }) };
}

function linkJson({ at, to, offset, size }: Link, arch: Arch): LinkJson {
  return { at, to, ...(offset !== undefined && { offset }), ...(size !== pointerSize(arch) && { size }) };
}

function hexNumber(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}
