/**
 * The shape of replay files: what was done to a target, what it answered, and what was found. JSON; one valibot schema
 * from which the types and the checks are derived. An action is known by its first key, as a step of a spec is.
 */
import * as v from 'valibot';
import { IOCTL } from '../abi/ioctl.ts';
import { statusByName } from '../abi/ntstatus.ts';
import { lengthOfHexText } from './hex-text.ts';

/** The value of `format`: changes when old files can no longer be read. */
export const replayFormat = 'kscts-replay/1';

/** Limits of what a file can ask for, which may come from anywhere. */
export const limits = {
  /** Actions, those of lists that run at the same time included. */
  actions: 10_000,
  /** Bytes of one buffer, or of one region. */
  bytes: 0x400_0000,
  /** Bytes of all buffers and regions together. */
  allBytes: 0x1000_0000,
} as const;

const described = <const S extends v.GenericSchema>(schema: S, text: string) => v.pipe(schema, v.description(text));
const optional = <const S extends v.GenericSchema>(schema: S, text: string) => described(v.optional(schema), text);

const text = v.string();
const whole = (most: number) => {
  const wanted = `a whole number from 0 to ${most}`;
  return v.pipe(v.number(), v.integer(wanted), v.minValue(0, wanted), v.maxValue(most, wanted));
};
const slot = described(whole(1_000_000), 'the number of what an action makes');
const length = whole(limits.bytes);
/** In units of 100 ns, as KS counts time. */
const time = described(whole(Number.MAX_SAFE_INTEGER), 'units of 100 ns');
const address = v.pipe(text, v.regex(/^0x[0-9a-fA-F]{1,16}$/, 'an address in hex, such as 0x7fff0000'));
const access = v.pipe(text, v.regex(/^0x[0-9a-fA-F]{1,8}$/, 'an access mask in hex, such as 0xc0000000'));
const hex = v.pipe(text, v.check((value) => (lengthOfHexText(value) ?? Infinity) <= limits.bytes, 'text of bytes: 0102ff or 00*64'));
const code = v.pipe(text, v.check((value) => value in IOCTL || /^0x[0-9a-fA-F]{1,8}$/.test(value), 'a control code: the name of one, or 0x and hex'));
const status = v.pipe(text, v.check((value) => statusByName(value) !== undefined || /^0x[0-9a-fA-F]{8}$/.test(value), 'an NTSTATUS: the name of one, or 0x and 8 digits'));

const link = v.strictObject({
  at: described(length, 'where it stands in the bytes'),
  to: slot,
  offset: optional(length, 'for an address: where in the region; absent for a handle'),
  size: optional(v.picklist([4, 8]), 'that of a pointer of the caller unless told'),
});
const links = optional(v.array(link), 'handles and addresses that are put into the bytes anew');

const content = { bytes: hex, links };
const region = v.strictObject({ region: slot, offset: length, length });
const pointer = v.strictObject({ address, length: whole(0xffff_ffff) });
const memory = v.union([hex, v.strictObject(content), region, pointer]);

export const answer = v.strictObject({
  status: optional(status, 'NTSTATUS'),
  information: optional(whole(Number.MAX_SAFE_INTEGER), 'IoStatus.Information'),
  output: optional(hex, 'the output buffer afterwards, whole'),
  outputLinks: links,
  timedOut: optional(v.literal(true), 'it did not complete in time and was cancelled'),
  pending: optional(v.literal(true), 'it was still pending'),
  opened: optional(v.boolean(), 'whether there is a handle now'),
  signals: optional(whole(0xffff_ffff), 'how often a signal came'),
  skipped: optional(text, 'why nothing was done'),
  died: optional(text, 'of what the target died'),
});

const told = {
  about: optional(text, 'for readers; nothing is made of it'),
  answer: optional(answer, 'what the action gave when it was recorded'),
};
const request = { handle: slot, input: optional(memory, 'absent for NULL'), output: optional(memory, 'absent for NULL') };

const single = [
  v.strictObject({ open: described(text, 'path of the device interface'), access, makes: slot, ...told }),
  v.strictObject({ openChild: described(hex, 'name of the object: class in UTF-16, backslash, parameters'), links, parent: slot, access, makes: slot, ...told }),
  v.strictObject({ close: slot, ...told }),
  v.strictObject({ ioctl: code, ...request, limit: v.optional(time), ...told }),
  v.strictObject({ submit: code, ...request, makes: slot, ...told }),
  v.strictObject({ wait: slot, limit: time, ...told }),
  v.strictObject({ cancel: slot, ...told }),
  v.strictObject({
    allocate: length,
    kind: v.optional(v.picklist(['normal', 'read-only', 'no-access', 'freed', 'kernel'])),
    misalign: v.optional(whole(4096)),
    makes: slot,
    ...told,
  }),
  v.strictObject({ write: slot, offset: length, ...content, ...told }),
  v.strictObject({ release: slot, ...told }),
  v.strictObject({ createSignal: v.picklist(['auto-reset', 'manual-reset', 'semaphore']), limit: whole(0x7fff_ffff), makes: slot, ...told }),
  v.strictObject({ takeSignals: slot, limit: time, ...told }),
  v.strictObject({ sleep: time, ...told }),
  v.strictObject({ power: v.picklist(['D0', 'D1', 'D2', 'D3']), ...told }),
  v.strictObject({ unplug: v.literal(true), ...told }),
  v.strictObject({ plug: v.literal(true), ...told }),
] as const;
const singleAction = v.union(single);

const together = v.strictObject({
  together: described(v.array(v.array(singleAction)), 'lists of actions that run at the same time'),
  switches: described(v.array(whole(Number.MAX_SAFE_INTEGER)), 'the points, counted from 0, at which another list goes on'),
  order: optional(v.array(text), 'where one list went on instead of another, for readers'),
  died: optional(text, 'of what the target died'),
  about: told.about,
});

const found = v.strictObject({
  by: described(text, 'the case or the oracle that found it'),
  verdict: v.picklist(['fail', 'warn', 'crash', 'hang']),
  message: described(text, 'what was found'),
  expected: described(text, 'what should have been'),
  rule: optional(text, 'the rule that says so'),
  action: described(whole(limits.actions), 'the number of the action, counted from 0, whose answer shows it'),
});

export const replayShape = v.strictObject({
  format: v.literal(replayFormat),
  kscts: described(text, 'the version that wrote it'),
  target: described(text, 'what was asked, as --target takes it'),
  arch: v.picklist(['x64', 'x86']),
  descriptors: optional(text, 'descriptors of the simulated camera'),
  faults: optional(v.array(text), 'faults that were put into the simulator'),
  seed: optional(whole(0xffff_ffff), 'the seed of the run or campaign'),
  found: optional(found, 'what was found; nothing in particular unless told'),
  actions: described(v.array(v.union([...single, together])), 'what was done, in order'),
});

export type ReplayJson = v.InferOutput<typeof replayShape>;
export type SingleJson = v.InferOutput<typeof singleAction>;
export type ActionJson = ReplayJson['actions'][number];
export type AnswerJson = v.InferOutput<typeof answer>;
export type LinkJson = v.InferOutput<typeof link>;
export type MemoryJson = v.InferOutput<typeof memory>;
