/**
 * The messages between a client and an agent; docs/remote.md shows them as tables. Every method of `Target` that asks the
 * device is a call. Calls travel in lists: the agent performs a list in order and answers it once.
 */
import { ntStatus, type NtStatus } from '../../abi/ntstatus.ts';
import type { MemoryKind, TargetIdentity } from '../target.ts';
import { ProtocolError } from './bytes.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { bytes, count, flag, handle, hns, list, oneOf, optional, record, text, u16, u32, u64 } from './fields.ts';
import type { Field, ValueOf } from './fields.ts';

/** Rises with every change of the messages; client and agent must have the same. */
export const protocolVersion = 4;
/** First bytes of a challenge and of a hello: no other protocol begins so. */
export const magic = 'kscts-remote';

// ---- handshake -------------------------------------------------------------------------------------------------------

/** The agent speaks first. */
export const challenge = record({ magic: text, version: u16, nonce: bytes });
/** The client shows that it knows the token, without telling it; `session` is one that it takes over, or empty. */
export const hello = record({ magic: text, version: u16, nonce: bytes, proof: bytes, session: bytes });

export const refusals = ['version', 'token', 'busy', 'target', 'protocol'] as const;
export type RefusalReason = (typeof refusals)[number];
export const refusal = record({ reason: oneOf(...refusals), detail: text });

const identity: Field<TargetIdentity> = {
  write(to, { driver, version, provider, hardwareId, os, inf, verifier }) {
    for (const part of [driver, version, provider, hardwareId, os]) to.text(part);
    optional(text).write(to, inf ?? null);
    optional(verifierStates).write(to, verifier ?? null);
  },
  read(from) {
    const [driver, version, provider, hardwareId, os] = [from.text(), from.text(), from.text(), from.text(), from.text()];
    const inf = optional(text).read(from);
    const verifier = optional(verifierStates).read(from);
    return { driver, version, provider, hardwareId, os, ...(inf !== null && { inf }), ...(verifier !== null && { verifier }) };
  },
};
const verifierStates = oneOf('on', 'off');
/** Those that a target can have at the other end of a connection. */
export const carried = ['census', 'virtual-time', 'hostile-memory', 'plug-and-play', 'observations', 'verifier', 'processes', 'mapped-memory'] as const;

/** `proof` shows the client that the agent knows the token, too; `rules` are those of the verifier. */
export const welcome = record({
  proof: bytes,
  session: bytes,
  name: text,
  arch: oneOf('x64', 'x86'),
  capabilities: list(oneOf(...carried)),
  identity,
  rules: list(text),
});

// ---- values of calls -------------------------------------------------------------------------------------------------

/** A region or a request has a number that the client chooses, so that it can be named before the answer is there. */
export type Slot = number;

/** A buffer of a request: none, bytes without an address of their own, a part of a region, or a pointer to anywhere. */
export type WireBuffer =
  | null
  | { readonly bytes: Uint8Array }
  | { readonly region: Slot; readonly offset: number; readonly length: number }
  | { readonly address: bigint; readonly length: number };

const own = record({ bytes });
const span = record({ region: u32, offset: u32, length: u32 });
const pointer = record({ address: u64, length: u32 });

const buffer: Field<WireBuffer> = {
  write(to, value) {
    if (value === null) {
      to.u8(0);
    } else if ('bytes' in value) {
      to.u8(1);
      own.write(to, value);
    } else if ('region' in value) {
      to.u8(2);
      span.write(to, value);
    } else {
      to.u8(3);
      pointer.write(to, value);
    }
  },
  read(from) {
    const kind = from.u8();
    if (kind === 0) return null;
    if (kind === 1) return own.read(from);
    if (kind === 2) return span.read(from);
    if (kind === 3) return pointer.read(from);
    throw new ProtocolError(`a buffer of kind ${kind}`);
  },
};

const kinds: readonly MemoryKind[] = ['normal', 'read-only', 'no-access', 'freed', 'kernel'];
const memoryKind = oneOf(...kinds);
const signalKind = oneOf('auto-reset', 'manual-reset', 'semaphore');
const powerState = oneOf('D0', 'D1', 'D2', 'D3');

/** Bytes of a buffer or region that changed, from `offset`. */
export const change = record({ offset: u32, bytes });
const ntStatusField: Field<NtStatus> = { write: (to, value) => { u32.write(to, value); }, read: (from) => ntStatus(u32.read(from)) };

const opened = record({ status: ntStatusField, handle });
const answer = record({ status: ntStatusField, information: count, timedOut: flag, output: list(change) });
const filter = record({ path: text, name: text, friendlyName: text, categories: list(text), classDriver: optional(text) });
const counts = record({ handles: u32, pendingRequests: u32, eventEnables: u32, allocations: u32, references: u32, poolBytes: optional(count) });
/** See `FetchedRange`; the offset of `other` memory is an address. */
const fetched = record({ of: oneOf('input', 'output', 'other'), offset: count, length: u32, count: u32 });
const violation = record({ rule: text, detail: text });
const request = { handle, code: u32, input: buffer, output: buffer };
const nothing = record({});

// ---- calls -----------------------------------------------------------------------------------------------------------

/** What can be asked, in the order of the numbers: code, arguments, result. Numbers are never used again. */
export const calls = {
  discover: { code: 1, asks: nothing, gives: record({ filters: list(filter) }) },
  open: { code: 2, asks: record({ path: text, access: u32 }), gives: opened },
  openChild: { code: 3, asks: record({ parent: handle, name: bytes, access: u32 }), gives: opened },
  close: { code: 4, asks: record({ handle }), gives: record({ status: ntStatusField }) },
  ioctl: { code: 5, asks: record({ ...request, limit: optional(hns) }), gives: answer },
  submit: { code: 6, asks: record({ makes: u32, ...request }), gives: nothing },
  wait: { code: 7, asks: record({ request: u32, limit: hns }), gives: record({ answer: optional(answer) }) },
  cancel: { code: 8, asks: record({ request: u32 }), gives: nothing },
  allocate: { code: 9, asks: record({ makes: u32, length: u32, kind: memoryKind, misalign: u32 }), gives: record({ address: u64 }) },
  write: { code: 10, asks: record({ region: u32, offset: u32, bytes }), gives: nothing },
  release: { code: 11, asks: record({ region: u32 }), gives: nothing },
  createSignal: { code: 12, asks: record({ kind: signalKind, limit: u32 }), gives: record({ handle }) },
  takeSignals: { code: 13, asks: record({ signal: handle, limit: hns }), gives: record({ count: u32 }) },
  sleep: { code: 14, asks: record({ duration: hns }), gives: nothing },
  probe: { code: 15, asks: nothing, gives: record({ alive: flag, detail: text }) },
  census: { code: 16, asks: nothing, gives: counts },
  setPower: { code: 17, asks: record({ state: powerState }), gives: nothing },
  unplug: { code: 18, asks: nothing, gives: nothing },
  plug: { code: 19, asks: nothing, gives: nothing },
  /** Whether requests are watched from now on. */
  observe: { code: 20, asks: record({ active: flag }), gives: nothing },
  observed: { code: 21, asks: nothing, gives: record({ fetches: list(fetched), handlerModes: list(oneOf('user', 'kernel')) }) },
  violations: { code: 22, asks: nothing, gives: record({ violations: list(violation) }) },
  startProcess: { code: 23, asks: nothing, gives: record({ process: u32 }) },
  /** What follows comes from that process; from the first one if none is named. */
  enterProcess: { code: 24, asks: record({ process: optional(u32) }), gives: nothing },
  duplicate: { code: 25, asks: record({ handle, into: u32 }), gives: record({ handle }) },
  endProcess: { code: 26, asks: record({ process: u32 }), gives: nothing },
  peek: { code: 27, asks: record({ address: u64, length: u32 }), gives: record({ bytes: optional(bytes) }) },
} as const;

export type CallName = keyof typeof calls;
export type Asked<N extends CallName> = ValueOf<(typeof calls)[N]['asks']>;
export type Given<N extends CallName> = ValueOf<(typeof calls)[N]['gives']>;
/** A call with its arguments. */
export type Call = { [N in CallName]: { readonly call: N } & Asked<N> }[CallName];

/**
 * How a call ended. Behind one that `died` or was `misused` or `failed` nothing of the list was done. A call whose effect the
 * client foretold went `as-foretold`, or `otherwise`: that ends the list, too.
 */
export const endings = ['done', 'died', 'misused', 'failed', 'nothing-there', 'as-foretold', 'otherwise'] as const;
export type Ending = (typeof endings)[number];
export const ending = oneOf(...endings);

const names = new Map<number, CallName>(Object.entries(calls).map(([name, { code }]) => [code, name as CallName]));

/** A field for the arguments or the result of a call, whichever it is. */
const asksOf = (name: CallName) => calls[name].asks as Field<unknown>;
export const givesOf = (name: CallName): Field<unknown> => calls[name].gives as Field<unknown>;

const foretold = optional(bytes);

/** @param expected the effect that the client foretells, as {@link writeEffect} puts it; `null` where it waits for the result */
export function writeCall(to: ByteWriter, call: Call, expected: Uint8Array | null = null): void {
  to.u8(calls[call.call].code);
  asksOf(call.call).write(to, call);
  foretold.write(to, expected);
}

/** A call as it came, with what is foretold of it. */
export function readCall(from: ByteReader): { readonly call: Call; readonly expected: Uint8Array | null } {
  const code = from.u8();
  const name = names.get(code);
  if (name === undefined) throw new ProtocolError(`the unknown call ${code}`);
  const call = { call: name, ...(asksOf(name).read(from) as object) } as Call;
  return { call, expected: foretold.read(from) };
}

/** What comes behind the results of a list: the time at the device, and what the device wrote to regions since; then {@link durations}. */
export const aftermath = record({ now: optional(hns), memory: list(record({ region: u32, changes: list(change) })) });
export type Aftermath = ValueOf<typeof aftermath>;

/** How long each call that was performed took at the device, in microseconds. */
export const durations = list(u32);

/** All that a call that was done brought about. */
export interface Effect<N extends CallName = CallName> extends Aftermath {
  readonly result: Given<N>;
}

export function writeEffect(to: ByteWriter, name: CallName, effect: Effect): void {
  givesOf(name).write(to, effect.result);
  aftermath.write(to, effect);
}

export function readEffect(from: ByteReader, name: CallName): Effect {
  const result = givesOf(name).read(from) as Given<CallName>;
  return { result, ...aftermath.read(from) };
}

/** What the agent tells before it performs a call of a list that was foretold: its place. */
export const doing = record({ index: u32 });
