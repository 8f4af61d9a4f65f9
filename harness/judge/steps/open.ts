/** Steps that open and close objects. */
import { isSuccess, statusName } from '../../abi/ntstatus.ts';
import { nearest, type DeviceObject } from '../../plan/device.ts';
import { evaluateAll, type CreateRequest } from '../../plan/fixture.ts';
import type { CompiledSteps } from '../../spec/model.ts';
import { Access, type Handle, type Opened } from '../../target/target.ts';
import type { Bound, CaseContext } from '../context.ts';
import { checkExpectation } from '../expect.ts';
import { CannotTell, NotJudged } from '../outcome.ts';
import { asBytes } from '../request.ts';

const noBytes = new Uint8Array(0);

export function open(ctx: CaseContext, step: CompiledSteps['open']): void {
  ctx.requests++;
  const from = step.from === undefined ? undefined : ctx.resolve(step.from);
  const title = `open ${step.open}`;
  const { opened, object, create } = step.open === 'child' ? openChild(ctx, step, from) : openKind(ctx, step, from);
  ctx.trace.push({
    title,
    input: create?.parameters ?? null,
    outputLength: 0,
    outputBefore: noBytes,
    output: noBytes,
    answer: { status: opened.status, information: 0 },
  });
  if (step.as !== undefined) {
    if (isSuccess(opened.status)) ctx.bound.set(step.as, { handle: opened.handle, kind: step.open, object });
    ctx.scope[step.as] = { status: opened.status, handle: Number(opened.handle) };
  }
  checkExpectation(ctx, step.expect, { what: title, status: opened.status });
}

interface Opening {
  readonly opened: Opened;
  readonly object: DeviceObject | undefined;
  readonly create?: CreateRequest;
}

/** Another instance of a kind: of the subject's own line, else of its first child of that kind. */
function openKind(ctx: CaseContext, step: CompiledSteps['open'], from: Bound | undefined): Opening {
  if (step.open === 'child') throw new CannotTell('a child has no kind');
  const object = nearest(ctx.case.subject, [step.open]) ?? ctx.childOf(from?.object ?? ctx.case.subject, step.open);
  if (!object) throw new NotJudged('no-instance', `${ctx.case.subject.path} has no ${step.open}`);
  if (object.absent !== undefined) throw new NotJudged('no-instance', `${object.path}: ${object.absent}`);
  const overrides = {
    fields: evaluateAll(step.with, { ...object.attributes, ...ctx.scope }),
    ...(step.class && { class: String(step.class.evaluate(ctx.scope)) }),
    ...(step.parameters && { parameters: asBytes(step.parameters.evaluate(ctx.scope), step.parameters.source) }),
    ...(step.format && { append: asBytes(step.format.evaluate(ctx.scope), step.format.source) }),
    ...(step.access && { access: step.access }),
  };
  if (!object.parent) return { opened: ctx.fixture.openAnother(object, overrides), object };
  const parent = from?.handle ?? ctx.open(object.parent);
  return {
    opened: ctx.fixture.openAnother(object, overrides, parent),
    object,
    create: ctx.fixture.createRequest(object, overrides),
  };
}

function openChild(ctx: CaseContext, step: CompiledSteps['open'], from: Bound | undefined): Opening {
  const parent: Handle = from?.handle ?? ctx.subject().handle;
  if (!step.class) throw new CannotTell('a child needs a class string');
  const create = {
    class: String(step.class.evaluate(ctx.scope)),
    parameters: step.parameters ? asBytes(step.parameters.evaluate(ctx.scope), step.parameters.source) : noBytes,
    access: Access[step.access ?? 'read'],
  };
  return { opened: ctx.fixture.openChild(parent, create), object: undefined, create };
}

export function close(ctx: CaseContext, step: CompiledSteps['close']): void {
  ctx.requests++;
  const { handle, object } = ctx.resolve(step.close);
  const status = ctx.other.has(handle) ? ctx.other.from(handle, () => ctx.target.close(handle)) : ctx.fixture.close(handle);
  ctx.other.forget(handle);
  ctx.bound.delete(step.close);
  if (object) ctx.asked.closed(object);
  const title = `close ${step.close}`;
  ctx.trace.push({ title, input: null, outputLength: 0, outputBefore: noBytes, output: noBytes, answer: { status, information: 0 } });
  if (!isSuccess(status) && step.expect.implied) throw new CannotTell(`${title} answered ${statusName(status)}`);
  checkExpectation(ctx, step.expect, { what: title, status });
}
