import { CodecError } from './errors.ts';
import type { DecodedField, Shape, Value } from './value.ts';

/**
 * A compiled type. All offsets are absolute in `bytes`. A node never looks at or beyond `end`, and never writes a byte
 * that its value does not say: what it writes over is zero, or the kept raw bytes of the value.
 */
export interface Node {
  readonly type: string;
  /** Bytes, or `null` if that depends on the value. */
  readonly size: number | null;
  /** Least bytes of any value. */
  readonly minSize: number;
  readonly align: number;
  readonly shape: Shape;
  /** Fields of the decoded object; `null` if the value is no object. */
  readonly fieldNames: readonly string[] | null;
  /** What a missing value is written as. */
  readonly zero: Value;
  /** Whoever calls has checked that `minSize` bytes lie between `at` and `end`. */
  read(bytes: Uint8Array, at: number, end: number): Value;
  /** Bytes that `write` will take. */
  measure(value: Value): number;
  /** Whether the fields of the value read at `at` say every byte of it; absent means always. Fixed nodes only. */
  exact?(bytes: Uint8Array, at: number): boolean;
  /** Writes the value and returns how many bytes it took. */
  write(value: Value, bytes: Uint8Array, at: number): number;
  describe(value: Value, name: string, into: DecodedField[]): void;
}

/** A node of fixed size. */
export type FixedNode = Node & { readonly size: number };

/** Where the last variable node that was read ended. */
export const cursor = { at: 0 };

/** Reads a node that follows others: checks its least size and leaves the position behind it in {@link cursor}. */
export function readNext(node: Node, bytes: Uint8Array, at: number, end: number): Value {
  requireBytes(node.type, node.minSize, at, end);
  const value = node.read(bytes, at, end);
  if (node.size !== null) cursor.at = at + node.size;
  return value;
}

/** @throws CodecError if fewer than `size` bytes lie between `at` and `end`. */
export function requireBytes(type: string, size: number, at: number, end: number): void {
  if (end - at < size) throw new CodecError(type, `needs ${size} bytes, ${Math.max(0, end - at)} are there`);
}

/** `at` rounded up to a multiple of `align`, counted from `base`. */
export const alignFrom = (base: number, at: number, align: number): number => base + Math.ceil((at - base) / align) * align;

/** Whether all bytes are zero. */
export function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false;
  return true;
}
