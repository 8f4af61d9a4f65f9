import type { CompiledSteps } from '../../spec/model.ts';
import type { CaseContext } from '../context.ts';
import { CannotTell, NotJudged } from '../outcome.ts';
import { asBytes, GivenMemory, requestMaker } from '../request.ts';
import type { Run } from './run.ts';

/** Most bytes that a step may ask for: no structure of KS names more. */
const mostBytes = 0x100_0000;

/** Makes memory of the caller that requests can name by its address. */
export function buffer(step: CompiledSteps['buffer']): Run {
  const { buffer: name, address, memory } = step;
  const contentOf = contentMaker(step);
  return (ctx) => {
    const holds = contentOf(ctx);
    const content = holds instanceof Uint8Array ? holds : undefined;
    const length = content ? content.length : Number(holds);
    if (!Number.isInteger(length) || length < 0 || length > mostBytes) {
      throw new CannotTell(`${name} cannot be ${String(holds)} bytes long`);
    }
    const region = address ? new GivenMemory(BigInt(address.evaluateNumber(ctx.scope)), length) : ctx.allocate(length, memory);
    if (content) region.bytes.set(content.subarray(0, region.bytes.length));
    ctx.buffers.set(name, region);
    ctx.scope[name] = {
      address: region.address,
      length,
      // What it holds when somebody looks.
      get bytes() {
        return region instanceof GivenMemory ? seenAt(ctx, region) : region.bytes.slice();
      },
    };
  };
}

function seenAt({ target }: CaseContext, { address, length }: GivenMemory): Uint8Array {
  if (!target.peek) throw new NotJudged('target-cannot', 'the target does not show what a driver maps');
  return target.peek(address, length) ?? new Uint8Array(0);
}

function contentMaker({ holds, copyOf, input, output }: CompiledSteps['buffer']): (ctx: CaseContext) => unknown {
  if (holds) return ({ scope }) => holds.evaluate(scope);
  if (copyOf !== undefined) return (ctx) => ctx.buffer(copyOf).bytes.slice();
  if (input) {
    const make = requestMaker(input);
    return (ctx) => make(ctx).question.inputBytes ?? 0;
  }
  const make = output && requestMaker(output);
  return (ctx) => make?.(ctx).value ?? 0;
}

/** Writes to memory of the caller, as another thread of it would. */
export function poke({ poke: name, bytes: written, offset: start }: CompiledSteps['poke']): Run {
  return (ctx) => {
    const { bytes, length } = ctx.buffer(name);
    const source = asBytes(written.evaluate(ctx.scope), written.source);
    const offset = start?.evaluateNumber(ctx.scope) ?? 0;
    if (offset < 0 || offset + source.length > length) throw new CannotTell(`"${name}" has only ${length} bytes`);
    bytes.set(source, offset);
  };
}
