/** Values on their way into an output buffer. */
import { codecOf, isStruct, layoutOfType, type Value } from '../abi/codec.ts';
import { isSuccess } from '../abi/ntstatus.ts';
import { buildInput, ioctlOf, valueTypeOf, verbs } from '../plan/ask.ts';
import type { Addressee, CaseContext } from './context.ts';
import { CannotTell } from './outcome.ts';

/**
 * Encodes a value for an item. Bytes are taken as they are. Where only one field of a struct is the setting, a bare
 * value goes into that field: of the request struct, if that is what travels both ways, else of what a get answers.
 * @param given fields of the request struct that the step says
 */
export function encodeValue(
  ctx: CaseContext,
  asked: Addressee,
  value: Value,
  given: Readonly<Record<string, Value>>,
): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const { item, place } = asked;
  const type = valueTypeOf(item, place.kind);
  const codec = codecOf(type, ctx.scope.arch, ctx.book.types);
  const field = item.kind === 'property' ? item.valueField : undefined;
  if (field === undefined || isStruct(value) || Array.isArray(value)) return codec.encode(value);
  const bytes = baseOf(ctx, asked, type, codec.size ?? codec.minSize, given);
  const { offset, type: fieldType } = locate(ctx, type, field);
  codecOf(fieldType, ctx.scope.arch, ctx.book.types).encodeInto(value, bytes, offset);
  return bytes;
}

function baseOf(
  ctx: CaseContext,
  { item, handle, place }: Addressee,
  type: string,
  size: number,
  given: Readonly<Record<string, Value>>,
): Uint8Array {
  const isRequest = (item.requestTypes[place.kind] ?? item.requestType) === type;
  const input = buildInput(ctx.book, item, place, isRequest ? verbs.set : verbs.get, ctx.scope, given);
  if (isRequest) return input;
  const output = new Uint8Array(size);
  ctx.requests++;
  const answer = ctx.target.ioctl(handle, ioctlOf.property, input, output);
  return isSuccess(answer.status) ? output : new Uint8Array(size);
}

/** Type of a field of a struct, by path. */
export function fieldType(ctx: CaseContext, type: string, path: string): string {
  return locate(ctx, type, path).type;
}

interface Located {
  readonly offset: number;
  readonly type: string;
}

/** Finds a field by path: `Value`, `Outer.Inner` through nested structs, in any part of `A + B` before one of open size. */
function locate(ctx: CaseContext, type: string, path: string): Located {
  let base = 0;
  for (const part of type.split('+').map((name) => name.trim())) {
    const found = locateIn(ctx, part, path);
    if (found) return { offset: base + found.offset, type: found.type };
    const { size } = codecOf(part, ctx.scope.arch, ctx.book.types);
    if (size === null) break;
    base += size;
  }
  throw new CannotTell(`${type} has no field ${path}`);
}

function locateIn(ctx: CaseContext, type: string, path: string): Located | undefined {
  const layout = layoutOfType(type, ctx.scope.arch, ctx.book.types);
  const whole = layout?.fields.find((f) => f.name === path);
  if (whole) return { offset: whole.offset, type: whole.type };
  const dot = path.indexOf('.');
  const outer = dot < 0 ? undefined : layout?.fields.find((f) => f.name === path.slice(0, dot));
  const inner = outer && locateIn(ctx, outer.type, path.slice(dot + 1));
  return outer && inner && { offset: outer.offset + inner.offset, type: inner.type };
}
