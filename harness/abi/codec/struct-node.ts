import { atField, CodecError } from './errors.ts';
import { cursor, isZero, type FixedNode, type Node } from './node.ts';
import { shown } from './scalar-node.ts';
import { fieldText } from './symbols.ts';
import { isStruct, keepRaw, rawOf, type StructValue, type Value } from './value.ts';

/** A member of a struct, placed. */
export interface Member {
  readonly name: string;
  readonly offset: number;
  readonly node: Node;
  /** A bit-field shares its byte with others by nature. */
  readonly bits?: true;
}

/** Everything a struct node is made of. */
export interface StructParts {
  readonly type: string;
  readonly size: number;
  readonly align: number;
  readonly members: readonly Member[];
}

/** A struct or union. Members that share bytes are all read; {@link writeShared} says how they are written. */
export function structNode(parts: StructParts): FixedNode {
  const { type, size, align, members } = parts;
  const names = members.map((member) => member.name);
  const known = new Set(names);
  const { read, write } = fixedPart(parts);
  return {
    type,
    size,
    minSize: size,
    align,
    shape: 'fixed',
    fieldNames: names,
    zero: {},
    read,
    measure: () => size,
    write: (value, bytes, at) => {
      write(structOf(type, known, value), bytes, at);
      return size;
    },
    describe: describeMembers(type, shownMembers(members)),
  };
}

/** A struct that ends in a member of variable size, which takes all bytes to the end of the data. */
export function flexibleStructNode(parts: StructParts, flexible: Member): Node {
  const { type, size, align, members } = parts;
  const names = [...members, flexible].map((member) => member.name);
  const known = new Set(names);
  const { read, write } = fixedPart(parts);
  const tail = (value: StructValue): Value => value[flexible.name] ?? flexible.node.zero;
  return {
    type,
    size: null,
    minSize: size,
    align,
    shape: 'variable',
    fieldNames: names,
    zero: {},
    read: (bytes, at, end) => {
      const value = read(bytes, at, end);
      value[flexible.name] = flexible.node.read(bytes, at + size, end);
      cursor.at = end;
      return value;
    },
    measure: (value) => size + flexible.node.measure(tail(structOf(type, known, value))),
    write: (value, bytes, at) => {
      const struct = structOf(type, known, value);
      write(struct, bytes, at);
      try {
        return size + flexible.node.write(tail(struct), bytes, at + size);
      } catch (error) {
        throw atField(error, flexible.name);
      }
    },
    describe: describeMembers(type, [...shownMembers(members), flexible]),
  };
}

/** Reads and writes the members of fixed place and size. */
function fixedPart({ type, size, members }: StructParts): {
  read(bytes: Uint8Array, at: number, end: number): Record<string, Value>;
  write(value: StructValue, bytes: Uint8Array, at: number): void;
} {
  const names = members.map((member) => member.name);
  const offsets = members.map((member) => member.offset);
  const nodes = members.map((member) => member.node);
  const count = members.length;
  const isExact = exactness(members, size);
  const earlier = members.map((member, i) => members.slice(0, i).filter((other) => overlap(member, other)));

  return {
    read: (bytes, at, end) => {
      const value: Record<string, Value> = {};
      for (let i = 0; i < count; i++) {
        value[names[i] as string] = (nodes[i] as Node).read(bytes, at + (offsets[i] as number), end);
      }
      if (!isExact(bytes, at)) keepRaw(value, bytes.slice(at, at + size));
      return value;
    },
    write: (value, bytes, at) => {
      const raw = rawOf(value, size);
      if (raw) bytes.set(raw, at);
      let i = 0;
      try {
        for (; i < count; i++) {
          const member = value[names[i] as string];
          if (member === undefined) continue;
          const others = earlier[i] as readonly Member[];
          if (others.length === 0) (nodes[i] as Node).write(member, bytes, at + (offsets[i] as number));
          else writeShared(type, members[i] as Member, others, value, bytes, at);
        }
      } catch (error) {
        throw atField(error, names[i] as string);
      }
    },
  };
}

/** Tells whether the members say every byte of a struct that was read at a place. */
function exactness(members: readonly Member[], size: number): (bytes: Uint8Array, at: number) => boolean {
  const gaps = unclaimed(members, size);
  const inexact = members.filter((member) => member.node.exact);
  if (gaps.length === 0 && inexact.length === 0) return () => true;
  return (bytes, at) => {
    for (const [from, to] of gaps) if (!isZero(bytes, at + from, at + to)) return false;
    for (const { node, offset } of inexact) if (!node.exact?.(bytes, at + offset)) return false;
    return true;
  };
}

/** The value as a struct, all of whose fields are known: a misspelt one would silently be zero. */
export function structOf(type: string, known: ReadonlySet<string>, value: Value): StructValue {
  if (!isStruct(value)) throw new CodecError(type, `${shown(value)} is no struct`);
  for (const key in value) if (!known.has(key)) throw new CodecError(type, `it has no field "${key}"`);
  return value;
}

function describeMembers(type: string, members: readonly Member[]): Node['describe'] {
  return (value, name, into) => {
    if (!isStruct(value)) return;
    const prefix = name === '' ? '' : `${name}.`;
    for (const member of members) {
      const each = value[member.name];
      if (each === undefined) continue;
      const text = fieldText(type, member.name, each, value);
      if (text === undefined) member.node.describe(each, prefix + member.name, into);
      else into.push({ name: prefix + member.name, text });
    }
  };
}

/** Runs of bytes that no member says anything of. */
function unclaimed(members: readonly Member[], size: number): (readonly [from: number, to: number])[] {
  const claimed = new Uint8Array(size);
  for (const { offset, node } of members) claimed.fill(1, offset, offset + (node.size ?? 0));
  const gaps: [number, number][] = [];
  for (let at = 0; at < size; at++) {
    if (claimed[at]) continue;
    const last = gaps.at(-1);
    if (last?.[1] === at) last[1] = at + 1;
    else gaps.push([at, at + 1]);
  }
  return gaps;
}

const overlap = (a: Member, b: Member): boolean =>
  !(a.bits && b.bits) &&
  a.offset < b.offset + (b.node.size ?? 0) && b.offset < a.offset + (a.node.size ?? 0);

/** Of members at the same place only the first is worth showing. */
function shownMembers(members: readonly Member[]): readonly Member[] {
  return members.filter(
    (member, i) =>
      member.bits ??
      !members.slice(0, i).some((earlier) => earlier.offset === member.offset && earlier.node.size === member.node.size),
  );
}

/**
 * Writes a member that shares bytes with earlier ones. Those given must agree: which of two was meant cannot be told.
 */
function writeShared(
  type: string,
  { name, offset, node }: Member,
  others: readonly Member[],
  value: StructValue,
  bytes: Uint8Array,
  at: number,
): void {
  const from = at + offset;
  const size = node.size ?? 0;
  // What the member does not say (its padding, bytes behind a NUL) stays as it is.
  const own = bytes.slice(from, from + size);
  node.write(value[name] as Value, own, 0);
  for (const other of others) {
    if (value[other.name] === undefined) continue;
    const last = Math.min(offset + size, other.offset + (other.node.size ?? 0));
    for (let i = Math.max(offset, other.offset); i < last; i++) {
      if (bytes[at + i] !== own[i - offset]) throw new CodecError(type, `${other.name} and ${name} share bytes and disagree: give one of them`);
    }
  }
  bytes.set(own, from);
}
