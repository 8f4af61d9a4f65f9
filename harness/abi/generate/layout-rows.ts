import { builtinScalars } from '../scalars.ts';
import type { FieldRow, LayoutRow, ScalarRow } from '../table-types.ts';
import type { FactAbi, FactField, FactType, Facts } from './facts.ts';
import { fieldType } from './field-types.ts';

/** Layouts of every struct and union for both architectures, in order of name. */
export function layoutRows(facts: Facts): LayoutRow[] {
  const x86 = new Map(facts.x86.types.map((type) => [type.name, type]));
  return facts.x64.types.map((type) => {
    const other = x86.get(type.name);
    if (!other) throw new Error(`${type.name} has no x86 layout`);
    return [
      type.name,
      type.kind === 'union' ? 'u' : 's',
      type.view === 'kernel' ? 'k' : 'u',
      type.aliases,
      [type.size, type.align],
      [other.size, other.align],
      fieldRows(type, other),
    ];
  });
}

/** Fields of both architectures, merged; a field that one of them lacks stays at its place in the order. */
function fieldRows(x64: FactType, x86: FactType): FieldRow[] {
  const byName64 = new Map(x64.fields.map((field) => [field.name, field]));
  const byName86 = new Map(x86.fields.map((field) => [field.name, field]));
  return mergedNames(x64, x86).map((name) => {
    const a = byName64.get(name);
    const b = byName86.get(name);
    const either = (a ?? b) as FactField;
    const place64 = a ? ([a.offset, a.size] as const) : null;
    const place86 = b ? ([b.offset, b.size] as const) : null;
    const same = a && b && a.offset === b.offset && a.size === b.size;
    const extra = {
      ...(either.bitOffset !== undefined && { bits: [either.bitOffset, either.bitSize ?? 0] as const }),
      ...(either.kernelOnly && { kernelOnly: 1 as const }),
    };
    const row: FieldRow = [name, fieldType(x64.name, name, either.type), place64, same ? 0 : place86];
    return Object.keys(extra).length > 0 ? [row[0], row[1], row[2], row[3], extra] : row;
  });
}

/** Names of both, in order of declaration: one that x64 lacks comes after its predecessor on x86. */
function mergedNames(x64: FactType, x86: FactType): string[] {
  const names = x64.fields.map((field) => field.name);
  x86.fields.forEach(({ name }, i) => {
    if (names.includes(name)) return;
    const previous = x86.fields[i - 1];
    names.splice(previous ? names.indexOf(previous.name) + 1 : 0, 0, name);
  });
  return names;
}

/** Everything that a field's type may name and that is neither a built-in scalar nor a struct. */
export function scalarRows(facts: Facts): ScalarRow[] {
  const rows: ScalarRow[] = [
    ...facts.x64.enumTypes.map((name): ScalarRow => [name, 'enum']),
    ...facts.x64.scalarTypedefs.map((typedef): ScalarRow => [typedef.name, typedef.type]),
  ];
  const known = new Set([...builtinScalars.keys(), ...rows.map(([name]) => name), ...structNames(facts.x64)]);
  const sizes86 = new Map(facts.x86.types.flatMap((t) => t.fields.map((f) => [`${t.name}.${f.name}`, f.size] as const)));
  for (const type of facts.x64.types) {
    for (const field of type.fields) {
      const spelled = fieldType(type.name, field.name, field.type);
      if (spelled.includes('[') || spelled.endsWith('*') || spelled === 'struct' || spelled === 'union') continue;
      if (known.has(spelled)) continue;
      known.add(spelled);
      rows.push(unnamedType(spelled, field.size, sizes86.get(`${type.name}.${field.name}`) ?? field.size));
    }
  }
  return rows.sort(([a], [b]) => (a < b ? -1 : 1));
}

const systemEnums = new Set(['SYSTEM_POWER_STATE', 'DEVICE_POWER_STATE', 'WORK_QUEUE_TYPE']);

/** A type of the wider system that fields use: a power enum, a pointer typedef (P…), or a struct that stays opaque. */
function unnamedType(name: string, size64: number, size86: number): ScalarRow {
  if (systemEnums.has(name)) return [name, 'enum'];
  if (/^P[A-Z]/.test(name) && size64 === 8 && size86 === 4) return [name, 'pointer'];
  return [name, 'opaque', [size64, size86]];
}

function structNames(abi: FactAbi): string[] {
  return abi.types.flatMap((type) => [type.name, ...type.aliases]);
}
