/** Lays structs out with koffi, whose rules of alignment are its own, and compares with the generated layouts. */
import type * as Koffi from 'koffi';
import { layoutOf, namedType, pointerSize, type Arch, type Layout } from '../layout.ts';
import { builtinScalars, scalarSize, type ScalarKind } from '../scalars.ts';
import { declarationOf, type Declared } from './declaration-tree.ts';

type Type = Koffi.TypeObject;
type Spec = Type | string;
type Api = Pick<typeof Koffi, 'struct' | 'pack' | 'union' | 'array' | 'sizeof' | 'alignof' | 'offsetof'>;

const scalarTypes: Readonly<Record<Exclude<ScalarKind, 'pointer' | 'ipointer'>, string>> = {
  u8: 'uint8_t',
  i8: 'int8_t',
  u16: 'uint16_t',
  i16: 'int16_t',
  u32: 'uint32_t',
  i32: 'int32_t',
  u64: 'uint64_t',
  i64: 'int64_t',
  f32: 'float',
  f64: 'double',
};

/**
 * Builds koffi types for one architecture. Pointers are integers of the architecture's size, so that x86 layouts can be
 * had on a 64-bit host; 8-byte scalars are 8-aligned on both, as on Windows.
 */
export class KoffiLayouts {
  readonly #koffi: Api;
  readonly #arch: Arch;
  readonly #types = new Map<string, Type>();

  constructor(koffi: Api, arch: Arch) {
    this.#koffi = koffi;
    this.#arch = arch;
  }

  /** What differs between the layout and koffi's: `Type.size: koffi 40, here 36`, …; empty if nothing does. */
  differences(layout: Layout): string[] {
    const found: string[] = [];
    const compare = (what: string, theirs: number, ours: number): void => {
      if (theirs !== ours) found.push(`${layout.name}${what}: koffi ${theirs}, here ${ours}`);
    };
    const type = this.#struct(layout);
    compare(' size', this.#koffi.sizeof(type), layout.size);
    compare(' align', this.#koffi.alignof(type), layout.align);
    const offsets = new Map<string, number>();
    this.#offsets(declarationOf(layout), type, 0, offsets);
    for (const field of layout.fields) compare(`.${field.name} offset`, offsets.get(field.name) ?? Number.NaN, field.offset);
    return found;
  }

  #struct(layout: Layout): Type {
    const known = this.#types.get(layout.name);
    if (known) return known;
    const declared = declarationOf(layout);
    const type = this.#aggregate(declared, layout.align === 1);
    this.#types.set(layout.name, type);
    return type;
  }

  #aggregate(declared: readonly Declared[], packed: boolean): Type {
    const members = Object.fromEntries(declared.map((member, i) => [`m${i}`, this.#member(member, packed)]));
    return packed ? this.#koffi.pack(members) : this.#koffi.struct(members);
  }

  #member(member: Declared, packed: boolean): Spec {
    switch (member.kind) {
      case 'field':
        return this.#named(member.field.type, member.field.size);
      case 'aggregate':
        return this.#aggregate(member.members, packed);
      case 'union':
        return this.#union(member.alternatives, packed);
    }
  }

  #union(alternatives: readonly (readonly Declared[])[], packed: boolean): Type {
    return this.#koffi.union(Object.fromEntries(alternatives.map((list, i) => [`a${i}`, this.#aggregate(list, packed)])));
  }

  #named(type: string, size: number): Spec {
    const array = /^(.*)\[(\d+)\]$/.exec(type);
    if (array) {
      const count = Number(array[2]);
      return this.#koffi.array(this.#named(array[1] as string, size / count), count);
    }
    const layout = layoutOf(this.#arch, type);
    if (layout) return this.#struct(layout);
    const named = namedType(this.#arch, type);
    if (!named) throw new Error(`unknown type ${type}`);
    if ('enumName' in named) return 'int32_t';
    const pointer = pointerSize(this.#arch) === 8 ? 'uint64_t' : 'uint32_t';
    if ('opaque' in named) return this.#koffi.array(pointer, named.opaque / pointerSize(this.#arch));
    const kind = builtinScalars.get(named.scalar);
    if (!kind) throw new Error(`unknown scalar ${named.scalar}`);
    if (kind === 'pointer' || kind === 'ipointer') return pointer;
    if (scalarSize(kind, pointerSize(this.#arch)) !== size) throw new Error(`${type} is ${size} bytes in the facts`);
    return scalarTypes[kind];
  }

  #offsets(declared: readonly Declared[], type: Type, base: number, into: Map<string, number>): void {
    const koffi = this.#koffi;
    const memberType = (parent: Type, name: string): Type => (parent.members?.[name] as { type: Type }).type;
    declared.forEach((member, i) => {
      const at = base + koffi.offsetof(type, `m${i}`);
      if (member.kind === 'union') {
        const union = memberType(type, `m${i}`);
        member.alternatives.forEach((list, j) => this.#offsets(list, memberType(union, `a${j}`), at, into));
        return;
      }
      into.set(member.field.name, at);
      if (member.kind === 'aggregate') this.#offsets(member.members, memberType(type, `m${i}`), at, into);
    });
  }
}
