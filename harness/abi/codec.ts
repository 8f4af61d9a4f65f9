/**
 * Codecs: from a type expression (see `type-expression.ts`) to functions that decode and encode its values. A codec is
 * compiled once for a type and an architecture and then kept.
 *
 * What the values look like is said at {@link Value}; for types of variable size:
 * - `X[]`, `X[4]` a list; `UCHAR[…]` and `BYTE[…]` a `Uint8Array`; `WCHAR[…]` text up to the NUL.
 * - a struct that ends in an array of one element (`KSALLOCATOR_FRAMING_EX`): that array takes all items to the end.
 * - `KSMULTIPLE_ITEM + X[]`: `{Size, Count, Items, Extra?}`.
 * - `KSDATARANGE`, `KSDATAFORMAT`: the header's fields, those of the specifier's block, `Extra?`, `Attributes?`.
 * - `KSPROPERTY_DESCRIPTION`: the header's fields and `MembersLists`.
 * - `KSPROPERTY_SERIALHDR + KSPROPERTY_SERIAL[]`: the header's fields and `Items`, each with its `Data`.
 * - `A + B`: the fields of both side by side; a part without fields stands under its type's name (`KSP_PIN + GUID` has
 *   `GUID`), an open array under `Items`.
 *
 * Members of a union are all decoded. When encoding, give one of them: those given must agree.
 */
import { TypeCompiler } from './codec/compile.ts';
import { CodecError } from './codec/errors.ts';
import { requireBytes, type Node } from './codec/node.ts';
import type { DecodedField, Shape, Value } from './codec/value.ts';
import type { TypeTable } from './codec/vendor-layout.ts';
import type { Arch, Layout } from './layout.ts';

export { CodecError, TypeExpressionError } from './codec/errors.ts';
export { isStruct, type DecodedField, type Shape, type StructValue, type Value } from './codec/value.ts';
export type { TypeTable } from './codec/vendor-layout.ts';

/** Decodes and encodes the values of one type for one architecture. */
export interface Codec {
  readonly type: string;
  /** Bytes of every value, or `null` if they vary. */
  readonly size: number | null;
  /** Least bytes of a value; the size, if that is fixed. */
  readonly minSize: number;
  readonly align: number;
  readonly shape: Shape;
  /** Names of the fields of a value, all that may occur; `null` if a value is no object. */
  readonly fieldNames: readonly string[] | null;
  /**
   * The value that begins at `offset` (0 unless told). A type of fixed size takes its size and leaves the rest; others
   * take what they say of themselves, or everything. Never reads outside `bytes`.
   * @throws CodecError if the bytes hold no such value; nothing else.
   */
  decode(bytes: Uint8Array, offset?: number): Value;
  /**
   * The bytes of a value. Missing fields are zero; integers may be numbers or bigints, signed or unsigned; sizes and
   * counts that the value carries are computed unless given, and given ones are written even if they lie.
   * @throws CodecError if the value is not of the type.
   */
  encode(value: Value): Uint8Array;
  /**
   * Writes a value at `offset` and returns how many bytes it took. All of them are written, padding as zero.
   * @throws CodecError if the value is not of the type or does not fit.
   */
  encodeInto(value: Value, bytes: Uint8Array, offset: number): number;
  /**
   * The value flattened for people: dotted names under `name`, symbolic texts. A value without fields has the name
   * itself, empty unless told.
   */
  fields(value: Value, name?: string): DecodedField[];
}

/** The layout of a struct, a vendor's included, laid out as a C compiler would; `undefined` if the name is no struct. */
export function layoutOfType(name: string, arch: Arch, types: TypeTable): Layout | undefined {
  return compilersOf(types)[arch].compiler.layout(name);
}

const noTypes: TypeTable = {};

interface Compiled {
  readonly compiler: TypeCompiler;
  readonly codecs: Map<string, Codec>;
}
const caches = new WeakMap<TypeTable, Record<Arch, Compiled>>();

function compilersOf(types: TypeTable): Record<Arch, Compiled> {
  const known = caches.get(types);
  if (known) return known;
  const compiled = (arch: Arch): Compiled => ({ compiler: new TypeCompiler(arch, types), codecs: new Map() });
  const fresh = { x64: compiled('x64'), x86: compiled('x86') };
  caches.set(types, fresh);
  return fresh;
}

/**
 * The codec of a type.
 *
 * @param types A vendor's own structs; keep the same object, codecs are cached by it.
 * @throws TypeExpressionError if the expression names no type; it names the closest.
 */
export function codecOf(type: string, arch: Arch, types: TypeTable = noTypes): Codec {
  const { compiler, codecs } = compilersOf(types)[arch];
  const known = codecs.get(type);
  if (known) return known;
  const codec = codecFor(type, compiler.compile(type));
  codecs.set(type, codec);
  return codec;
}

function codecFor(type: string, node: Node): Codec {
  const { size, minSize } = node;
  const tooShort = (bytes: Uint8Array, offset: number): boolean => !(offset >= 0 && offset + minSize <= bytes.length);
  return {
    type,
    size,
    minSize,
    align: node.align,
    shape: node.shape,
    fieldNames: node.fieldNames,
    decode: (bytes, offset = 0) => {
      if (tooShort(bytes, offset)) requireBytes(type, minSize, Math.max(0, offset), bytes.length);
      return node.read(bytes, offset, bytes.length);
    },
    encode: (value) => {
      const bytes = new Uint8Array(size ?? node.measure(value));
      node.write(value, bytes, 0);
      return bytes;
    },
    encodeInto: (value, bytes, offset) => {
      const length = size ?? node.measure(value);
      if (!(offset >= 0 && offset + length <= bytes.length)) {
        throw new CodecError(type, `${length} bytes do not fit at ${offset} of ${bytes.length}`);
      }
      bytes.fill(0, offset, offset + length);
      return node.write(value, bytes, offset);
    },
    fields: (value, name = '') => {
      const fields: DecodedField[] = [];
      node.describe(value, name, fields);
      return fields;
    },
  };
}
