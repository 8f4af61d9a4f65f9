/** Steps about events: enable, disable, notification, signals. */
import { byteLength } from '../../abi/byte-length.ts';
import { codecOf, CodecError, type Value } from '../../abi/codec.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import { isSuccess } from '../../abi/ntstatus.ts';
import { layoutOf, type Arch } from '../../abi/layout.ts';
import { constantByName } from '../../abi/names.ts';
import { buildInput, valueTypeOf } from '../../plan/ask.ts';
import { evaluateAll } from '../../plan/fixture.ts';
import { requestLayout } from '../../plan/request-layout.ts';
import type { CompiledSteps, Item, Scope } from '../../spec/model.ts';
import type { Handle } from '../../target/target.ts';
import { givenBy, type Given } from '../bindings.ts';
import type { CaseContext } from '../context.ts';
import { perform, ready } from '../exchange.ts';
import { CannotTell } from '../outcome.ts';
import { questionOf } from '../question.ts';
import { span } from '../request.ts';
import { conclusionOf } from './ask.ts';
import type { Run } from './run.ts';

/** Where KSEVENTDATA keeps what: type, handle, and the amount a semaphore is released by. */
function eventDataLayout(arch: Arch): { size: number; type: number; handle: number; adjustment: number } {
  const layout = layoutOf(arch, 'KSEVENTDATA');
  const offset = (name: string) => layout?.fields.find((f) => f.name === name)?.offset ?? 0;
  return {
    size: layout?.size ?? 0,
    type: offset('NotificationType'),
    handle: offset('EventHandle.Event'),
    adjustment: offset('SemaphoreHandle.Adjustment'),
  };
}

const notification = {
  event: Number(constantByName('KSEVENTF_EVENT_HANDLE')),
  semaphore: Number(constantByName('KSEVENTF_SEMAPHORE_HANDLE')),
} as const;

export function enable(step: CompiledSteps['enable']): Run {
  const { enable: use, to, as, signal: kind, flags } = step;
  const givenOf = givenBy(step.with);
  const dataOf = givenBy(step.data);
  const conclude = conclusionOf(step);
  return (ctx) => {
    const asked = ctx.address(use, to);
    const { item, handle, place, object } = asked;
    const type = valueTypeOf(item, place.kind);
    const signal = ctx.createSignal(kind);
    const region = ctx.allocate(dataSize(ctx, type));
    fillEventData(ctx, { kind, signal, dataOf }, item, type, region.bytes);
    const inputBytes = buildInput(ctx.book, item, place, flags.evaluateNumber(ctx.scope), ctx.scope, givenOf(ctx.scope));
    const question = { ...questionOf(asked, `enable ${item.name}`, inputBytes), code: IOCTL.IOCTL_KS_ENABLE_EVENT, valueType: undefined };
    const received = perform(ctx, { question, handle, outputLength: region.length, value: undefined, outputMemory: span(region) });
    if (as !== undefined && isSuccess(received.status)) ctx.enables.set(as, { handle, item, object, region, signal });
    conclude(ctx, { what: question.title, status: received.status, information: received.information, item });
    // What a later request needs to name this enable, or to try another one with the same notification object.
    if (as !== undefined) {
      ctx.scope[as] = { ...(ctx.scope[as] as object), address: region.address, signal: Number(signal) };
    }
  };
}

function dataSize(ctx: CaseContext, type: string): number {
  const least = eventDataLayout(ctx.scope.arch).size;
  return Math.max(least, type === 'none' ? 0 : requestLayout(type, ctx.scope.arch, ctx.book.types).structSize);
}

/** How an event is to be told, and what else the step says of its data. */
interface Told {
  readonly kind: CompiledSteps['enable']['signal'];
  readonly signal: Handle;
  readonly dataOf: (scope: Scope) => Given;
}

function fillEventData(ctx: CaseContext, { kind, signal, dataOf }: Told, item: Item, type: string, bytes: Uint8Array): void {
  const { arch } = ctx.scope;
  const at = eventDataLayout(arch);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const semaphore = kind === 'semaphore';
  view.setUint32(at.type, semaphore ? notification.semaphore : notification.event, true);
  if (arch === 'x64') view.setBigUint64(at.handle, BigInt(signal), true);
  else view.setUint32(at.handle, signal, true);
  if (semaphore) view.setInt32(at.adjustment, 1, true);
  if (type === 'none') return;
  const given = dataOf(ctx.scope);
  const defaults = item.kind === 'event' ? evaluateAll(item.defaults, ctx.scope, given) : {};
  const codec = codecOf(type, arch, ctx.book.types);
  try {
    const common = codec.decode(bytes) as Readonly<Record<string, Value>>;
    codec.encodeInto({ ...common, ...defaults, ...given }, bytes, 0);
  } catch (error) {
    if (error instanceof CodecError) throw new CannotTell(error.message);
    throw error;
  }
}

export function disable(step: CompiledSteps['disable']): Run {
  const { disable: name, to } = step;
  const title = `disable ${name}`;
  const conclude = conclusionOf(step);
  return (ctx) => {
    const known = ctx.enables.get(name);
    if (!known && name !== 'all') throw new CannotTell(`nothing enabled is called "${name}"`);
    const handle = to === undefined ? (known?.handle ?? ctx.subject().handle) : ctx.resolve(to).handle;
    const size = eventDataLayout(ctx.scope.arch).size;
    const question = {
      title,
      code: IOCTL.IOCTL_KS_DISABLE_EVENT,
      // The address itself names the enable (EVT-040).
      input: known ? span(known.region, byteLength(size)) : null,
      inputBytes: known ? known.region.bytes.slice(0, size) : null,
      item: known?.item,
      object: known?.object,
      requestType: undefined,
      valueType: undefined,
      outputType: undefined,
    };
    const received = perform(ctx, ready(question, handle, 0));
    conclude(ctx, { what: title, status: received.status, information: received.information });
  };
}

/** Makes an event object that nothing signals yet. */
export function notify({ notification: name, signal: kind }: CompiledSteps['notification']): Run {
  return (ctx) => {
    const signal = ctx.createSignal(kind);
    ctx.notifications.set(name, signal);
    ctx.scope[name] = { signal: Number(signal) };
  };
}

export function signals({ signals: name, count, within: time, as, rules, strength }: CompiledSteps['signals']): Run {
  return (ctx) => {
    const signal = ctx.enables.get(name)?.signal ?? ctx.notifications.get(name);
    if (signal === undefined) throw new CannotTell(`nothing enabled is called "${name}"`);
    const wanted = count?.evaluateNumber(ctx.scope) ?? Infinity;
    const within = time ? BigInt(Math.round(time.evaluateNumber(ctx.scope))) : 0n;
    const deadline = ctx.target.now() + within;
    let came = 0;
    for (;;) {
      const left = deadline - ctx.target.now();
      const taken = ctx.target.takeSignals(signal, left > 0n ? left : 0n);
      came += taken;
      // What is too much shows only when the whole time is waited for.
      if (taken === 0 || came > wanted) break;
    }
    if (as !== undefined) ctx.scope[as] = came;
    if (count && came !== wanted) {
      ctx.breach(`${name} was signalled ${came} times within ${Number(within) / 10_000} ms`, `${wanted} times`, rules, strength, 'O15');
    }
  };
}
