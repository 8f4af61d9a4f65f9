import type { Layout, LayoutField } from '../layout.ts';

/** A field with the fields of its inline aggregate. Offsets count from the enclosing struct or aggregate. */
export interface MemberTree {
  readonly field: LayoutField;
  readonly offset: number;
  readonly children: readonly MemberTree[];
}

/**
 * The fields of a layout that a value is made of, as a tree. Left out are members that only drivers see, and `Alignment`
 * members, which are there to align a union and repeat the bytes of others.
 */
export function memberTree(layout: Layout): MemberTree[] {
  const fields = layout.fields.filter((field) => !field.kernelOnly && !alignsOnly(layout, field));
  return branch(fields, '', 0);
}

function branch(fields: readonly LayoutField[], prefix: string, base: number): MemberTree[] {
  return fields
    .filter(({ name }) => name.startsWith(prefix) && !name.slice(prefix.length).includes('.'))
    .map((field) => ({
      field,
      offset: field.offset - base,
      children: branch(fields, `${field.name}.`, field.offset),
    }));
}

function alignsOnly(layout: Layout, { name, offset, size }: LayoutField): boolean {
  if (name !== 'Alignment' && !name.startsWith('Alignment.')) return false;
  return layout.fields.some(
    (other) =>
      other.name !== 'Alignment' &&
      !other.name.startsWith('Alignment.') &&
      other.offset < offset + size &&
      offset < other.offset + other.size,
  );
}
