import type { CompiledSteps } from '../../spec/model.ts';
import type { CaseContext } from '../context.ts';
import { CannotTell } from '../outcome.ts';

/** Most bytes that a step may ask for: no structure of KS names more. */
const mostBytes = 0x100_0000;

/** Makes memory of the caller that requests can name by its address. */
export function buffer(ctx: CaseContext, step: CompiledSteps['buffer']): void {
  const holds = step.holds.evaluate(ctx.scope);
  const content = holds instanceof Uint8Array ? holds : undefined;
  const length = content ? content.length : Number(holds);
  if (!Number.isInteger(length) || length < 0 || length > mostBytes) {
    throw new CannotTell(`${step.buffer} cannot be ${String(holds)} bytes long`);
  }
  const region = ctx.allocate(length, step.memory);
  if (content) region.bytes.set(content.subarray(0, region.bytes.length));
  ctx.scope[step.buffer] = { address: region.address, length };
}
