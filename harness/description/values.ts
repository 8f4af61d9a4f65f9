/** Values of KS as JSON: structs with the names of C, GUIDs by name, and bytes as hexadecimal where nothing else fits. */
import { codecOf, CodecError, TypeExpressionError, isStruct, type Codec, type StructValue, type Value } from '../abi/codec.ts';
import { layoutOf, sizeOfType, type Arch } from '../abi/layout.ts';
import { GUID_NULL, parseGuid } from '../abi/guid.ts';
import { guidByName, guidName } from '../abi/names.ts';
import { statusByName } from '../abi/ntstatus.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Descriptions are written for this caller: only values without pointers are kept, and those are the same for both. */
const arch: Arch = 'x64';

/** The name of a GUID, or its text. */
export const guidText = (guid: string, prefer = ''): string => guidName(guid, prefer);

/** Canonical text of a GUID that is written as text or by its name; `undefined` if it is neither. */
export function guidOf(text: string): string | undefined {
  return guidByName(text) ?? parseGuid(text);
}

/** Bytes as `{ "hex": "0011…" }`. */
export function hexJson(bytes: Uint8Array): { readonly hex: string } {
  return { hex: Buffer.from(bytes).toString('hex') };
}

/** The bytes of `{ "hex": … }`; `undefined` if the JSON is something else. */
export function hexBytes(json: Json): Uint8Array | undefined {
  const hex = isObject(json) && Object.keys(json).length === 1 ? json['hex'] : undefined;
  if (typeof hex !== 'string' || hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) return undefined;
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

/** The code of a status that is written as its name or as `0xC0000001`; `undefined` if it is neither. */
export function statusOf(text: string): number | undefined {
  return statusByName(text) ?? (/^0x[0-9A-F]{8}$/i.test(text) ? Number(text) : undefined);
}

/**
 * Bytes at the start of a value that repeat the request, where the same struct travels both ways: its header, which is
 * the struct's first member.
 */
export function repeatedBytes(type: string | undefined, request: string | undefined): number {
  if (type === undefined || type !== request) return 0;
  const first = layoutOf(arch, type)?.fields[0];
  return first === undefined ? 0 : (sizeOfType(arch, first.type) ?? 0);
}

/** The shortest value of a type with nothing in it: zeros, an empty list, an empty text; no bytes for no type. */
export function blankValue(type: string | undefined): Uint8Array {
  const codec = type === undefined ? undefined : codecFor(type);
  if (codec === undefined) return new Uint8Array(0);
  if (codec.size !== null) return new Uint8Array(codec.size);
  for (const empty of [{}, [], '', new Uint8Array(0), 0, GUID_NULL] as const) {
    try {
      return codec.encode(empty);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
    }
  }
  return new Uint8Array(0);
}

/** The codec of a type of the headers, or `undefined` if they have none. */
export function codecFor(type: string): Codec | undefined {
  try {
    return codecOf(type, arch);
  } catch (error) {
    if (error instanceof TypeExpressionError) return undefined;
    throw error;
  }
}

/**
 * The bytes of a value of `type` that is written as JSON.
 * @throws CodecError if it is no such value
 */
export function encodeJson(type: string, json: Json): Uint8Array {
  const bytes = hexBytes(json);
  if (bytes) return bytes;
  const codec = codecFor(type);
  if (!codec) throw new CodecError(type, 'it is no type of the headers: write the bytes as { "hex": "…" }');
  return codec.encode(valueOf(json));
}

/** JSON from which {@link encodeJson} gives exactly these bytes back, as short as it can be. */
export function jsonOf(type: string | undefined, bytes: Uint8Array): Json {
  const codec = type === undefined ? undefined : codecFor(type);
  const value = codec && decoded(codec, bytes);
  if (codec === undefined || value === undefined || !gives(codec, value, bytes)) return hexJson(bytes);
  const short = isStruct(value) ? shortened(codec, value, bytes) : value;
  const json = toJson(short);
  // Text that happens to be a name, or a number that JSON cannot hold, would be read as something else.
  return gives(codec, valueOf(json), bytes) ? json : hexJson(bytes);
}

function decoded(codec: Codec, bytes: Uint8Array): Value | undefined {
  try {
    return codec.decode(bytes);
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}

function gives(codec: Codec, value: Value, bytes: Uint8Array): boolean {
  try {
    return Buffer.from(codec.encode(value)).equals(bytes);
  } catch (error) {
    if (error instanceof CodecError) return false;
    throw error;
  }
}

/** A struct without the members that need not be said: zeros, sizes that are computed, other views of a union. */
function shortened(codec: Codec, whole: StructValue, bytes: Uint8Array): StructValue {
  // A copy without the bytes that a decoded value may hide.
  const root = copyOf(whole) as Record<string, Value>;
  const trim = (struct: Record<string, Value>): void => {
    for (const key of Object.keys(struct).reverse()) {
      const member = struct[key] as Value;
      Reflect.deleteProperty(struct, key);
      if (gives(codec, root, bytes)) continue;
      struct[key] = member;
      for (const inner of Array.isArray(member) ? (member as Value[]) : [member]) {
        if (isStruct(inner)) trim(inner as Record<string, Value>);
      }
    }
  };
  trim(root);
  return inOrder(root, whole);
}

const copyOf = (value: Value): Value => {
  if (Array.isArray(value)) return (value as readonly Value[]).map(copyOf);
  if (!isStruct(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member)]));
};

/** The members of `value` in the order of `model`: taking one out and putting it back moves it to the end. */
function inOrder<T extends Value>(value: T, model: Value): T {
  if (Array.isArray(value) && Array.isArray(model)) return value.map((each, i) => inOrder(each as Value, model[i] as Value)) as unknown as T;
  if (!isStruct(value) || !isStruct(model)) return value;
  const keys = Object.keys(model).filter((key) => key in value);
  return Object.fromEntries(keys.map((key) => [key, inOrder(value[key] as Value, model[key] as Value)])) as unknown as T;
}

function toJson(value: Value): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value === 'string') return parseGuid(value) === value ? guidName(value) : value;
  if (value instanceof Uint8Array) return hexJson(value);
  if (Array.isArray(value)) return (value as readonly Value[]).map(toJson);
  if (isStruct(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
  return value as number | boolean | null;
}

/** A value as codecs take it. */
function valueOf(json: Json): Value {
  if (typeof json === 'string') return /^-?\d{16,20}$/.test(json) ? BigInt(json) : (guidByName(json) ?? json);
  if (Array.isArray(json)) return (json as readonly Json[]).map(valueOf);
  if (!isObject(json)) return json as Value;
  return hexBytes(json) ?? Object.fromEntries(Object.entries(json).map(([key, member]) => [key, valueOf(member)]));
}

const isObject = (json: Json): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
