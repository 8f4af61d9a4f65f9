/** Set, id, flags and control code: one bit off, past the end, every flag, of another kind. */
import { IOCTL } from '../../abi/ioctl.ts';
import { readGuid } from '../../abi/guid.ts';
import { allSets } from '../../abi/names.ts';
import type { Random } from '../random.ts';
import type { Draft } from './draft.ts';
import { known } from './lengths.ts';
import type { Mutation, Shape } from './mutation.ts';

const idAt = 16;
const flagsAt = 20;
const knownSets = new Set(allSets().map(({ guid }) => guid));

export function* headerMutations(shape: Shape): Generator<Mutation> {
  if (shape.kind === 'none' && shape.inputLength < 24) return;
  yield* setMutations(shape);
  yield* absentMutations(shape);
  for (const id of [0, 1, 2, 3, 31, 63, 64, 0x7f, 0xff, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff]) {
    yield { name: `id ${id}`, apply: ({ inputView }) => { inputView.setUint32(idAt, id, true); } };
  }
  for (const step of [-1, 1, 2]) {
    yield { name: `id ${step > 0 ? '+' : ''}${step}`, apply: ({ inputView }) => { inputView.setUint32(idAt, inputView.getUint32(idAt, true) + step, true); } };
  }
  yield* flagMutations();
  yield* codeMutations();
}

function* setMutations(shape: Shape): Generator<Mutation> {
  // The flags of nodes are looked at before the set is (PROP-012 speaks of objects with handles).
  const notFound = shape.ownHandle && shape.verb !== 'raw' && shape.verb !== 'support' ? unknownSet[shape.kind] : undefined;
  yield { name: 'set unknown', apply: ({ input }, random) => { unknownGuid(input, random); }, known: notFound };
  // Each time another bit, so that no more than a few of 128 cost a request each.
  for (const part of [0, 1, 2, 3]) yield { name: `set one bit off, part ${part}`, apply: (draft, random) => { flipBit(draft, part, random); } };
  yield { name: 'set GUID_NULL', apply: ({ input }) => { input.fill(0, 0, idAt); } };
}

/** What is not there: an id past the end, a set of what can only be read. */
function* absentMutations({ kind, verb, able, settable }: Shape): Generator<Mutation> {
  if (kind === 'none' || (verb !== 'get' && verb !== 'call' && verb !== 'enable')) return;
  yield {
    name: 'id past the end',
    apply: (draft) => {
      draft.inputView.setUint32(idAt, draft.template?.unknownId ?? 0, true);
      if (verb === 'get') draft.outputLength = 64;
    },
    known: able ? unknownId[kind] : undefined,
  };
  if (verb !== 'get') return;
  yield {
    name: 'set instead of get',
    apply: (draft) => {
      draft.inputView.setUint32(flagsAt, ((draft.inputView.getUint32(flagsAt, true) & ~get) | set) >>> 0, true);
      draft.valueLength = draft.outputLength;
    },
    known: able && !settable ? notThere : undefined,
  };
}

const get = 1;
const set = 2;
const unknownId = {
  property: known(['STATUS_NOT_FOUND'], 'PROP-011'),
  method: known(['STATUS_NOT_FOUND'], 'METH-005'),
  event: known(['STATUS_NOT_FOUND', 'STATUS_PROPSET_NOT_FOUND'], 'EVT-015'),
} as const;
const notThere = known(['STATUS_NOT_FOUND', 'STATUS_NOT_SUPPORTED', 'STATUS_INVALID_DEVICE_REQUEST', 'STATUS_NOT_IMPLEMENTED'], 'PROP-016');

const unknownSet = {
  property: known(['STATUS_PROPSET_NOT_FOUND'], 'PROP-010'),
  method: known(['STATUS_PROPSET_NOT_FOUND'], 'METH-004'),
  event: known(['STATUS_PROPSET_NOT_FOUND'], 'EVT-014'),
  none: undefined,
} as const;

/** Of version 4, which no set of KS is: those are older. */
function unknownGuid(input: Uint8Array, random: Random): void {
  for (let i = 0; i < idAt; i++) input[i] = random.below(256);
  input[7] = ((input[7] as number) & 0x0f) | 0x40;
  input[8] = ((input[8] as number) & 0x3f) | 0x80;
}

/** A set that exists by accident is none that is one bit off. */
function flipBit({ input }: Draft, part: number, random: Random): void {
  const at = part * 4 + random.below(4);
  const bit = 1 << random.below(8);
  input[at] = (input[at] as number) ^ bit;
  if (knownSets.has(readGuid(input, 0))) input[at] = input[at] ^ bit ^ 0x80;
}

/** Verbs of properties, methods and events, their modifiers, and pairs that exclude each other. */
const flagWords = [
  0, 0x1, 0x2, 0x3, 0x100, 0x200, 0x201, 0x202, 0x300, 0x400, 0x800, 0x1000, 0x1800, 0x2000, 0x4000, 0x8000, 0x1_0000, 0x4_0000,
  0x1000_0000, 0x1000_0001, 0x1000_0002, 0x1000_0200, 0x2000_0000, 0x4000_0000, 0x8000_0000, 0x8000_0001, 0xffff_ffff,
] as const;

function* flagMutations(): Generator<Mutation> {
  for (const word of flagWords) {
    const name = `flags 0x${word.toString(16)}`;
    yield { name, apply: ({ inputView }) => { inputView.setUint32(flagsAt, word, true); } };
  }
  for (let bit = 0; bit < 32; bit++) {
    yield { name: `flag bit ${bit}`, apply: ({ inputView }) => { inputView.setUint32(flagsAt, (inputView.getUint32(flagsAt, true) ^ (1 << bit)) >>> 0, true); } };
  }
  yield { name: 'flags any', apply: ({ inputView }, random) => { inputView.setUint32(flagsAt, random.word(), true); } };
}

/** The codes that take a request of the same form, or nearly; stream requests have generators of their own. */
const codes = [
  IOCTL.IOCTL_KS_PROPERTY, IOCTL.IOCTL_KS_METHOD, IOCTL.IOCTL_KS_ENABLE_EVENT, IOCTL.IOCTL_KS_DISABLE_EVENT, IOCTL.IOCTL_KS_RESET_STATE, IOCTL.IOCTL_KS_HANDSHAKE,
];

function* codeMutations(): Generator<Mutation> {
  for (const code of codes) yield { name: `code 0x${code.toString(16)}`, apply: (draft) => { draft.code = code; } };
  // METHOD_BUFFERED instead of METHOD_NEITHER; functions that nobody has; another device type.
  for (const [name, change] of [['method', 0x3], ['function', 0x1000], ['device', 0x1_0000]] as const) {
    yield { name: `code of another ${name}`, apply: (draft) => { draft.code = (draft.code ^ change) >>> 0; } };
  }
  yield { name: 'code any', apply: (draft, random) => { draft.code = ((0x2f << 16) | (random.below(0x1000) << 2) | 3) >>> 0; } };
}
