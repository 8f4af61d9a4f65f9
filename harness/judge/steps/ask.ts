/** Steps that ask the device and wait: send, get, set, support, call. */
import { codecOf, type Codec } from '../../abi/codec.ts';
import { STATUS, isError, isSuccess } from '../../abi/ntstatus.ts';
import { buildInput, valueTypeOf, verbs } from '../../plan/ask.ts';
import type { DeviceObject } from '../../plan/device.ts';
import type { Bindings, CompiledExpectation, CompiledSteps, Expression, Item, ItemUse } from '../../spec/model.ts';
import type { Handle } from '../../target/target.ts';
import { givenBy } from '../bindings.ts';
import type { Addressee, CaseContext } from '../context.ts';
import { askDescription, descriptionType } from '../device-limits.ts';
import { checkWritten, perform, ready, type Question, type Received } from '../exchange.ts';
import { decodeOutput, expectationOf, type Check, type Observed } from '../expect.ts';
import { checkNoAddress } from '../no-address.ts';
import { questionOf } from '../question.ts';
import { requestMaker } from '../request.ts';
import { decodeHeaders } from '../stream-headers.ts';
import { encodeValue } from '../value.ts';
import type { Run } from './run.ts';

const noBytes = new Uint8Array(0);
/** Longest answer asked for where a device does not tell the size. */
const generousSize = 65_536;

type Verb = 'get' | 'set' | 'support' | 'call';

interface AskStep {
  readonly to?: string;
  readonly with: Bindings;
  readonly output?: Expression;
  readonly as?: string;
  readonly expect: CompiledExpectation;
}

/** What is the same in every try of a case that asks an object by a step. */
export interface KnownAsk {
  /** With the handle of the first try. */
  readonly addressee: Addressee;
  /** Whose handle takes it. */
  readonly carrier: DeviceObject;
  /** Of the item's value at the object asked. */
  readonly codec: Codec;
  /** Absent where something that a step binds goes into it. */
  readonly question: Question | undefined;
}

/** Whom a step asks in one try, and what. */
interface Ask extends Addressee {
  readonly question: Question;
  readonly codec: Codec;
}

export function send(step: CompiledSteps['send']): Run {
  const make = requestMaker(step.send);
  const conclude = conclusionOf(step);
  return (ctx) => {
    const request = make(ctx);
    const received = perform(ctx, request);
    const { question, stream } = request;
    const { valueType, outputType } = question;
    const codec = stream || outputType !== undefined || valueType === undefined ? undefined : codecOf(valueType, ctx.scope.arch, ctx.book.types);
    const seen = observe(question, received, codec);
    conclude(ctx, stream ? { ...seen, value: decodeHeaders(ctx, stream) } : seen);
  };
}

export function get(step: CompiledSteps['get']): Run {
  const { output } = step;
  const askOf = asker(step, step.get, 'get');
  const conclude = conclusionOf(step);
  return (ctx) => {
    const asked = askOf(ctx);
    const { item, question, handle, codec } = asked;
    const received = output ? perform(ctx, ready(question, handle, output.evaluateNumber(ctx.scope))) : performSized(ctx, asked);
    // Asked twice, the value may be another one when other lists of steps run meanwhile.
    if (!output && isSuccess(received.status) && !ctx.interleaved && item.kind === 'property' && !item.volatile) {
      checkWritten(ctx, ready(question, handle, received.bytes.length), received);
      checkNoAddress(ctx, codec.type, received.bytes);
    }
    conclude(ctx, observe(question, received, codec));
  };
}

export function set(step: CompiledSteps['set']): Run {
  const { output } = step;
  const askOf = asker(step, step.set, 'set');
  const givenOf = givenBy(step.with);
  const conclude = conclusionOf(step);
  return (ctx) => {
    const asked = askOf(ctx);
    const { question, handle } = asked;
    const value = encodeValue(ctx, asked, step.value.evaluate(ctx.scope), givenOf(ctx.scope));
    const received = perform(ctx, ready(question, handle, output?.evaluateNumber(ctx.scope) ?? value.length, value));
    conclude(ctx, observe(question, received, undefined));
  };
}

export function support(step: CompiledSteps['support']): Run {
  const { output } = step;
  const askOf = asker(step, step.support, 'support', descriptionType);
  const conclude = conclusionOf(step);
  return (ctx) => {
    const { item, question, handle } = askOf(ctx);
    let received: Received;
    if (output) {
      received = perform(ctx, ready(question, handle, output.evaluateNumber(ctx.scope)));
    } else if (item.kind !== 'property') {
      received = perform(ctx, ready(question, handle, item.kind === 'method' ? 4 : 0));
    } else {
      received = askDescription((outputLength) => perform(ctx, ready(question, handle, outputLength)));
    }
    const type = received.bytes.length > 4 ? descriptionType : 'ULONG';
    conclude(ctx, observe(question, received, codecOf(type, ctx.scope.arch, ctx.book.types)));
  };
}

export function call(step: CompiledSteps['call']): Run {
  const { value: sent, output } = step;
  const askOf = asker(step, step.call, 'call');
  const givenOf = givenBy(step.with);
  const conclude = conclusionOf(step);
  return (ctx) => {
    const asked = askOf(ctx);
    const { question, handle, codec } = asked;
    const value = sent && encodeValue(ctx, asked, sent.evaluate(ctx.scope), givenOf(ctx.scope));
    const outputLength = output?.evaluateNumber(ctx.scope) ?? value?.length ?? codec.size ?? 0;
    const received = perform(ctx, ready(question, handle, outputLength, value));
    conclude(ctx, observe(question, received, codec));
  };
}

/** Compiles whom a step asks, and what. Of what a case asks again and again, only the handle is looked up again. */
function asker(step: AskStep, use: ItemUse, verb: Verb, outputType?: string): (ctx: CaseContext) => Ask {
  const givenOf = givenBy(step.with);
  const makeQuestion = (ctx: CaseContext, addressee: Addressee): Question => {
    const { item, place } = addressee;
    const input = buildInput(ctx.book, item, place, flagsOf(item, verb), ctx.scope, givenOf(ctx.scope));
    return questionOf(addressee, `${verb} ${item.name}`, input, outputType);
  };
  const codecAt = (ctx: CaseContext, { item, place }: Addressee) => codecOf(valueTypeOf(item, place.kind), ctx.scope.arch, ctx.book.types);
  if (step.to !== undefined) {
    return (ctx) => {
      const addressee = ctx.address(use, step.to);
      return askOf(addressee, addressee.handle, makeQuestion(ctx, addressee), codecAt(ctx, addressee));
    };
  }
  const constant = isOfCase(step.with);
  return (ctx) => {
    const known = ctx.asks.get(step);
    if (known) {
      const { addressee, question, codec } = known;
      const handle = ctx.open(known.carrier);
      return askOf(addressee, handle, question ?? makeQuestion(ctx, addressee), codec);
    }
    const addressee = ctx.address(use, undefined);
    const { item, carrier, handle } = addressee;
    const question = makeQuestion(ctx, addressee);
    const codec = codecAt(ctx, addressee);
    if (carrier) ctx.asks.set(step, { addressee, carrier, codec, question: constant && isOfCase(item.with) ? question : undefined });
    return askOf(addressee, handle, question, codec);
  };
}

function askOf({ item, place, object }: Addressee, handle: Handle, question: Question, codec: Codec): Ask {
  return { item, place, object, handle, question, codec };
}

/** Whether nothing that a step binds goes into bindings. */
function isOfCase(bindings: Bindings): boolean {
  return [...bindings.values()].every(({ variables }) => variables.every((name) => name === 'object' || name === 'item'));
}

function flagsOf(item: Item, verb: Verb): number {
  if (verb === 'get') return verbs.get;
  if (verb === 'set') return verbs.set;
  if (verb === 'call') return item.kind === 'method' && item.flags !== 0 ? item.flags : verbs.methodSend;
  return { property: verbs.propertySupport, event: verbs.eventSupport, method: verbs.methodSupport }[item.kind];
}

/** Gets a value whose size is told by its type, or else by the device (PROP-021). */
function performSized(ctx: CaseContext, { question, handle, codec }: Ask): Received {
  if (codec.size !== null) return perform(ctx, ready(question, handle, codec.size));
  const query = perform(ctx, ready(question, handle, 0));
  if (query.status === STATUS.STATUS_BUFFER_OVERFLOW) return perform(ctx, ready(question, handle, query.information));
  if (query.status === STATUS.STATUS_BUFFER_TOO_SMALL) return perform(ctx, ready(question, handle, generousSize));
  return query;
}

/** @param codec of the output, if it is to be decoded */
function observe({ title, item }: Question, { status, information, bytes, changed }: Received, codec: Codec | undefined): Observed {
  const decodes = codec !== undefined && codec.type !== 'none' && !isError(status) && bytes.length > 0;
  const { value, undecodable } = decodes ? decodeOutput(codec, bytes) : undecoded;
  return { what: title, status, information, bytes, changed, item, value, undecodable };
}

const undecoded: ReturnType<typeof decodeOutput> = {};

/** Compiles what is done with an answer: it is bound under its name, then what is expected of it is checked. */
export function conclusionOf({ as, expect }: { readonly as?: string; readonly expect: CompiledExpectation }): Check {
  const check = expectationOf(expect);
  if (as === undefined) return check;
  return (ctx, seen) => {
    ctx.scope[as] = {
      status: seen.status,
      information: seen.information ?? 0,
      bytes: seen.bytes ?? noBytes,
      value: seen.value ?? null,
      time: ctx.target.now(),
    };
    check(ctx, seen);
  };
}
