/**
 * Methods of the protected broadcast services. No page describes them; the headers give the structures. Every answer but
 * one begins with a result code, and a request that the service refuses is a method that succeeds with such a code.
 */
import { answerBytes } from '../../ks/answers.ts';
import { KSMETHOD_TYPE, type KsMethodItem, type KsRequest } from '../../ks/automation.ts';

/** BDA_E_* of the headers. */
export const RESULT = { SUCCESS: 0, NOT_FOUND: 0xc004_000a, OUT_OF_BOUNDS: 0xc004_0004, INVALID_HANDLE: 0xc004_0006 } as const;

/** Little-endian ULONGs. */
export const words = (...values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

/** Parts one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A result, the length of what follows, and that: BDA_BUFFER, BDA_STRING, BDA_TUNER_TUNERSTATE. */
export const counted = (result: number, bytes: Uint8Array): Uint8Array => joined(words(result, bytes.length), bytes);

/** Bytes that a request brings along: their length at one place, themselves at another; `undefined` if they are not there. */
export function brought<T>({ input }: KsRequest<T>, lengthAt: number, bytesAt: number): Uint8Array | undefined {
  const length = input.u32(lengthAt);
  return length <= input.length - bytesAt ? input.slice(bytesAt, length) : undefined;
}

/** What a service method is. */
export interface Service<T> {
  readonly id: number;
  /** Bytes of In up to what a request brings along; 24 on filters and 32 on nodes unless it has members of its own. */
  readonly request?: number;
  /** Least bytes of the answer; a result code unless told. */
  readonly least?: number;
  readonly answer: (request: KsRequest<T>) => Uint8Array;
}

/** A method that reads a request and answers a structure. */
export const service = <T>({ id, request = 24, least = 4, answer }: Service<T>): KsMethodItem<T> => ({
  id,
  flags: KSMETHOD_TYPE.READ,
  answers: true,
  minMethod: request,
  minData: least,
  handler: (asked) => answerBytes(asked, answer(asked)),
});

/** A service on a node: its request begins with KSM_NODE. */
export const nodeService = <T>(of: Service<T>): KsMethodItem<T> => service({ ...of, request: of.request ?? 32 });
