/** How values stand in a message. A field knows its bytes and its type; messages are records of fields. */
import type { Handle, Hns } from '../target.ts';
import { ProtocolError } from './bytes.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

export interface Field<T> {
  write(to: ByteWriter, value: T): void;
  /** @throws ProtocolError for bytes that are no such value */
  read(from: ByteReader): T;
}

/** The type of a field's values. */
export type ValueOf<F> = F extends Field<infer T> ? T : never;

export const u16: Field<number> = { write(to, value) { to.u16(value); }, read: (from) => from.u16() };
export const u32: Field<number> = { write(to, value) { to.u32(value); }, read: (from) => from.u32() };
export const u64: Field<bigint> = { write(to, value) { to.u64(value); }, read: (from) => from.u64() };
/** A duration or a time. */
export const hns: Field<Hns> = { write(to, value) { to.u64(value); }, read: (from) => from.i64() };
export const text: Field<string> = { write(to, value) { to.text(value); }, read: (from) => from.text() };
/** Bytes with their length. What is read is a view of the message. */
export const bytes: Field<Uint8Array> = { write(to, value) { to.bytes(value); }, read: (from) => from.bytes() };
export const handle: Field<Handle> = {
  write(to, value) { to.u64(BigInt(value)); },
  read(from) {
    const value = from.u64();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ProtocolError('a handle of more than 53 bits');
    return Number(value) as Handle;
  },
};

/** A whole number that can be larger than 32 bits: Information, counts. */
export const count: Field<number> = {
  write(to, value) { to.u64(BigInt(value)); },
  read: (from) => Number(from.u64()),
};

export const flag: Field<boolean> = {
  write(to, value) { to.u8(value ? 1 : 0); },
  read(from) {
    const value = from.u8();
    if (value > 1) throw new ProtocolError(`a flag of ${value}`);
    return value === 1;
  },
};

/** One of a few words, as its place among them. */
export function oneOf<const T extends readonly string[]>(...words: T): Field<T[number]> {
  return {
    write(to, value) { to.u8(words.indexOf(value)); },
    read(from) {
      const index = from.u8();
      const word = words[index];
      if (word === undefined) throw new ProtocolError(`word ${index} of ${words.length}`);
      return word;
    },
  };
}

/** Something, or nothing. */
export function optional<T>(of: Field<T>): Field<T | null> {
  return {
    write(to, value) {
      to.u8(value === null ? 0 : 1);
      if (value !== null) of.write(to, value);
    },
    read: (from) => (flag.read(from) ? of.read(from) : null),
  };
}

/** How many there are, then each. */
export function list<T>(of: Field<T>): Field<readonly T[]> {
  return {
    write(to, values) {
      to.u32(values.length);
      for (const value of values) of.write(to, value);
    },
    read(from) {
      const length = from.u32();
      // Every value has a byte at least: a count that cannot be true makes no array.
      if (length > from.left) throw new ProtocolError(`${length} values in ${from.left} bytes`);
      return Array.from({ length }, () => of.read(from));
    },
  };
}

type Record_<F> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** Its members, in order. */
export function record<const F extends Readonly<Record<string, Field<unknown>>>>(fields: F): Field<Record_<F>> {
  const members = Object.entries(fields);
  return {
    write(to, value) {
      for (const [name, field] of members) field.write(to, (value as Readonly<Record<string, unknown>>)[name]);
    },
    read(from) {
      const value: Record<string, unknown> = {};
      for (const [name, field] of members) value[name] = field.read(from);
      return value as Record_<F>;
    },
  };
}
