/** Sends one request, records it, and applies the checks that hold for every request. */
import type { DeviceObject } from '../plan/device.ts';
import type { Item } from '../spec/model.ts';
import type { Answer, Buffer, Handle } from '../target/target.ts';
import type { CaseContext } from './context.ts';
import { consultOwn } from './oracles/own.ts';
import { looksAt, observed } from './observer.ts';
import { unwrittenBreach } from './oracles/disclosure.ts';
import { answerBreach, fills } from './oracles/stateless.ts';
import { Hung, must } from './outcome.ts';
import { OutputMemory } from './output-memory.ts';
import type { TraceEntry } from './trace.ts';

/** What is asked: all of a request but where it goes and its output. It may serve many requests. */
export interface Question {
  /** For people: `get KSPROPERTY_CLOCK_TIME`. */
  readonly title: string;
  readonly code: number;
  /** What is sent as the input pointer. */
  readonly input: Buffer;
  /** The bytes of the input, for the record. */
  readonly inputBytes: Uint8Array | null;
  readonly item: Item | undefined;
  /** The object that it is about; the subject of the case if absent. */
  readonly object: DeviceObject | undefined;
  readonly requestType: string | undefined;
  /** Type of the item's value at the object asked. */
  readonly valueType: string | undefined;
  /** Type of the output, if it is not the item's value. */
  readonly outputType: string | undefined;
}

/** A request ready to be sent. */
export interface Prepared {
  readonly question: Question;
  readonly handle: Handle;
  /** Length of the output buffer; 0 is a NULL pointer. */
  readonly outputLength: number;
  /** Bytes the output buffer holds before; the fill pattern if absent. */
  readonly value: Uint8Array | undefined;
  /** Memory to use as output instead of the harness' own: hostile, misaligned, or stream headers. */
  readonly outputMemory: Buffer | undefined;
}

/** A request with output memory of the harness' own. */
export function ready(question: Question, handle: Handle, outputLength: number, value?: Uint8Array): Prepared {
  return { question, handle, outputLength, value, outputMemory: undefined };
}

/** An answer together with the bytes that Information says were written. */
export interface Received extends Answer {
  readonly bytes: Uint8Array;
  /** One past the last output byte that differs from the fill pattern; 0 where a value was sent. */
  readonly changed: number;
}

const none = new Uint8Array(0);
/** By level: a request that runs inside another one has memory of its own. */
const memories: (readonly OutputMemory[])[] = [];

function memoryOf(level: number, pattern: 0 | 1): OutputMemory {
  const pair = (memories[level] ??= fills.map((fill) => new OutputMemory(fill)));
  return pair[pattern] as OutputMemory;
}

/**
 * Sends `request` and waits for it.
 * @throws Broken where an invariant of the I/O manager is broken, Hung where it does not complete
 */
export function perform(ctx: CaseContext, request: Prepared, pattern: 0 | 1 = 0): Received {
  ctx.requests++;
  const received = request.outputMemory === undefined && request.outputLength > 0
    ? performOwn(ctx, request, memoryOf(ctx.level, pattern))
    : performGiven(ctx, request);
  if (ctx.oracles.length > 0) consultOwn(ctx, request, received);
  return received;
}

/** With output memory of the harness' own: a driver that writes where it must not is caught in the act. */
function performOwn(ctx: CaseContext, request: Prepared, memory: OutputMemory): Received {
  const { value, outputLength } = request;
  memory.take(outputLength);
  const { output, whole, fill } = memory;
  const before = value && value.length > outputLength ? value.subarray(0, outputLength) : value;
  if (before) output.set(before);
  const entry = begin(ctx, request, before ?? none);
  let dirty = whole.length;
  try {
    const answer = lookedAt(ctx, request, output, entry);
    const written = Math.min(answer.information, outputLength);
    if (written > 0) entry.output = output.slice(0, written);
    if (answer.timedOut) throw new Hung(`${request.question.title} did not complete`);
    must(answerBreach(answer, output, whole, before, fill), ctx.book.rules);
    // What passed the check is untouched past Information and the value that was sent.
    dirty = Math.max(written, before?.length ?? 0);
    return receivedOf(answer, entry.output, before ? 0 : lastOther(output, written, fill));
  } finally {
    memory.restore(dirty);
  }
}

function receivedOf({ status, information, timedOut }: Answer, bytes: Uint8Array, changed: number): Received {
  return timedOut === true ? { status, information, timedOut, bytes, changed } : { status, information, bytes, changed };
}

/** Sends it, and looks at how it is handled if it is one of the first of its kind. */
function lookedAt(ctx: CaseContext, request: Prepared, output: Buffer, entry: TraceEntry): Answer {
  const { title } = request.question;
  return looksAt(ctx, title) ? observed(ctx, title, () => send(ctx, request, output, entry)) : send(ctx, request, output, entry);
}

/** Sends it, counts it and takes its time. One that the target dies of is counted too. */
function send(ctx: CaseContext, request: Prepared, output: Buffer, entry: TraceEntry): Answer {
  const { target, other } = ctx;
  const { handle, question } = request;
  const { code, input } = question;
  const began = performance.now();
  try {
    return (entry.answer = other.runs ? other.from(handle, () => target.ioctl(handle, code, input, output)) : target.ioctl(handle, code, input, output));
  } finally {
    const { answer } = entry;
    ctx.asked.count(request, question.object ?? ctx.case.subject, answer, answer?.took ?? performance.now() - began);
  }
}

/** With no output, or with memory that the step chose. */
function performGiven(ctx: CaseContext, request: Prepared): Received {
  const seen = visible(request.outputMemory);
  const entry = begin(ctx, request, seen?.slice() ?? none);
  const output = request.outputMemory ?? null;
  const answer = lookedAt(ctx, request, output, entry);
  if (seen) entry.output = seen.slice(0, Math.min(answer.information, seen.length));
  if (answer.timedOut) throw new Hung(`${request.question.title} did not complete`);
  return receivedOf(answer, entry.output, 0);
}

/** Records the request before it is sent: if the target dies, this is the one that killed it. */
function begin(ctx: CaseContext, request: Prepared, outputBefore: Uint8Array): TraceEntry {
  const entry: TraceEntry = { asked: request.question, outputLength: request.outputLength, outputBefore, output: none, answer: null };
  ctx.trace.push(entry);
  return entry;
}

function lastOther(bytes: Uint8Array, length: number, value: number): number {
  let last = length;
  while (last > 0 && bytes[last - 1] === value) last--;
  return last;
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
  const second = perform(ctx, request, 1);
  if (second.status !== first.status || second.information !== first.information) return;
  must(unwrittenBreach(first.bytes, second.bytes, fills[0], fills[1]), ctx.book.rules);
}
