/** Steps about requests in flight: submit, wait, cancel. */
import type { CompiledSteps } from '../../spec/model.ts';
import type { Answer } from '../../target/target.ts';
import type { CaseContext, Pending } from '../context.ts';
import { visible } from '../exchange.ts';
import { decodeOutput } from '../expect.ts';
import { CannotTell, Hung, NotJudged } from '../outcome.ts';
import { prepareRequest, span } from '../request.ts';
import { decodeHeaders } from '../stream-headers.ts';
import { conclude } from './ask.ts';

const noBytes = new Uint8Array(0);

export function submit(ctx: CaseContext, step: CompiledSteps['submit']): void {
  ctx.requests++;
  const request = prepareRequest(ctx, step.submit);
  // The memory of a request in flight must stay where it is, so it is the target's, not an array of ours.
  const memory = request.outputMemory ?? (request.outputLength > 0 ? span(ctx.allocate(request.outputLength)) : null);
  const output = visible(memory);
  if (output && request.value && !request.outputMemory) output.set(request.value.subarray(0, output.length));
  const entry = {
    title: request.title,
    ioctl: request.code,
    item: request.item,
    requestType: request.requestType,
    outputType: request.outputType ?? request.valueType,
    input: request.inputBytes,
    outputLength: output?.length ?? request.outputLength,
    outputBefore: output?.slice() ?? noBytes,
  };
  ctx.trace.push({ ...entry, title: `submit ${entry.title}`, output: noBytes, answer: null });
  const id = ctx.other.from(request.handle, () => ctx.target.submit(request.handle, request.code, request.input, memory));
  const stream = 'headers' in request ? { stream: { region: request.headerRegion, headers: request.headers } } : {};
  ctx.asked.count(request, request.object ?? ctx.case.subject, null);
  ctx.pending.set(step.as, { request: id, entry, output, ...stream });
}

/** How long a request may take that must complete and for which the step gives no time: 5 s. */
const defaultLimit = 50_000_000n;

export function wait(ctx: CaseContext, step: CompiledSteps['wait']): void {
  const pending = ctx.pending.get(step.wait);
  if (!pending) throw new CannotTell(`nothing submitted is called "${step.wait}"`);
  const limit = step.within ? BigInt(Math.round(step.within.evaluateNumber(ctx.scope))) : defaultLimit;
  const answer = pending.answer ?? ctx.target.wait(pending.request, step.pending && !step.within ? 0n : limit);
  if (step.pending) {
    if (answer) complete(ctx, pending, answer);
    if (answer) ctx.breach(`${step.wait} completed`, 'it is still pending', step.expect.rules, step.expect.strength, 'O5');
    return;
  }
  if (!answer && step.orSkip !== undefined) throw new NotJudged('precondition', step.orSkip);
  if (!answer) throw new Hung(`${pending.entry.title} did not complete within ${Number(limit) / 10_000} ms`);
  complete(ctx, pending, answer);
  const bytes = writtenBytes(pending, answer);
  const type = pending.entry.outputType;
  const decoded = pending.stream
    ? { value: decodeHeaders(ctx, pending.stream) }
    : type && type !== 'none' && bytes.length > 0
      ? decodeOutput(ctx, type, bytes)
      : {};
  const seen = { what: pending.entry.title, status: answer.status, information: answer.information, bytes, item: pending.entry.item };
  conclude(ctx, { as: step.wait, expect: step.expect }, { ...seen, ...decoded });
}

/** Whether a step that waits can go on without time passing. */
export function settled(ctx: CaseContext, step: CompiledSteps['wait']): boolean {
  const pending = ctx.pending.get(step.wait);
  if (!pending || pending.answer || (step.pending && !step.within)) return true;
  const answer = ctx.target.wait(pending.request, 0n);
  if (answer) complete(ctx, pending, answer);
  return answer !== null;
}

function writtenBytes({ output }: Pending, answer: Answer): Uint8Array {
  return output?.slice(0, Math.min(answer.information, output.length)) ?? noBytes;
}

function complete(ctx: CaseContext, pending: Pending, answer: Answer): void {
  if (!pending.answer) {
    ctx.trace.push({ ...pending.entry, title: `completed ${pending.entry.title}`, output: writtenBytes(pending, answer), answer });
  }
  pending.answer = answer;
}

export function cancel(ctx: CaseContext, step: CompiledSteps['cancel']): void {
  const pending = ctx.pending.get(step.cancel);
  if (!pending) throw new CannotTell(`nothing submitted is called "${step.cancel}"`);
  ctx.requests++;
  ctx.target.cancel(pending.request);
}
