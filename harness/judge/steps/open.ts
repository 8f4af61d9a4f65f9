/** Steps that open and close objects. */
import { isSuccess, statusName } from '../../abi/ntstatus.ts';
import { nearest, type DeviceObject } from '../../plan/device.ts';
import { evaluateAll, type CreateRequest } from '../../plan/fixture.ts';
import type { ObjectKind } from '../../spec/language.ts';
import type { CompiledSteps, Expression } from '../../spec/model.ts';
import { Access, type Handle, type Opened } from '../../target/target.ts';
import type { Bound, CaseContext } from '../context.ts';
import { expectationOf } from '../expect.ts';
import { CannotTell, NotJudged } from '../outcome.ts';
import { asBytes } from '../request.ts';
import { recordHandle } from '../trace.ts';
import type { Run } from './run.ts';

const noBytes = new Uint8Array(0);

export function open(step: CompiledSteps['open']): Run {
  const { open: kind, from: fromName, as } = step;
  const title = `open ${kind}`;
  const openIt = step.link ? openingLink(step, step.link) : kind === 'child' ? openingChild(step) : openingKind(step, kind);
  const check = expectationOf(step.expect);
  return (ctx) => {
    ctx.requests++;
    const from = fromName === undefined ? undefined : ctx.resolve(fromName);
    const { opened, object, create } = openIt(ctx, from);
    recordHandle(ctx.trace, title, opened.status, create?.parameters);
    if (as !== undefined) {
      if (isSuccess(opened.status)) ctx.bound.set(as, { handle: opened.handle, kind, object });
      ctx.scope[as] = { status: opened.status, handle: Number(opened.handle) };
    }
    check(ctx, { what: title, status: opened.status });
  };
}

interface Opening {
  readonly opened: Opened;
  readonly object: DeviceObject | undefined;
  readonly create?: CreateRequest;
}
type Open = (ctx: CaseContext, from: Bound | undefined) => Opening;

/** Another instance of a kind: of the subject's own line, else of its first child of that kind. */
function openingKind(step: CompiledSteps['open'], kind: ObjectKind): Open {
  const { class: className, parameters, format, access } = step;
  return (ctx, from) => {
    const { subject } = ctx.case;
    const object = nearest(subject, [kind]) ?? ctx.childOf(from?.object ?? subject, kind);
    if (!object) throw new NotJudged('no-instance', `${subject.path} has no ${kind}`);
    if (object.absent !== undefined) throw new NotJudged('no-instance', `${object.path}: ${object.absent}`);
    const overrides = {
      fields: step.with.size === 0 ? noFields : evaluateAll(step.with, { ...object.attributes, ...ctx.scope }),
      ...(className && { class: String(className.evaluate(ctx.scope)) }),
      ...(parameters && { parameters: asBytes(parameters.evaluate(ctx.scope), parameters.source) }),
      ...(format && { append: asBytes(format.evaluate(ctx.scope), format.source) }),
      ...(access && { access }),
    };
    if (!object.parent) return { opened: ctx.fixture.openAnother(object, overrides), object };
    const parent = from?.handle ?? ctx.open(object.parent);
    const create = ctx.fixture.createRequest(object, overrides);
    return { opened: ctx.fixture.openChild(parent, create), object, create };
  };
}

const noFields = {};

/** The filter that a symbolic link leads to, which need not be one of those that were found. */
function openingLink({ access }: CompiledSteps['open'], link: Expression): Open {
  return (ctx) => {
    const path = String(link.evaluate(ctx.scope));
    const object = ctx.device.find(({ kind, filter }) => kind === 'filter' && filter.path.toLowerCase() === path.toLowerCase());
    const opened = object ? ctx.fixture.openAnother(object, access && { access }) : ctx.fixture.adopt(ctx.target.open(path, Access[access ?? 'readWrite']));
    return { opened, object };
  };
}

function openingChild({ class: className, parameters, access }: CompiledSteps['open']): Open {
  return (ctx, from) => {
    const parent: Handle = from?.handle ?? ctx.subject().handle;
    if (!className) throw new CannotTell('a child needs a class string');
    const create = {
      class: String(className.evaluate(ctx.scope)),
      parameters: parameters ? asBytes(parameters.evaluate(ctx.scope), parameters.source) : noBytes,
      access: Access[access ?? 'read'],
    };
    return { opened: ctx.fixture.openChild(parent, create), object: undefined, create };
  };
}

export function close({ close: name, expect }: CompiledSteps['close']): Run {
  const title = `close ${name}`;
  const check = expectationOf(expect);
  return (ctx) => {
    ctx.requests++;
    const { handle, object } = ctx.resolve(name);
    const status = ctx.other.has(handle) ? ctx.other.from(handle, () => ctx.target.close(handle)) : ctx.fixture.close(handle);
    ctx.other.forget(handle);
    ctx.bound.delete(name);
    if (object) ctx.asked.closed(object);
    recordHandle(ctx.trace, title, status);
    if (!isSuccess(status) && expect.implied) throw new CannotTell(`${title} answered ${statusName(status)}`);
    check(ctx, { what: title, status });
  };
}
