/** `size`: how many bytes the value of the item that a law is applied to has, on this device. */
import { codecOf } from '../abi/codec.ts';
import { STATUS, isSuccess, statusName } from '../abi/ntstatus.ts';
import { buildInput, ioctlOf, valueTypeOf, verbs } from '../plan/ask.ts';
import type { CaseContext } from './context.ts';
import { perform } from './exchange.ts';
import { NotJudged } from './outcome.ts';

/** From the type where it tells, else by asking without an output buffer (PROP-021). */
export function valueSize(ctx: CaseContext): number | undefined {
  const item = ctx.case.about;
  if (!item) return undefined;
  if (item.kind === 'property' && item.sizeOf) return item.sizeOf.evaluateNumber(ctx.scope);
  const fixed = codecOf(valueTypeOf(item, ctx.case.subject.kind), ctx.scope.arch, ctx.book.types).size;
  if (fixed !== null || item.kind !== 'property') return fixed ?? 0;
  const { handle, place, object } = ctx.address({ name: item.name, own: true, candidates: [item] }, undefined);
  const input = buildInput(ctx.book, item, place, verbs.get, ctx.scope);
  const answer = perform(ctx, {
    title: `size of ${item.name}`,
    handle,
    code: ioctlOf.property,
    input,
    inputBytes: input,
    outputLength: 0,
    item,
    object,
    requestType: item.requestTypes[place.kind] ?? item.requestType,
  });
  if (answer.status === STATUS.STATUS_BUFFER_OVERFLOW || isSuccess(answer.status)) return answer.information;
  throw new NotJudged('precondition', `its size cannot be asked: ${statusName(answer.status)}`);
}
