/** Steps that ask the device and wait: send, get, set, support, call. */
import { codecOf } from '../../abi/codec.ts';
import { STATUS, isError, isSuccess } from '../../abi/ntstatus.ts';
import { buildInput, ioctlOf, valueTypeOf, verbs } from '../../plan/ask.ts';
import { evaluateAll } from '../../plan/fixture.ts';
import type { Bindings, CompiledExpectation, CompiledSteps, Expression, Item, ItemUse } from '../../spec/model.ts';
import type { Addressee, CaseContext } from '../context.ts';
import { askDescription, descriptionType } from '../device-limits.ts';
import { checkWritten, perform, type Prepared, type Received } from '../exchange.ts';
import { checkExpectation, decodeOutput, type Observed } from '../expect.ts';
import { checkNoAddress } from '../no-address.ts';
import { prepareRequest } from '../request.ts';
import { decodeHeaders } from '../stream-headers.ts';
import { encodeValue } from '../value.ts';

/** Longest answer asked for where a device does not tell the size. */
const generousSize = 65_536;

interface AskStep {
  readonly to?: string;
  readonly with: Bindings;
  readonly output?: Expression;
  readonly as?: string;
  readonly expect: CompiledExpectation;
}

export function send(ctx: CaseContext, step: CompiledSteps['send']): void {
  const request = prepareRequest(ctx, step.send);
  const received = perform(ctx, request);
  const seen = observe(ctx, request, received, request.outputType ? undefined : request.valueType);
  if ('headers' in request) {
    const value = decodeHeaders(ctx, { region: request.headerRegion, headers: request.headers });
    conclude(ctx, step, { ...seen, value });
    return;
  }
  conclude(ctx, step, seen);
}

export function get(ctx: CaseContext, step: CompiledSteps['get']): void {
  const { item, request } = prepareAsk(ctx, step.get, step, 'get');
  const received = step.output
    ? perform(ctx, { ...request, outputLength: step.output.evaluateNumber(ctx.scope) })
    : performSized(ctx, request, codecOf(request.valueType, ctx.scope.arch, ctx.book.types).size);
  // Asked twice, the value may be another one when other lists of steps run meanwhile.
  if (isSuccess(received.status) && !ctx.interleaved && item.kind === 'property' && !item.volatile && !step.output) {
    checkWritten(ctx, { ...request, outputLength: received.bytes.length }, received);
    checkNoAddress(ctx, request.valueType, received.bytes);
  }
  conclude(ctx, step, observe(ctx, { ...request, item }, received, request.valueType));
}

export function set(ctx: CaseContext, step: CompiledSteps['set']): void {
  const { asked, request } = prepareAsk(ctx, step.set, step, 'set');
  const value = encodeValue(ctx, asked, step.value.evaluate(ctx.scope), evaluateAll(step.with, ctx.scope));
  const outputLength = step.output?.evaluateNumber(ctx.scope) ?? value.length;
  const received = perform(ctx, { ...request, value, outputLength });
  conclude(ctx, step, observe(ctx, request, received, undefined));
}

export function support(ctx: CaseContext, step: CompiledSteps['support']): void {
  const { item, request: plain } = prepareAsk(ctx, step.support, step, 'support');
  const request = { ...plain, outputType: descriptionType };
  let received: Received;
  if (step.output) {
    received = perform(ctx, { ...request, outputLength: step.output.evaluateNumber(ctx.scope) });
  } else if (item.kind !== 'property') {
    received = perform(ctx, { ...request, outputLength: item.kind === 'method' ? 4 : 0 });
  } else {
    received = askDescription((outputLength) => perform(ctx, { ...request, outputLength }));
  }
  conclude(ctx, step, observe(ctx, request, received, received.bytes.length > 4 ? descriptionType : 'ULONG'));
}

export function call(ctx: CaseContext, step: CompiledSteps['call']): void {
  const { asked, request } = prepareAsk(ctx, step.call, step, 'call');
  const given = evaluateAll(step.with, ctx.scope);
  const value = step.value ? encodeValue(ctx, asked, step.value.evaluate(ctx.scope), given) : undefined;
  const size = codecOf(request.valueType, ctx.scope.arch, ctx.book.types).size;
  const outputLength = step.output?.evaluateNumber(ctx.scope) ?? value?.length ?? size ?? 0;
  const received = perform(ctx, { ...request, value, outputLength });
  conclude(ctx, step, observe(ctx, request, received, request.valueType));
}

function prepareAsk(
  ctx: CaseContext,
  use: ItemUse,
  step: AskStep,
  verb: 'get' | 'set' | 'support' | 'call',
): { asked: Addressee; item: Item; request: Prepared & { readonly valueType: string } } {
  const known = ctx.asks.get(step);
  if (known) {
    const handle = ctx.open(known.object);
    return { asked: { ...known.asked, handle }, item: known.asked.item, request: { ...known.request, handle } };
  }
  const made = makeAsk(ctx, use, step, verb);
  const { asked, request } = made;
  if (asked.object && isConstant(step, asked.item)) ctx.asks.set(step, { asked, request, object: asked.object });
  return made;
}

/** Whether nothing that a step binds goes into the input of what it sends. */
function isConstant(step: AskStep, item: Item): boolean {
  if (step.to !== undefined) return false;
  const ofCase = (expression: Expression) => expression.variables.every((name) => name === 'object' || name === 'item');
  return [...step.with.values(), ...item.with.values()].every(ofCase);
}

function makeAsk(ctx: CaseContext, use: ItemUse, step: AskStep, verb: 'get' | 'set' | 'support' | 'call'): ReturnType<typeof prepareAsk> {
  const asked = ctx.address(use, step.to);
  const { item, handle, place, object } = asked;
  const flags = flagsOf(item, verb);
  const given = evaluateAll(step.with, ctx.scope);
  const inputBytes = buildInput(ctx.book, item, place, flags, ctx.scope, given);
  const request = {
    title: `${verb} ${item.name}`,
    handle,
    code: ioctlOf[item.kind],
    input: inputBytes,
    inputBytes,
    outputLength: 0,
    item,
    object,
    requestType: item.requestTypes[place.kind] ?? item.requestType,
    valueType: valueTypeOf(item, place.kind),
  };
  return { asked, item, request };
}

function flagsOf(item: Item, verb: 'get' | 'set' | 'support' | 'call'): number {
  if (verb === 'get') return verbs.get;
  if (verb === 'set') return verbs.set;
  if (verb === 'call') return item.kind === 'method' && item.flags !== 0 ? item.flags : verbs.methodSend;
  return { property: verbs.propertySupport, event: verbs.eventSupport, method: verbs.methodSupport }[item.kind];
}

/** Gets a value whose size is told by its type, or else by the device (PROP-021). */
function performSized(ctx: CaseContext, request: Prepared, fixed: number | null): Received {
  if (fixed !== null) return perform(ctx, { ...request, outputLength: fixed });
  const query = perform(ctx, request);
  if (query.status === STATUS.STATUS_BUFFER_OVERFLOW) return perform(ctx, { ...request, outputLength: query.information });
  if (query.status === STATUS.STATUS_BUFFER_TOO_SMALL) return perform(ctx, { ...request, outputLength: generousSize });
  return query;
}

function observe(ctx: CaseContext, request: Prepared, received: Received, type: string | undefined): Observed {
  const { status, information, bytes, changed } = received;
  const decodes = type !== undefined && type !== 'none' && !isError(status) && bytes.length > 0;
  return {
    what: request.title,
    status,
    information,
    bytes,
    changed,
    item: request.item,
    ...(decodes && decodeOutput(ctx, type, bytes)),
  };
}

/** Binds the answer under its name, then checks what is expected of it. */
export function conclude(ctx: CaseContext, step: { as?: string; expect: CompiledExpectation }, seen: Observed): void {
  if (step.as !== undefined) {
    ctx.scope[step.as] = {
      status: seen.status,
      information: seen.information ?? 0,
      bytes: seen.bytes ?? new Uint8Array(0),
      value: seen.value ?? null,
      time: ctx.target.now(),
    };
  }
  checkExpectation(ctx, step.expect, seen);
}
