/**
 * Input buffers: a header of Set, Id and Flags, then fields that are set by their own names, however deep the C struct
 * nests them (`Channel` of KSNODEPROPERTY_AUDIO_CHANNEL, `PinId` of KSP_PIN), then what follows the struct.
 */
import { codecOf, layoutOfType, type Codec, type TypeTable, type Value } from '../abi/codec.ts';
import { writeGuid } from '../abi/guid.ts';
import type { Arch } from '../target/target.ts';

/** Bytes of KSIDENTIFIER, with which every request begins (KSPROPERTY, KSMETHOD and KSEVENT are aliases of it). */
export const headerSize = 24;
const idOffset = 16;
const flagsOffset = 20;

interface Leaf {
  readonly offset: number;
  readonly codec: Codec;
}

/** How the input buffer of one request type is filled. */
export interface RequestLayout {
  /** Bytes of the struct; what follows it has a size of its own. */
  readonly structSize: number;
  readonly leaves: ReadonlyMap<string, Leaf>;
  /** Type of what follows the struct, e.g. `KSMULTIPLE_ITEM + KSDATARANGE[]`. */
  readonly tail: Codec | undefined;
}

const cache = new WeakMap<TypeTable, Record<Arch, Map<string, RequestLayout>>>();

/** The layout of a request type such as `KSP_PIN` or `KSP_PIN + KSMULTIPLE_ITEM + KSDATARANGE[]`; cached. */
export function requestLayout(type: string, arch: Arch, types: TypeTable): RequestLayout {
  let known = cache.get(types);
  if (!known) cache.set(types, (known = { x64: new Map(), x86: new Map() }));
  let layout = known[arch].get(type);
  if (!layout) known[arch].set(type, (layout = build(type, arch, types)));
  return layout;
}

function build(type: string, arch: Arch, types: TypeTable): RequestLayout {
  const plus = type.indexOf('+');
  const struct = (plus < 0 ? type : type.slice(0, plus)).trim();
  const rest = plus < 0 ? undefined : type.slice(plus + 1).trim();
  const codec = codecOf(struct, arch, types);
  const leaves = new Map<string, Leaf>();
  collectLeaves(struct, 0, arch, types, leaves);
  return {
    structSize: codec.size ?? layoutOfType(struct, arch, types)?.size ?? Math.max(headerSize, codec.minSize),
    leaves,
    tail: rest === undefined ? undefined : codecOf(rest, arch, types),
  };
}

function collectLeaves(struct: string, base: number, arch: Arch, types: TypeTable, into: Map<string, Leaf>): void {
  for (const field of layoutOfType(struct, arch, types)?.fields ?? []) {
    // Aggregates that the header names inline are listed member by member (`Outer.Inner`).
    if (field.type === 'struct' || field.type === 'union') continue;
    const offset = base + field.offset;
    const name = field.name.slice(field.name.lastIndexOf('.') + 1);
    if (offset >= headerSize && !into.has(name)) into.set(name, { offset, codec: codecOf(field.type, arch, types) });
    if (layoutOfType(field.type, arch, types)) collectLeaves(field.type, offset, arch, types, into);
  }
}

/** What goes into an input buffer. */
export interface RequestFields {
  readonly set: string;
  readonly id: number;
  readonly flags: number;
  /** By leaf name; what names no leaf of the struct belongs to the tail. Unknown names are ignored where shared. */
  readonly fields: Readonly<Record<string, Value>>;
}

/** Builds the input buffer: struct, then tail. */
export function encodeRequest(layout: RequestLayout, request: RequestFields): Uint8Array {
  const tail = layout.tail ? encodeTail(layout, layout.tail, request.fields) : undefined;
  const input = new Uint8Array(layout.structSize + (tail?.length ?? 0));
  writeHeader(input, request);
  for (const name in request.fields) {
    const leaf = layout.leaves.get(name);
    if (leaf) leaf.codec.encodeInto(request.fields[name] as Value, input, leaf.offset);
  }
  if (tail) input.set(tail, layout.structSize);
  return input;
}

/** Writes Set, Id and Flags at the start of an input buffer of at least 24 bytes. */
export function writeHeader(input: Uint8Array, request: Omit<RequestFields, 'fields'>): void {
  writeGuid(input, 0, request.set);
  writeUint32(input, idOffset, request.id);
  writeUint32(input, flagsOffset, request.flags);
}

function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >>> 8;
  bytes[offset + 2] = value >>> 16;
  bytes[offset + 3] = value >>> 24;
}

function encodeTail(layout: RequestLayout, tail: Codec, fields: Readonly<Record<string, Value>>): Uint8Array {
  const own = Object.entries(fields).filter(([name]) => !layout.leaves.has(name));
  if (tail.fieldNames !== null || tail.shape === 'list') return tail.encode(Object.fromEntries(own));
  // A scalar takes the one value that is no field of the struct before it.
  const [first] = own;
  return first ? tail.encode(first[1]) : new Uint8Array(tail.size ?? 0);
}
