/** Steps about events: enable, disable, notification, signals. */
import { codecOf, CodecError, type Value } from '../../abi/codec.ts';
import { IOCTL } from '../../abi/ioctl.ts';
import { isSuccess } from '../../abi/ntstatus.ts';
import { layoutOf, type Arch } from '../../abi/layout.ts';
import { constantByName } from '../../abi/names.ts';
import { buildInput, valueTypeOf } from '../../plan/ask.ts';
import { evaluateAll } from '../../plan/fixture.ts';
import { requestLayout } from '../../plan/request-layout.ts';
import type { CompiledSteps, Item } from '../../spec/model.ts';
import type { Handle } from '../../target/target.ts';
import type { CaseContext } from '../context.ts';
import { perform } from '../exchange.ts';
import { CannotTell } from '../outcome.ts';
import { span } from '../request.ts';
import { conclude } from './ask.ts';

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

export function enable(ctx: CaseContext, step: CompiledSteps['enable']): void {
  const { item, handle, place, object } = ctx.address(step.enable, step.to);
  const signal = ctx.createSignal(step.signal);
  const region = ctx.allocate(dataSize(ctx, valueTypeOf(item, place.kind)));
  fillEventData(ctx, step, item, valueTypeOf(item, place.kind), region.bytes, signal);
  const inputBytes = buildInput(ctx.book, item, place, step.flags.evaluateNumber(ctx.scope), ctx.scope, evaluateAll(step.with, ctx.scope));
  const title = `enable ${item.name}`;
  const received = perform(ctx, {
    title,
    handle,
    code: IOCTL.IOCTL_KS_ENABLE_EVENT,
    input: inputBytes,
    inputBytes,
    outputLength: region.length,
    outputMemory: span(region),
    item,
    object,
    requestType: item.requestTypes[place.kind] ?? item.requestType,
  });
  if (step.as !== undefined && isSuccess(received.status)) ctx.enables.set(step.as, { handle, item, object, region, signal });
  conclude(ctx, step, { what: title, status: received.status, information: received.information, item });
  // What a later request needs to name this enable, or to try another one with the same notification object.
  if (step.as !== undefined) {
    ctx.scope[step.as] = { ...(ctx.scope[step.as] as object), address: region.address, signal: Number(signal) };
  }
}

function dataSize(ctx: CaseContext, type: string): number {
  const least = eventDataLayout(ctx.scope.arch).size;
  return Math.max(least, type === 'none' ? 0 : requestLayout(type, ctx.scope.arch, ctx.book.types).structSize);
}

function fillEventData(
  ctx: CaseContext,
  step: CompiledSteps['enable'],
  item: Item,
  type: string,
  bytes: Uint8Array,
  signal: Handle,
): void {
  const { arch } = ctx.scope;
  const at = eventDataLayout(arch);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const semaphore = step.signal === 'semaphore';
  view.setUint32(at.type, semaphore ? notification.semaphore : notification.event, true);
  if (arch === 'x64') view.setBigUint64(at.handle, BigInt(signal), true);
  else view.setUint32(at.handle, signal, true);
  if (semaphore) view.setInt32(at.adjustment, 1, true);
  if (type === 'none') return;
  const given = evaluateAll(step.data, ctx.scope);
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

export function disable(ctx: CaseContext, step: CompiledSteps['disable']): void {
  const known = ctx.enables.get(step.disable);
  if (!known && step.disable !== 'all') throw new CannotTell(`nothing enabled is called "${step.disable}"`);
  const handle = step.to === undefined ? (known?.handle ?? ctx.subject().handle) : ctx.resolve(step.to).handle;
  const title = `disable ${step.disable}`;
  const size = eventDataLayout(ctx.scope.arch).size;
  const received = perform(ctx, {
    title,
    handle,
    code: IOCTL.IOCTL_KS_DISABLE_EVENT,
    // The address itself names the enable (EVT-040).
    input: known ? span(known.region, size) : null,
    inputBytes: known ? known.region.bytes.slice(0, size) : null,
    outputLength: 0,
    item: known?.item,
    object: known?.object,
  });
  conclude(ctx, step, { what: title, status: received.status, information: received.information });
}

/** Makes an event object that nothing signals yet. */
export function notify(ctx: CaseContext, step: CompiledSteps['notification']): void {
  const signal = ctx.createSignal(step.signal);
  ctx.notifications.set(step.notification, signal);
  ctx.scope[step.notification] = { signal: Number(signal) };
}

export function signals(ctx: CaseContext, step: CompiledSteps['signals']): void {
  const signal = ctx.enables.get(step.signals)?.signal ?? ctx.notifications.get(step.signals);
  if (signal === undefined) throw new CannotTell(`nothing enabled is called "${step.signals}"`);
  const wanted = step.count?.evaluateNumber(ctx.scope) ?? Infinity;
  const within = step.within ? BigInt(Math.round(step.within.evaluateNumber(ctx.scope))) : 0n;
  const deadline = ctx.target.now() + within;
  let came = 0;
  for (;;) {
    const left = deadline - ctx.target.now();
    const taken = ctx.target.takeSignals(signal, left > 0n ? left : 0n);
    came += taken;
    // What is too much shows only when the whole time is waited for.
    if (taken === 0 || came > wanted) break;
  }
  if (step.as !== undefined) ctx.scope[step.as] = came;
  if (step.count && came !== wanted) {
    const time = `${Number(within) / 10_000} ms`;
    ctx.breach(`${step.signals} was signalled ${came} times within ${time}`, `${wanted} times`, step.rules, step.strength, 'O15');
  }
}
