/** Rows of the generated tables. Short tuples: they are parsed at every start. */

/** Name, number, CTL_CODE function, access (`ANY`, `READ`, `WRITE`). */
export type IoctlRow = readonly [name: string, code: number, fn: number, access: string];

/** A set and its ids; `null` where no source tells the GUID or the id. */
export type SetRow = readonly [
  name: string,
  kind: string,
  guid: string | null,
  header: string | null,
  ids: readonly (readonly [name: string, id: number | null])[],
  /** Set of the headers that this documented name means, or `null`. */
  aliasOf: string | null,
];

/** A `DEFINE_KS…_ITEM_*` macro: handlers that it names and least sizes (x64, then x86; `null` if not a number). */
export type ItemMacroRow = readonly [
  item: string,
  set: string | null,
  get: 0 | 1,
  setHandler: 0 | 1,
  methodFlags: string | null,
  minRequest64: number | null,
  minRequest86: number | null,
  minData64: number | null,
  minData86: number | null,
];

/** Any GUID that is not a set's. */
export type GuidRow = readonly [name: string, guid: string, group: string];

/** An enum: name, further names, values. */
export type EnumRow = readonly [name: string, aliases: readonly string[], values: readonly (readonly [name: string, value: number])[]];

/** A numeric `#define`; the value is text in hex if it does not fit a double. */
export type ConstantRow = readonly [name: string, value: number | string, group: string];

/** An object name string (KSSTRING_*). */
export type StringRow = readonly [name: string, value: string];

/** A device property key. */
export type PropertyKeyRow = readonly [name: string, fmtid: string, pid: number];

/**
 * A field: name (dotted inside inline aggregates), type, then offset and size for x64 and, only where they differ,
 * for x86. `null` for an arch that lacks the field.
 */
export type FieldRow = readonly [
  name: string,
  type: string,
  x64: readonly [offset: number, size: number] | null,
  x86: readonly [offset: number, size: number] | null | 0,
  extra?: { readonly bits?: readonly [offset: number, size: number]; readonly kernelOnly?: 1 },
];

/** A struct or union. */
export type LayoutRow = readonly [
  name: string,
  kind: 's' | 'u',
  view: 'u' | 'k',
  aliases: readonly string[],
  x64: readonly [size: number, align: number],
  x86: readonly [size: number, align: number],
  fields: readonly FieldRow[],
];

/** A named type that is no aggregate: an enum, a scalar typedef, a pointer or an opaque kernel struct. */
export type ScalarRow = readonly [
  name: string,
  /** `enum`, `pointer`, `opaque` or the scalar that it stands for. */
  base: string,
  /** Sizes of an opaque type, x64 and x86. */
  sizes?: readonly [x64: number, x86: number],
];
