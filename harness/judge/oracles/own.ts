/** Oracles of a user's own: asked about every answer that the invariants let pass, with a verdict of their own. */
import type { CaseContext } from '../context.ts';
import type { Prepared, Received } from '../exchange.ts';
import { Broken } from '../outcome.ts';

/** A request and its answer, as an oracle of one's own sees them. Bytes are only to be looked at. */
export interface SeenAnswer {
  /** Id of the case that asked. */
  readonly case: string;
  /** Name of the property, method or event, where the request was about one that the specs know. */
  readonly item: string | undefined;
  /** IOCTL code. */
  readonly code: number;
  readonly input: Uint8Array | null;
  /** Length of the output buffer, in bytes. */
  readonly outputLength: number;
  /** NTSTATUS, unsigned. */
  readonly status: number;
  readonly information: number;
  /** The bytes that Information says were written. */
  readonly output: Uint8Array;
}

/** What is wrong with an answer. */
export interface OwnBreach {
  /** One line: what was found. */
  readonly message: string;
  /** One line: what should have been. */
  readonly expected: string;
}

/** Gives what is wrong, or nothing. Must not throw: what it throws makes the case inconclusive. */
export type OwnOracle = (seen: SeenAnswer) => OwnBreach | undefined;

/** @throws Broken with what the first oracle finds wrong */
export function consultOwn(ctx: CaseContext, request: Prepared, received: Received): void {
  const { item, code, inputBytes } = request.question;
  const seen: SeenAnswer = {
    case: ctx.case.id,
    item: item?.name,
    code,
    input: inputBytes,
    outputLength: request.outputLength,
    status: received.status,
    information: received.information,
    output: received.bytes,
  };
  for (const oracle of ctx.oracles) {
    const found = oracle(seen);
    if (found) throw new Broken(found.message, found.expected, undefined);
  }
}
