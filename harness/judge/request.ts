/** Turns a request as a spec states it into bytes, for one subject. */
import { byteLength, isByteLength, type ByteLength } from '../abi/byte-length.ts';
import type { Value } from '../abi/codec.ts';
import { GUID_NULL } from '../abi/guid.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { ioctlOf, valueTypeOf } from '../plan/ask.ts';
import type { DeviceObject } from '../plan/device.ts';
import { evaluateAll } from '../plan/fixture.ts';
import { encodeRequest, headerSize, requestLayout } from '../plan/request-layout.ts';
import type { CompiledRequest, Expression, Item, RequestMemory, Scope } from '../spec/model.ts';
import type { Buffer, Handle, Region, Span, WildPointer } from '../target/target.ts';
import { givenBy } from './bindings.ts';
import type { Addressee, CaseContext } from './context.ts';
import type { Prepared, Question } from './exchange.ts';
import { CannotTell, NotJudged } from './outcome.ts';
import { headersMaker, type BuiltHeaders } from './stream-headers.ts';
import { encodeValue } from './value.ts';

/** A request with the stream headers in its output, if it has some. */
export interface PreparedRequest extends Prepared {
  readonly stream: BuiltHeaders | undefined;
}

/** Makes a request as a spec states it. Everything that the spec leaves out comes from the item and the subject. */
export type MakeRequest = (ctx: CaseContext) => PreparedRequest;

/** What is sent as the input of a request, and whom it goes to. */
interface Input {
  readonly question: Question;
  readonly handle: Handle;
}

/** An input that is the same in every try of a case. */
export interface KnownInput {
  readonly question: Question;
  /** Whose handle takes it. */
  readonly carrier: DeviceObject;
}

/** Compiles a request. */
export function requestMaker(request: CompiledRequest): MakeRequest {
  const inputOf = inputMaker(request);
  const { output, outputAt } = request;
  if (request.headers) {
    const headersOf = headersMaker(request.headers);
    return (ctx) => {
      const input = inputOf(ctx);
      const stream = headersOf(ctx);
      const whole = span(stream.region, output && asLength(output, ctx.scope));
      return complete(input, whole.length, undefined, whole, stream);
    };
  }
  if (outputAt !== undefined) {
    return (ctx) => {
      const input = inputOf(ctx);
      const whole = span(ctx.buffer(outputAt), output && asLength(output, ctx.scope));
      return complete(input, whole.length, undefined, whole, undefined);
    };
  }
  const valueOf = valueMaker(request);
  const memory = request.memory?.output ?? 'normal';
  return (ctx) => {
    const input = inputOf(ctx);
    const value = valueOf(ctx);
    const length = output ? asLength(output, ctx.scope) : byteLength(value?.length ?? 0);
    return complete(input, length, value, memory === 'normal' ? undefined : hostile(ctx, memory, length, value), undefined);
  };
}

function complete(
  { question, handle }: Input,
  outputLength: number,
  value: Uint8Array | undefined,
  outputMemory: Buffer | undefined,
  stream: BuiltHeaders | undefined,
): PreparedRequest {
  return { question, handle, outputLength, value, outputMemory, stream };
}

// ---- input -------------------------------------------------------------------------------------------------------

/** Compiles the input of a request. A law is tried for many values; where none of them goes into the input it is built once. */
function inputMaker(request: CompiledRequest): (ctx: CaseContext) => Input {
  const make = anyInputMaker(request);
  if (!isConstant(request)) return make;
  return (ctx) => {
    const known = ctx.inputs.get(request);
    if (known) return { question: known.question, handle: ctx.open(known.carrier) };
    const input = make(ctx);
    if (input.carrier) ctx.inputs.set(request, { question: input.question, carrier: input.carrier });
    return input;
  };
}

/** Whether no variable goes into the input of a request. */
function isConstant({ ioctl, set, id, flags, input, inputBytes, to, inputAt, memory, with: bindings }: CompiledRequest): boolean {
  const parts = [ioctl, set, id, flags, input, inputBytes, ...bindings.values()];
  return to === undefined && inputAt === undefined && memory?.input === undefined && parts.every((e) => !e || e.constant !== undefined);
}

function anyInputMaker(request: CompiledRequest): (ctx: CaseContext) => Input & Partial<KnownInput> {
  const { item: use, to, ioctl } = request;
  const bytesOf = bytesMaker(request);
  const placed = placement(request);
  const titles = new Map<Item | number, string>();
  return (ctx) => {
    const asked = use ? ctx.address(use, to) : undefined;
    const bound = asked ? undefined : to === undefined ? ctx.subject() : ctx.resolve(to);
    const handle = asked?.handle ?? bound?.handle;
    if (handle === undefined) throw new CannotTell('the request has no handle to go to');
    const code = ioctl ? Number(ioctl.evaluate(ctx.scope)) : asked ? ioctlOf[asked.item.kind] : undefined;
    if (code === undefined) throw new CannotTell('the request names neither an IOCTL nor an item');
    const item = asked?.item;
    let title = titles.get(item ?? code);
    if (title === undefined) titles.set(item ?? code, (title = makeTitle(request, item, code)));
    const streaming = code === IOCTL.IOCTL_KS_READ_STREAM || code === IOCTL.IOCTL_KS_WRITE_STREAM;
    const inputBytes = bytesOf(ctx, asked, streaming);
    const hasHeader = inputBytes && inputBytes.length >= headerSize && !streaming;
    const question = {
      title,
      code,
      input: placed(ctx, inputBytes),
      inputBytes,
      item,
      object: asked?.object ?? bound?.object,
      valueType: asked && valueTypeOf(asked.item, asked.place.kind),
      requestType: asked ? requestTypeOf(asked) : hasHeader ? 'KSPROPERTY' : undefined,
      outputType: changesAnswer(ctx, request, asked) ? 'BYTE[]' : undefined,
    };
    const carrier = asked ? asked.carrier : to === undefined ? ctx.case.subject : undefined;
    return { question, handle, ...(carrier && { carrier }) };
  };
}

function requestTypeOf({ item, place }: Addressee): string {
  return item.requestTypes[place.kind] ?? item.requestType;
}

/** Whether the output is not the item's value: another verb, id or set than those of a plain get or set. */
function changesAnswer(ctx: CaseContext, request: CompiledRequest, asked: Addressee | undefined): boolean {
  if (!asked || request.set || request.id) return true;
  if (asked.item.kind !== 'property' || !request.flags) return false;
  const flags = request.flags.evaluateNumber(ctx.scope);
  return flags !== 1 && flags !== 2;
}

function makeTitle(request: CompiledRequest, item: Item | undefined, code: number): string {
  const flags = request.flags && /^[A-Z_ |]+$/.test(request.flags.source) ? `${request.flags.source} ` : '';
  if (item) return `${flags}${item.name}`;
  const name = Object.entries(IOCTL).find(([, value]) => value === code)?.[0];
  return `${flags}${name ?? `IOCTL 0x${code.toString(16)}`}`;
}

type MakeBytes = (ctx: CaseContext, asked: Addressee | undefined, streaming: boolean) => Uint8Array | null;

function bytesMaker(request: CompiledRequest): MakeBytes {
  const { inputBytes, inputAt, input } = request;
  const structOf = structMaker(request);
  const plain = (ctx: CaseContext, asked: Addressee | undefined, streaming: boolean): Uint8Array | undefined => {
    if (inputBytes) return asBytes(inputBytes.evaluate(ctx.scope), inputBytes.source);
    return streaming || inputAt ? undefined : structOf(ctx, asked);
  };
  if (!input) return (ctx, asked, streaming) => plain(ctx, asked, streaming) ?? null;
  return (ctx, asked, streaming) => {
    const bytes = plain(ctx, asked, streaming);
    const length = asLength(input, ctx.scope);
    if (length === 0) return null;
    if (bytes?.length === length) return bytes;
    const resized = new Uint8Array(length);
    if (bytes) resized.set(bytes.length > length ? bytes.subarray(0, length) : bytes);
    return resized;
  };
}

function structMaker(request: CompiledRequest): (ctx: CaseContext, asked: Addressee | undefined) => Uint8Array | undefined {
  const givenOf = givenBy(request.with);
  const bare = !request.set && !request.id && !request.flags && request.with.size === 0;
  return (ctx, asked) => {
    const given = givenOf(ctx.scope);
    const flags = request.flags?.evaluateNumber(ctx.scope) ?? 0;
    const set = request.set ? String(request.set.evaluate(ctx.scope)) : (asked?.item.set.guid ?? GUID_NULL);
    const id = request.id ? Number(request.id.evaluate(ctx.scope)) : (asked?.item.id ?? 0);
    if (asked) {
      const { item, place } = asked;
      const layout = requestLayout(requestTypeOf(asked), ctx.scope.arch, ctx.book.types);
      const fields = { ...evaluateAll(item.with, ctx.scope, given), ...place.fields, ...given };
      return encodeRequest(layout, { set, id, flags: (flags | place.flags) >>> 0, fields });
    }
    if (bare) return undefined;
    return encodeRequest(requestLayout('KSPROPERTY', ctx.scope.arch, ctx.book.types), { set, id, flags, fields: given });
  };
}

/** Where the input lies: with the harness, in memory that a step made, or in memory that misbehaves. */
function placement(request: CompiledRequest): (ctx: CaseContext, bytes: Uint8Array | null) => Buffer {
  const { inputAt, input, memory } = request;
  if (inputAt !== undefined) return (ctx) => span(ctx.buffer(inputAt), input && asLength(input, ctx.scope));
  const kind = memory?.input ?? 'normal';
  if (kind === 'normal') return (_ctx, bytes) => bytes;
  return (ctx, bytes) => hostile(ctx, kind, byteLength(bytes?.length ?? 0), bytes ?? undefined);
}

// ---- output ------------------------------------------------------------------------------------------------------

function valueMaker({ valueBytes, value, item, to, with: bindings }: CompiledRequest): (ctx: CaseContext) => Uint8Array | undefined {
  if (valueBytes) return (ctx) => asBytes(valueBytes.evaluate(ctx.scope), valueBytes.source);
  if (!value) return () => undefined;
  const givenOf = givenBy(bindings);
  return (ctx) => {
    if (!item) throw new CannotTell('a value needs an item to tell its type');
    const given = givenOf(ctx.scope);
    return encodeValue(ctx, ctx.address(item, to), value.evaluate(ctx.scope), given);
  };
}

export function asBytes(value: Value, source: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new CannotTell(`${source} gives no bytes`);
}

/** @throws CannotTell if the expression gives what no buffer can have as its length */
function asLength(expression: Expression, scope: Scope): ByteLength {
  const length = expression.evaluateNumber(scope);
  if (isByteLength(length)) return length;
  throw new CannotTell(`${expression.source} gives ${length}, which is no length of a buffer`);
}

/** Memory at an address that a driver gave. Requests may name it; `Target.peek` tells what is there. */
export class GivenMemory implements Region {
  readonly address: bigint;
  readonly length: ByteLength;
  readonly kind = 'normal';
  readonly bytes = new Uint8Array(0);

  constructor(address: bigint, length: number) {
    this.address = address;
    this.length = byteLength(length);
  }
}

export function span(region: Region, length = region.length): Span | WildPointer {
  return region instanceof GivenMemory ? { address: region.address, length } : { region, offset: 0, length };
}

/** An address in the kernel half that is never mapped to user mode. */
const kernelAddress = 0xffff_8000_0000_1000n;
const kernelAddress32 = 0x8000_1000n;

/** Memory that misbehaves, or the pointer to none. */
function hostile(ctx: CaseContext, kind: RequestMemory, length: ByteLength, content: Uint8Array | undefined): Buffer {
  if (kind === 'null') return { address: 0n, length };
  if (kind === 'kernel') return { address: ctx.scope.arch === 'x64' ? kernelAddress : kernelAddress32, length };
  if (kind !== 'normal' && kind !== 'misaligned' && !ctx.target.capabilities.has('hostile-memory')) {
    throw new NotJudged('target-cannot', `the target gives no ${kind} memory`);
  }
  if (kind === 'cut-off') {
    // All but the last byte is there. Real memory ends only where a page does: 16-aligned, it would go on for some bytes.
    const there = Math.max(0, length - 1);
    const { address, bytes } = ctx.allocate(there, 'normal', (16 - (there % 16)) % 16);
    bytes.set(content?.subarray(0, bytes.length) ?? []);
    return { address, length };
  }
  const region = kind === 'misaligned' ? ctx.allocate(length, 'normal', 1) : ctx.allocate(length, kind === 'normal' ? 'normal' : kind);
  if (content && region.bytes.length >= content.length) region.bytes.set(content);
  return span(region);
}
