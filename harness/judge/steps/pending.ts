/** Steps about requests in flight: submit, wait, cancel. */
import { codecOf } from '../../abi/codec.ts';
import type { CompiledSteps } from '../../spec/model.ts';
import type { Answer } from '../../target/target.ts';
import type { CaseContext, Pending } from '../context.ts';
import { visible } from '../exchange.ts';
import { decodeOutput } from '../expect.ts';
import { CannotTell, Hung, NotJudged } from '../outcome.ts';
import { requestMaker, span } from '../request.ts';
import { decodeHeaders } from '../stream-headers.ts';
import { conclusionOf } from './ask.ts';
import type { Run } from './run.ts';

const noBytes = new Uint8Array(0);

export function submit({ submit: request, as }: CompiledSteps['submit']): Run {
  const make = requestMaker(request);
  return (ctx) => {
    ctx.requests++;
    const prepared = make(ctx);
    const { question, handle, value, outputLength, outputMemory, stream } = prepared;
    // The memory of a request in flight must stay where it is, so it is the target's, not an array of ours.
    const memory = outputMemory ?? (outputLength > 0 ? span(ctx.allocate(outputLength)) : null);
    const output = visible(memory);
    if (output && value && !outputMemory) output.set(value.subarray(0, output.length));
    const entry = { asked: question, outputLength: output?.length ?? outputLength, outputBefore: output?.slice() ?? noBytes };
    ctx.trace.push({ ...entry, asked: { ...question, title: `submit ${question.title}` }, output: noBytes, answer: null });
    const id = ctx.other.from(handle, () => ctx.target.submit(handle, question.code, question.input, memory));
    ctx.asked.count(prepared, question.object ?? ctx.case.subject, null);
    ctx.pending.set(as, { request: id, entry, output, stream });
  };
}

/** How long a request may take that must complete and for which the step gives no time: 5 s. */
const defaultLimit = 50_000_000n;

export function wait({ wait: name, within, pending: still, orSkip, expect }: CompiledSteps['wait']): Run {
  const conclude = conclusionOf({ as: name, expect });
  return (ctx) => {
    const pending = ctx.pending.get(name);
    if (!pending) throw new CannotTell(`nothing submitted is called "${name}"`);
    const limit = within ? BigInt(Math.round(within.evaluateNumber(ctx.scope))) : defaultLimit;
    const answer = pending.answer ?? ctx.target.wait(pending.request, still && !within ? 0n : limit);
    if (still) {
      if (answer) complete(ctx, pending, answer);
      if (answer) ctx.breach(`${name} completed`, 'it is still pending', expect.rules, expect.strength, 'O5');
      return;
    }
    const { title, item, valueType, outputType } = pending.entry.asked;
    if (!answer && orSkip !== undefined) throw new NotJudged('precondition', orSkip);
    if (!answer) throw new Hung(`${title} did not complete within ${Number(limit) / 10_000} ms`);
    complete(ctx, pending, answer);
    const bytes = writtenBytes(pending, answer);
    const type = outputType ?? valueType;
    const decoded = pending.stream
      ? { value: decodeHeaders(ctx, pending.stream) }
      : type && type !== 'none' && bytes.length > 0
        ? decodeOutput(codecOf(type, ctx.scope.arch, ctx.book.types), bytes)
        : {};
    conclude(ctx, { what: title, status: answer.status, information: answer.information, bytes, item, ...decoded });
  };
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
    const { entry } = pending;
    const asked = { ...entry.asked, title: `completed ${entry.asked.title}` };
    ctx.trace.push({ ...entry, asked, output: writtenBytes(pending, answer), answer });
  }
  pending.answer = answer;
}

export function cancel({ cancel: name }: CompiledSteps['cancel']): Run {
  return (ctx) => {
    const pending = ctx.pending.get(name);
    if (!pending) throw new CannotTell(`nothing submitted is called "${name}"`);
    ctx.requests++;
    ctx.target.cancel(pending.request);
  };
}
