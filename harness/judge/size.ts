/** `size`: how many bytes the value of the item that a law is applied to has, on this device. */
import { codecOf } from '../abi/codec.ts';
import { STATUS, isSuccess, statusName } from '../abi/ntstatus.ts';
import { buildInput, valueTypeOf, verbs } from '../plan/ask.ts';
import type { CaseContext } from './context.ts';
import { perform, ready } from './exchange.ts';
import { NotJudged } from './outcome.ts';
import { questionOf } from './question.ts';

/** From the type where it tells, else by asking without an output buffer (PROP-021). */
export function valueSize(ctx: CaseContext): number | undefined {
  const item = ctx.case.about;
  if (!item) return undefined;
  if (item.kind === 'property' && item.sizeOf) return item.sizeOf.evaluateNumber(ctx.scope);
  const fixed = codecOf(valueTypeOf(item, ctx.case.subject.kind), ctx.scope.arch, ctx.book.types).size;
  if (fixed !== null || item.kind !== 'property') return fixed ?? 0;
  const asked = ctx.address({ name: item.name, own: true, candidates: [item] }, undefined);
  const question = questionOf(asked, `size of ${item.name}`, buildInput(ctx.book, item, asked.place, verbs.get, ctx.scope));
  const answer = perform(ctx, ready(question, asked.handle, 0));
  if (answer.status === STATUS.STATUS_BUFFER_OVERFLOW || isSuccess(answer.status)) return answer.information;
  throw new NotJudged('precondition', `its size cannot be asked: ${statusName(answer.status)}`);
}
