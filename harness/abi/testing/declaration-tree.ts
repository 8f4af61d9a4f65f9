/** The C declaration behind a flat list of placed fields: which of them stand in unions. */
import type { Layout, LayoutField } from '../layout.ts';

/** A member as C would declare it. */
export type Declared =
  | { readonly kind: 'field'; readonly field: LayoutField }
  /** `struct { … } name;` or `union { … } name;` */
  | { readonly kind: 'aggregate'; readonly field: LayoutField; readonly members: readonly Declared[] }
  /** `union { …; struct { … }; };` without a name. */
  | { readonly kind: 'union'; readonly alternatives: readonly (readonly Declared[])[] };

/** The members of a layout, in order of offset. */
export function declarationOf(layout: Layout): Declared[] {
  return members(layout.fields, '');
}

function members(fields: readonly LayoutField[], prefix: string): Declared[] {
  const own = fields.filter(({ name }) => name.startsWith(prefix) && !name.slice(prefix.length).includes('.'));
  return overlapping(own).map((group) => {
    const declared = (list: readonly LayoutField[]): Declared[] => list.map((field) => one(fields, field));
    const [only] = group;
    if (group.length === 1 && only) return one(fields, only);
    return { kind: 'union', alternatives: alternatives(group).map(declared) };
  });
}

function one(fields: readonly LayoutField[], field: LayoutField): Declared {
  const inner = members(fields, `${field.name}.`);
  return inner.length > 0 ? { kind: 'aggregate', field, members: inner } : { kind: 'field', field };
}

const end = (field: LayoutField): number => field.offset + field.size;

/** Groups of fields that share bytes with each other, in order of offset. */
function overlapping(fields: readonly LayoutField[]): LayoutField[][] {
  const groups: { from: number; to: number; fields: LayoutField[] }[] = [];
  for (const field of fields) {
    const touched = groups.filter((g) => g.from < end(field) && field.offset < g.to);
    const merged = {
      from: Math.min(field.offset, ...touched.map((g) => g.from)),
      to: Math.max(end(field), ...touched.map((g) => g.to)),
      fields: [...touched.flatMap((g) => g.fields), field],
    };
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.push(merged);
  }
  groups.sort((a, b) => a.from - b.from);
  return groups.map((g) => g.fields.sort((a, b) => fields.indexOf(a) - fields.indexOf(b)));
}

/** Splits a union's fields, in order of declaration, where one begins before its predecessor ends. */
function alternatives(group: readonly LayoutField[]): LayoutField[][] {
  const lists: LayoutField[][] = [];
  for (const field of group) {
    const last = lists.at(-1);
    const previous = last?.at(-1);
    if (last && previous && field.offset >= end(previous)) last.push(field);
    else lists.push([field]);
  }
  return lists;
}
