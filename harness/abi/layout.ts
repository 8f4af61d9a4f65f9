/** Struct layouts for both architectures, built from the generated table when first asked for. */
import { layoutsTable } from './generated/layouts.ts';
import { scalarTypesTable } from './generated/scalar-types.ts';
import { builtinScalars, scalarSize } from './scalars.ts';
import type { FieldRow, LayoutRow } from './table-types.ts';

/** The ABI of the caller. */
export type Arch = 'x64' | 'x86';

export interface LayoutField {
  /** Name in C; dotted inside inline aggregates (`EventHandle.Event`). */
  readonly name: string;
  /** Bytes from the start of the struct. Equal or overlapping offsets are members of a union. */
  readonly offset: number;
  readonly size: number;
  /** Type name; `X[n]` for arrays, `X*` for pointers, `struct` or `union` for an inline aggregate. */
  readonly type: string;
  /** First bit and count of bits, of a bit-field. */
  readonly bits?: { readonly offset: number; readonly size: number };
  /** Only seen by drivers, never written by a user-mode caller. */
  readonly kernelOnly?: true;
}

export interface Layout {
  readonly name: string;
  readonly kind: 'struct' | 'union';
  /** `kernel`: never crosses from user mode. */
  readonly view: 'user' | 'kernel';
  readonly aliases: readonly string[];
  readonly size: number;
  readonly align: number;
  /** The last field is an array of one element that stands for as many as there is data. */
  readonly flexible: boolean;
  /** In order of declaration. */
  readonly fields: readonly LayoutField[];
}

/** Size of a pointer. */
export const pointerSize = (arch: Arch): 4 | 8 => (arch === 'x64' ? 8 : 4);

const rowByName = new Map<string, LayoutRow>();
for (const row of layoutsTable) rowByName.set(row[0], row);
for (const row of layoutsTable) for (const alias of row[3]) if (!rowByName.has(alias)) rowByName.set(alias, row);

const scalarRowByName = new Map(scalarTypesTable.map((row) => [row[0], row]));
const built = { x64: new Map<string, Layout>(), x86: new Map<string, Layout>() };

/** The layout of a struct or union, by name or alias; `undefined` if there is none. */
export function layoutOf(arch: Arch, name: string): Layout | undefined {
  const known = built[arch].get(name);
  if (known) return known;
  const row = rowByName.get(name);
  if (!row) return undefined;
  const layout = build(arch, row);
  built[arch].set(name, layout);
  return layout;
}

/** Names of all structs and unions, without aliases. */
export function layoutNames(): readonly string[] {
  return layoutsTable.map(([name]) => name);
}

/** What a named type is, if it is no struct: the built-in scalar that it stands for, or opaque bytes. */
export type NamedType = { readonly scalar: string } | { readonly enumName: string } | { readonly opaque: number };

/** Resolves the name of a type that is no struct, without brackets; `undefined` if it is unknown. */
export function namedType(arch: Arch, name: string): NamedType | undefined {
  if (builtinScalars.has(name)) return { scalar: name };
  if (name.endsWith('*')) return { scalar: 'PVOID' };
  const row = scalarRowByName.get(name);
  if (!row) return undefined;
  const [, base, sizes] = row;
  if (base === 'enum') return { enumName: name };
  if (base === 'pointer') return { scalar: 'PVOID' };
  if (base === 'opaque') return { opaque: sizes?.[arch === 'x64' ? 0 : 1] ?? 0 };
  return namedType(arch, base);
}

/** Names of every known type: structs, aliases, enums, typedefs and built-in scalars. */
export function typeNames(): Iterable<string> {
  return new Set([...rowByName.keys(), ...builtinScalars.keys(), ...scalarRowByName.keys()]);
}

/** Size and alignment of a type name with or without `[n]`; `undefined` if unknown or of no fixed size. */
export function sizeAndAlign(arch: Arch, type: string): { readonly size: number; readonly align: number } | undefined {
  const array = /^(.*)\[(\d+)\]$/.exec(type);
  if (array) {
    const element = sizeAndAlign(arch, (array[1] as string).trim());
    return element && { size: element.size * Number(array[2]), align: element.align };
  }
  const layout = layoutOf(arch, type);
  if (layout) return { size: layout.size, align: layout.align };
  const named = namedType(arch, type);
  if (!named) return undefined;
  if ('opaque' in named) return { size: named.opaque, align: pointerSize(arch) };
  if ('enumName' in named) return { size: 4, align: 4 };
  const kind = builtinScalars.get(named.scalar);
  if (!kind) return undefined;
  const size = scalarSize(kind, pointerSize(arch));
  return { size, align: size };
}

/** Size in bytes of a type name with or without `[n]`; `undefined` if unknown or of no fixed size. */
export function sizeOfType(arch: Arch, type: string): number | undefined {
  return sizeAndAlign(arch, type)?.size;
}

/** Structs whose last field really is an array of one element. */
const fixedTails: ReadonlySet<string> = new Set(['KS_DVDCOPY_BUSKEY']);

function build(arch: Arch, row: LayoutRow): Layout {
  const [name, kind, view, aliases, x64, x86, fields] = row;
  const [size, align] = arch === 'x64' ? x64 : x86;
  const lastType = fields.at(-1)?.[1] ?? '';
  return {
    name,
    kind: kind === 's' ? 'struct' : 'union',
    view: view === 'u' ? 'user' : 'kernel',
    aliases,
    size,
    align,
    flexible: lastType.endsWith('[1]') && !fixedTails.has(name),
    fields: fields.flatMap((field) => buildField(arch, field)),
  };
}

function buildField(arch: Arch, [name, type, x64, x86, extra]: FieldRow): LayoutField[] {
  const place = arch === 'x64' || x86 === 0 ? x64 : x86;
  if (!place) return [];
  const bits = extra?.bits;
  return [
    {
      name,
      offset: place[0],
      size: place[1],
      type,
      ...(bits && { bits: { offset: bits[0], size: bits[1] } }),
      ...(extra?.kernelOnly && { kernelOnly: true as const }),
    },
  ];
}
