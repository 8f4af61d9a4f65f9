import { enumByName } from '../names.ts';
import { GUID_NULL, readGuid, writeGuid } from '../guid.ts';
import { scalarSize, type ScalarKind } from '../scalars.ts';
import { CodecError } from './errors.ts';
import type { FixedNode } from './node.ts';
import { guidText, integerText } from './text.ts';
import type { Value } from './value.ts';

type Read = (bytes: Uint8Array, at: number) => Value;
type Write = (value: Value, bytes: Uint8Array, at: number) => void;

/** Bytes are put together by hand: a DataView would force small arrays to get a buffer of their own. */
const u16 = (b: Uint8Array, at: number): number => (b[at] as number) | ((b[at + 1] as number) << 8);
const i32 = (b: Uint8Array, at: number): number =>
  (b[at] as number) | ((b[at + 1] as number) << 8) | ((b[at + 2] as number) << 16) | ((b[at + 3] as number) << 24);
/** Reads a ULONG at `at`, which must lie inside. */
export const u32 = (b: Uint8Array, at: number): number => i32(b, at) >>> 0;

const words = new Uint32Array(2);
const asI64 = new BigInt64Array(words.buffer);
const asU64 = new BigUint64Array(words.buffer);
const asF32 = new Float32Array(words.buffer);
const asF64 = new Float64Array(words.buffer);
const load = (b: Uint8Array, at: number): void => {
  words[0] = i32(b, at);
  words[1] = i32(b, at + 4);
};

const reads: Readonly<Record<Exclude<ScalarKind, 'pointer' | 'ipointer'>, Read>> = {
  u8: (b, at) => b[at] as number,
  i8: (b, at) => ((b[at] as number) << 24) >> 24,
  u16,
  i16: (b, at) => (u16(b, at) << 16) >> 16,
  u32,
  i32,
  u64: (b, at) => {
    load(b, at);
    return asU64[0] as bigint;
  },
  i64: (b, at) => {
    load(b, at);
    return asI64[0] as bigint;
  },
  f32: (b, at) => {
    words[0] = i32(b, at);
    return asF32[0] as number;
  },
  f64: (b, at) => {
    load(b, at);
    return asF64[0] as number;
  },
};

const pointer32: Read = (b, at) => BigInt(u32(b, at));
const ipointer32: Read = (b, at) => BigInt(i32(b, at));

/** Writes a ULONG at `at`, which must lie inside. */
export function putU32(b: Uint8Array, at: number, value: number): void {
  b[at] = value;
  b[at + 1] = value >>> 8;
  b[at + 2] = value >>> 16;
  b[at + 3] = value >>> 24;
}

/** A whole number that fits `bits`, signed or unsigned: a caller may say 0xFFFFFFFF or -1. */
function integer(type: string, bits: 8 | 16 | 32, value: Value): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw new CodecError(type, `${shown(value)} is no whole number`);
  if (number < -(2 ** (bits - 1)) || number >= 2 ** bits) throw new CodecError(type, `${shown(value)} does not fit ${bits} bits`);
  return number;
}

function integer64(type: string, value: Value): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value === null) return 0n;
  if (typeof value === 'number' && Number.isInteger(value)) return integer64(type, BigInt(value));
  if (typeof value !== 'bigint') throw new CodecError(type, `${shown(value)} is no whole number`);
  if (value < -(1n << 63n) || value >= 1n << 64n) throw new CodecError(type, `${shown(value)} does not fit 64 bits`);
  return value;
}

/** A value as it stands in an error message. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'a struct' : String(value);
}

const store = (b: Uint8Array, at: number): void => {
  putU32(b, at, words[0] as number);
  putU32(b, at + 4, words[1] as number);
};

function writer(type: string, kind: ScalarKind, size: number): Write {
  if (kind === 'f32' || kind === 'f64') return floatWriter(type, kind);
  switch (size) {
    case 1:
      return (value, b, at) => {
        b[at] = integer(type, 8, value);
      };
    case 2:
      return (value, b, at) => {
        const number = integer(type, 16, value);
        b[at] = number;
        b[at + 1] = number >>> 8;
      };
    case 4: {
      const nullable = kind === 'pointer' || kind === 'ipointer';
      return (value, b, at) => putU32(b, at, nullable && value === null ? 0 : integer(type, 32, value));
    }
    default:
      return (value, b, at) => {
        asU64[0] = BigInt.asUintN(64, integer64(type, value));
        store(b, at);
      };
  }
}

function floatWriter(type: string, kind: 'f32' | 'f64'): Write {
  const read = reads[kind];
  return (value, b, at) => {
    if (typeof value !== 'number') throw new CodecError(type, `${shown(value)} is no number`);
    // A NaN that stands there already (kept raw bytes) keeps its payload.
    if (Number.isNaN(value) && Number.isNaN(read(b, at) as number)) return;
    if (kind === 'f32') {
      asF32[0] = value;
      putU32(b, at, words[0] as number);
    } else {
      asF64[0] = value;
      store(b, at);
    }
  };
}

/** A built-in scalar. `type` is the name it goes by. */
export function scalarNode(type: string, kind: ScalarKind, pointerSize: 4 | 8): FixedNode {
  const size = scalarSize(kind, pointerSize);
  const read = readerOf(kind, pointerSize);
  const write = writer(type, kind, size);
  return {
    type,
    size,
    minSize: size,
    align: size,
    shape: 'fixed',
    fieldNames: null,
    zero: kind === 'f32' || kind === 'f64' ? 0 : read(new Uint8Array(8), 0),
    read,
    measure: () => size,
    ...(kind === 'f32' || kind === 'f64' ? { exact: (b: Uint8Array, at: number) => !Number.isNaN(read(b, at) as number) } : {}),
    write: (value, bytes, at) => {
      write(value, bytes, at);
      return size;
    },
    describe: (value, name, into) => into.push({ name, text: integerText(value) }),
  };
}

function readerOf(kind: ScalarKind, pointerSize: 4 | 8): Read {
  if (kind === 'pointer') return pointerSize === 4 ? pointer32 : reads.u64;
  if (kind === 'ipointer') return pointerSize === 4 ? ipointer32 : reads.i64;
  return reads[kind];
}

/** An enum: four bytes, read unsigned, shown by name. */
export function enumNode(type: string): FixedNode {
  const scalar = scalarNode(type, 'u32', 8);
  const names = new Map((enumByName(type) ?? []).map(({ name, value }) => [value >>> 0, name]));
  return {
    ...scalar,
    describe: (value, name, into) => {
      const known = typeof value === 'number' ? names.get(value) : undefined;
      into.push({ name, text: known === undefined ? integerText(value) : `${known} (${String(value)})` });
    },
  };
}

/** A GUID: canonical text. */
export const guidNode: FixedNode = {
  type: 'GUID',
  size: 16,
  minSize: 16,
  align: 4,
  shape: 'fixed',
  fieldNames: null,
  zero: GUID_NULL,
  read: readGuid,
  measure: () => 16,
  write: (value, bytes, at) => {
    if (typeof value !== 'string') throw new CodecError('GUID', `${shown(value)} is no GUID`);
    try {
      writeGuid(bytes, at, value);
    } catch {
      throw new CodecError('GUID', `${shown(value)} is no GUID`);
    }
    return 16;
  },
  describe: (value, name, into) => into.push({ name, text: guidText(value) }),
};
