/** Sends one request, records it, and applies the checks that hold for every request. */
import type { Item } from '../spec/model.ts';
import type { Answer, Buffer, Handle } from '../target/target.ts';
import type { CaseContext } from './context.ts';
import { canaryLength, checkAnswer, fills } from './oracles/stateless.ts';
import { Broken, Hung } from './outcome.ts';

/** A request ready to be sent. */
export interface Prepared {
  /** For people: `get KSPROPERTY_CLOCK_TIME`. */
  readonly title: string;
  readonly handle: Handle;
  readonly code: number;
  /** What is sent as the input pointer. */
  readonly input: Buffer;
  /** The bytes of the input, for the record. */
  readonly inputBytes: Uint8Array | null;
  /** Length of the output buffer; 0 is a NULL pointer. */
  readonly outputLength: number;
  /** Bytes the output buffer holds before; the fill pattern if absent. */
  readonly value?: Uint8Array | undefined;
  /** Memory to use as output instead of the harness' own: hostile, misaligned, or stream headers. */
  readonly outputMemory?: Buffer;
  readonly item?: Item | undefined;
  readonly requestType?: string | undefined;
  readonly outputType?: string | undefined;
}

/** An answer together with the bytes that Information says were written. */
export interface Received extends Answer {
  readonly output: Uint8Array | null;
  readonly bytes: Uint8Array;
}

const none = new Uint8Array(0);

/**
 * Sends `request` and waits for it.
 * @throws Broken where an invariant of the I/O manager is broken, Hung where it does not complete
 */
export function perform(ctx: CaseContext, request: Prepared, fill: number = fills[0]): Received {
  ctx.requests++;
  const { value, outputLength } = request;
  // Own memory has a canary behind the buffer; a driver that writes past the end is caught in the act.
  const memory = request.outputMemory === undefined && outputLength > 0 ? new Uint8Array(outputLength + canaryLength).fill(fill) : null;
  const output = memory?.subarray(0, outputLength) ?? visible(request.outputMemory);
  if (memory && output && value) output.set(value.subarray(0, outputLength));
  const record = {
    title: request.title,
    ioctl: request.code,
    item: request.item,
    requestType: request.requestType,
    outputType: request.outputType,
    input: request.inputBytes,
    outputBefore: output?.slice() ?? null,
  };
  // The record goes in first: if the target dies, this is the request that killed it.
  const place = ctx.trace.push({ ...record, output: null, answer: null }) - 1;
  const answer = ctx.target.ioctl(request.handle, request.code, request.input, request.outputMemory ?? output);
  ctx.trace[place] = { ...record, output, answer };
  if (answer.timedOut) throw new Hung(`${request.title} did not complete`);
  if (memory && output) checkAnswer(answer, output, memory, record.outputBefore ?? fill, fill, ctx.book);
  return { ...answer, output, bytes: output?.subarray(0, Math.min(answer.information, outputLength)) ?? none };
}

/** The bytes of given output memory, where the harness can look at it. */
export function visible(memory: Buffer | undefined): Uint8Array | null {
  if (!memory || memory instanceof Uint8Array || !('region' in memory)) return null;
  const { region, offset, length } = memory;
  return region.bytes.length >= offset + length ? region.bytes.subarray(offset, offset + length) : null;
}

/**
 * Asks the same get again over another fill pattern: a byte within Information that kept its fill both times was never
 * written, which discloses what the kernel buffer held before.
 */
export function checkWritten(ctx: CaseContext, request: Prepared, first: Received): void {
  const second = perform(ctx, request, fills[1]);
  if (second.status !== first.status || second.information !== first.information) return;
  for (let i = 0; i < first.bytes.length; i++) {
    if (first.bytes[i] === fills[0] && second.bytes[i] === fills[1]) {
      throw new Broken(
        `byte ${i} of the answer was never written, though Information is ${first.information}`,
        'every byte within Information is defined',
        ctx.book.rules.get('IOC-026'),
      );
    }
  }
}
