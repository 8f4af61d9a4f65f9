/** Turns a request as a spec states it into bytes, for one subject. */
import type { Value } from '../abi/codec.ts';
import { GUID_NULL } from '../abi/guid.ts';
import { IOCTL } from '../abi/ioctl.ts';
import { ioctlOf, valueTypeOf } from '../plan/ask.ts';
import { evaluateAll } from '../plan/fixture.ts';
import { encodeRequest, headerSize, requestLayout } from '../plan/request-layout.ts';
import type { CompiledRequest, Item, RequestMemory } from '../spec/model.ts';
import type { Buffer, Region, Span, WildPointer } from '../target/target.ts';
import type { Addressee, CaseContext } from './context.ts';
import type { Prepared } from './exchange.ts';
import { CannotTell, NotJudged } from './outcome.ts';
import { encodeHeaders } from './stream-headers.ts';
import { encodeValue } from './value.ts';

/** A prepared request whose output is memory of the target's, so that it can be looked at afterwards. */
export interface PreparedStream extends Prepared {
  readonly headers: readonly { readonly offset: number; readonly data: Region }[];
  readonly headerRegion: Region;
}

/** What of a request does not depend on its output. */
export type PreparedInput = Omit<Prepared, 'outputLength' | 'value' | 'outputMemory'>;

/** Builds a request. Everything that a spec leaves out comes from the item and the subject. */
export function prepareRequest(ctx: CaseContext, request: CompiledRequest): Prepared | PreparedStream {
  let input = ctx.inputs.get(request);
  if (!input) {
    input = prepareInput(ctx, request);
    // A law is tried for many values; where none of them goes into the input it is built once.
    if (isConstant(request)) ctx.inputs.set(request, input);
  }
  if (request.headers) {
    const built = encodeHeaders(ctx, request.headers);
    const whole = span(built.region, request.output?.evaluateNumber(ctx.scope));
    return { ...input, outputLength: whole.length, outputMemory: whole, headers: built.headers, headerRegion: built.region };
  }
  if (request.outputAt !== undefined) {
    const whole = span(ctx.buffer(request.outputAt), request.output?.evaluateNumber(ctx.scope));
    return { ...input, outputLength: whole.length, outputMemory: whole };
  }
  const value = valueOf(ctx, request);
  const outputLength = request.output ? request.output.evaluateNumber(ctx.scope) : (value?.length ?? 0);
  const memory = request.memory?.output ?? 'normal';
  const outputMemory = memory === 'normal' ? undefined : hostile(ctx, memory, outputLength, value);
  return { ...input, outputLength, value, ...(outputMemory !== undefined && { outputMemory }) };
}

function prepareInput(ctx: CaseContext, request: CompiledRequest): PreparedInput {
  const asked = request.item ? ctx.address(request.item, request.to) : undefined;
  const bound = asked ? undefined : request.to === undefined ? ctx.subject() : ctx.resolve(request.to);
  const handle = asked?.handle ?? bound?.handle;
  if (handle === undefined) throw new CannotTell('the request has no handle to go to');
  const code = request.ioctl ? Number(request.ioctl.evaluate(ctx.scope)) : asked ? ioctlOf[asked.item.kind] : undefined;
  if (code === undefined) throw new CannotTell('the request names neither an IOCTL nor an item');
  const streaming = code === IOCTL.IOCTL_KS_READ_STREAM || code === IOCTL.IOCTL_KS_WRITE_STREAM;
  const inputBytes = inputOf(ctx, request, asked, streaming);
  const hasHeader = inputBytes && inputBytes.length >= headerSize && !streaming;
  return {
    title: titleOf(request, asked?.item, code),
    handle,
    code,
    input: placeInput(ctx, request, inputBytes),
    inputBytes,
    item: asked?.item,
    object: asked?.object ?? bound?.object,
    ...(asked && { valueType: valueTypeOf(asked.item, asked.place.kind) }),
    requestType: asked ? requestTypeOf(asked) : hasHeader ? 'KSPROPERTY' : undefined,
    ...(changesAnswer(ctx, request, asked) && { outputType: 'BYTE[]' }),
  };
}

const constants = new WeakMap<CompiledRequest, boolean>();

/** Whether no variable goes into the input of a request. */
function isConstant(request: CompiledRequest): boolean {
  let known = constants.get(request);
  if (known === undefined) {
    const { ioctl, set, id, flags, input, inputBytes } = request;
    const parts = [ioctl, set, id, flags, input, inputBytes, ...request.with.values()];
    known = request.to === undefined && request.inputAt === undefined && request.memory?.input === undefined && parts.every((e) => !e || e.constant !== undefined);
    constants.set(request, known);
  }
  return known;
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

const titles = new WeakMap<CompiledRequest, Map<Item | number, string>>();

function titleOf(request: CompiledRequest, item: Item | undefined, code: number): string {
  let known = titles.get(request);
  if (!known) titles.set(request, (known = new Map()));
  let title = known.get(item ?? code);
  if (title === undefined) known.set(item ?? code, (title = makeTitle(request, item, code)));
  return title;
}

function makeTitle(request: CompiledRequest, item: Item | undefined, code: number): string {
  const flags = request.flags && /^[A-Z_ |]+$/.test(request.flags.source) ? `${request.flags.source} ` : '';
  if (item) return `${flags}${item.name}`;
  const name = Object.entries(IOCTL).find(([, value]) => value === code)?.[0];
  return `${flags}${name ?? `IOCTL 0x${code.toString(16)}`}`;
}

// ---- input -------------------------------------------------------------------------------------------------------

function inputOf(ctx: CaseContext, request: CompiledRequest, asked: Addressee | undefined, streaming: boolean): Uint8Array | null {
  let bytes: Uint8Array | undefined;
  if (request.inputBytes) bytes = asBytes(request.inputBytes.evaluate(ctx.scope), request.inputBytes.source);
  else if (!streaming && !request.inputAt) bytes = structOf(ctx, request, asked);
  if (!request.input) return bytes ?? null;
  const length = request.input.evaluateNumber(ctx.scope);
  if (length === 0) return null;
  if (bytes?.length === length) return bytes;
  const resized = new Uint8Array(length);
  if (bytes) resized.set(bytes.length > length ? bytes.subarray(0, length) : bytes);
  return resized;
}

function structOf(ctx: CaseContext, request: CompiledRequest, asked: Addressee | undefined): Uint8Array | undefined {
  const given = evaluateAll(request.with, ctx.scope);
  const flags = request.flags?.evaluateNumber(ctx.scope) ?? 0;
  const set = request.set ? String(request.set.evaluate(ctx.scope)) : (asked?.item.set.guid ?? GUID_NULL);
  const id = request.id ? Number(request.id.evaluate(ctx.scope)) : (asked?.item.id ?? 0);
  if (asked) {
    const { item, place } = asked;
    const layout = requestLayout(requestTypeOf(asked), ctx.scope.arch, ctx.book.types);
    const fields = { ...evaluateAll(item.with, ctx.scope, given), ...place.fields, ...given };
    return encodeRequest(layout, { set, id, flags: (flags | place.flags) >>> 0, fields });
  }
  if (!request.set && !request.id && !request.flags && request.with.size === 0) return undefined;
  const layout = requestLayout('KSPROPERTY', ctx.scope.arch, ctx.book.types);
  return encodeRequest(layout, { set, id, flags, fields: given });
}

function placeInput(ctx: CaseContext, request: CompiledRequest, bytes: Uint8Array | null): Buffer {
  if (request.inputAt !== undefined) {
    return span(ctx.buffer(request.inputAt), request.input?.evaluateNumber(ctx.scope));
  }
  const memory = request.memory?.input ?? 'normal';
  return memory === 'normal' ? bytes : hostile(ctx, memory, bytes?.length ?? 0, bytes ?? undefined);
}

// ---- output ------------------------------------------------------------------------------------------------------

function valueOf(ctx: CaseContext, request: CompiledRequest): Uint8Array | undefined {
  if (request.valueBytes) return asBytes(request.valueBytes.evaluate(ctx.scope), request.valueBytes.source);
  if (!request.value) return undefined;
  if (!request.item) throw new CannotTell('a value needs an item to tell its type');
  const given = evaluateAll(request.with, ctx.scope);
  return encodeValue(ctx, ctx.address(request.item, request.to), request.value.evaluate(ctx.scope), given);
}

export function asBytes(value: Value, source: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new CannotTell(`${source} gives no bytes`);
}

/** Memory at an address that a driver gave. The harness does not look at it; requests may name it. */
export class GivenMemory implements Region {
  readonly address: bigint;
  readonly length: number;
  readonly kind = 'normal';
  readonly bytes = new Uint8Array(0);

  constructor(address: bigint, length: number) {
    this.address = address;
    this.length = length;
  }
}

export function span(region: Region, length = region.length): Span | WildPointer {
  return region instanceof GivenMemory ? { address: region.address, length } : { region, offset: 0, length };
}

/** An address in the kernel half that is never mapped to user mode. */
const kernelAddress = 0xffff_8000_0000_1000n;
const kernelAddress32 = 0x8000_1000n;

/** Memory that misbehaves, or the pointer to none. */
function hostile(ctx: CaseContext, kind: RequestMemory, length: number, content: Uint8Array | undefined): Buffer {
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
