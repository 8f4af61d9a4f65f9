/**
 * A decoded value. Integers of up to 32 bits are numbers, 64-bit integers, pointers and handles are bigints, GUIDs are
 * canonical text, byte arrays are `Uint8Array`, structs are objects with the field names of C.
 */
export type Value =
  | number
  | bigint
  | string
  | boolean
  | null
  | Uint8Array
  | readonly Value[]
  | { readonly [field: string]: Value };

export type StructValue = { readonly [field: string]: Value };

/** A field flattened for people: dotted name, symbolic text (`KSSTATE_RUN (3)`). */
export interface DecodedField {
  readonly name: string;
  readonly text: string;
}

/** How the size of a value comes about. */
export type Shape = 'fixed' | 'variable' | 'list' | 'string' | 'none';

/**
 * Key under which a decoded object keeps, hidden from enumeration, the bytes it came from; only where its fields alone
 * would not give them back (padding that is not zero, text behind a NUL). Copying the object drops it.
 */
export const RAW: unique symbol = Symbol('raw bytes');

export const isStruct = (value: Value | undefined): value is StructValue =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** The kept bytes of a decoded object, if it has exactly `size` of them (any number, if `size` is not told). */
export function rawOf(value: Value, size?: number): Uint8Array | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const raw = (value as { readonly [RAW]?: Uint8Array })[RAW];
  return raw && (size === undefined || raw.length === size) ? raw : undefined;
}

/** Keeps the bytes of a decoded object. */
export function keepRaw(value: object, bytes: Uint8Array): void {
  Object.defineProperty(value, RAW, { value: bytes, enumerable: false, configurable: true });
}

/** Those of the named fields that are given. */
export function pickFields(value: StructValue, names: readonly string[]): Record<string, Value> {
  const picked: Record<string, Value> = {};
  for (const name of names) {
    const each = value[name];
    if (each !== undefined) picked[name] = each;
  }
  return picked;
}
