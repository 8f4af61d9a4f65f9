import type { Layout, LayoutField } from '../layout.ts';
import type { FixedNode } from './node.ts';

/** Structs that a vendor declares: fields in order, laid out as a C compiler would. */
export type TypeTable = Readonly<Record<string, readonly { readonly field: string; readonly type: string }[]>>;

/**
 * Lays a struct out with natural alignment: each field at the next multiple of its alignment, the whole padded to its
 * largest. A last field `X[]` is flexible and adds nothing to the size.
 *
 * @param sizeAndAlign Gives the size and alignment of a field's type; throws if it has none.
 */
export function vendorLayout(name: string, fields: TypeTable[string], sizeAndAlign: (type: string) => FixedNode): Layout {
  const placed: LayoutField[] = [];
  let end = 0;
  let align = 1;
  const flexible = fields.at(-1)?.type.trim().endsWith('[]') ?? false;
  fields.forEach(({ field, type }, i) => {
    const open = flexible && i === fields.length - 1;
    const node = sizeAndAlign(open ? type.trim().slice(0, -2) : type);
    const offset = Math.ceil(end / node.align) * node.align;
    placed.push({ name: field, offset, size: open ? 0 : node.size, type });
    align = Math.max(align, node.align);
    end = offset + (open ? 0 : node.size);
  });
  const size = Math.ceil(end / align) * align;
  return { name, kind: 'struct', view: 'user', aliases: [], size, align, flexible, fields: placed };
}
