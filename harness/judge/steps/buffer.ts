import type { CompiledSteps } from '../../spec/model.ts';
import type { CaseContext } from '../context.ts';
import { CannotTell } from '../outcome.ts';
import { asBytes, GivenMemory, prepareRequest } from '../request.ts';

/** Most bytes that a step may ask for: no structure of KS names more. */
const mostBytes = 0x100_0000;

/** Makes memory of the caller that requests can name by its address. */
export function buffer(ctx: CaseContext, step: CompiledSteps['buffer']): void {
  const holds = contentOf(ctx, step);
  const content = holds instanceof Uint8Array ? holds : undefined;
  const length = content ? content.length : Number(holds);
  if (!Number.isInteger(length) || length < 0 || length > mostBytes) {
    throw new CannotTell(`${step.buffer} cannot be ${String(holds)} bytes long`);
  }
  const region = step.address ? new GivenMemory(BigInt(step.address.evaluateNumber(ctx.scope)), length) : ctx.allocate(length, step.memory);
  if (content) region.bytes.set(content.subarray(0, region.bytes.length));
  ctx.buffers.set(step.buffer, region);
  ctx.scope[step.buffer] = {
    address: region.address,
    length,
    // What it holds when somebody looks.
    get bytes() {
      return region.bytes.slice();
    },
  };
}

function contentOf(ctx: CaseContext, step: CompiledSteps['buffer']): unknown {
  if (step.holds) return step.holds.evaluate(ctx.scope);
  if (step.copyOf !== undefined) return ctx.buffer(step.copyOf).bytes.slice();
  if (step.input) return prepareRequest(ctx, step.input).inputBytes ?? 0;
  return (step.output && prepareRequest(ctx, step.output).value) ?? 0;
}

/** Writes to memory of the caller, as another thread of it would. */
export function poke(ctx: CaseContext, step: CompiledSteps['poke']): void {
  const { bytes, length } = ctx.buffer(step.poke);
  const source = asBytes(step.bytes.evaluate(ctx.scope), step.bytes.source);
  const offset = step.offset?.evaluateNumber(ctx.scope) ?? 0;
  if (offset < 0 || offset + source.length > length) throw new CannotTell(`"${step.poke}" has only ${length} bytes`);
  bytes.set(source, offset);
}
