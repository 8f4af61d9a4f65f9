import { layoutOf } from '../layout.ts';
import { blockArch, type FormatBlock } from './format-blocks.ts';
import type { FixedNode, Node } from './node.ts';
import { flexibleStructNode, structNode, type Member } from './struct-node.ts';

/** A compiled form of a format's block. */
export interface BlockNode {
  readonly applies: FormatBlock;
  /** Without a flexible tail: of the block's size, as sizeof counts it. */
  readonly node: Node;
  /** Where the last field ends: a driver may leave the tail padding out. */
  readonly fieldsEnd: number;
  /** Size of the items of the flexible tail; 0 without one. */
  readonly tailItem: number;
  /** Members of which some must be given to encode the block. */
  readonly names: readonly string[];
  /** Fields of a member that is a struct; `null` for other members. */
  memberFields(name: string): readonly string[] | null;
}

/** Compiles a form of the block. Offsets count from the end of the 64-byte header. */
export function blockNode(
  block: FormatBlock,
  headerSize: number,
  fixed: (type: string) => FixedNode,
  flexible: (type: string) => Node | undefined,
): BlockNode {
  const { members, size, align } = placed(block, headerSize, fixed);
  const last = members.at(-1);
  if (!last) throw new Error(`a format block without members: ${JSON.stringify(block)}`);
  const tail = flexible(last.node.type);
  const type = block.struct ?? last.node.type;
  const node = tail
    ? flexibleStructNode({ type, size: last.offset, align, members: members.slice(0, -1) }, { ...last, node: tail })
    : structNode({ type, size, align, members });
  const byName = new Map(members.map((member) => [member.name, member.node.fieldNames]));
  return {
    applies: block,
    node,
    fieldsEnd: tail ? last.offset + tail.minSize : last.offset + (last.node.size ?? 0),
    tailItem: tail ? tailItemSize(last.node.type) : 0,
    names: [...byName.keys()],
    memberFields: (name) => byName.get(name) ?? null,
  };
}

function placed(block: FormatBlock, headerSize: number, fixed: (type: string) => FixedNode): { members: Member[]; size: number; align: number } {
  if (block.member) {
    const node = fixed(block.member.type);
    return { members: [{ name: block.member.field, offset: 0, node }], size: node.size, align: node.align };
  }
  const layout = layoutOf(blockArch, block.struct ?? '');
  if (!layout) throw new Error(`${block.struct} is missing from the facts`);
  const fields = layout.fields.filter((field) => field.offset >= headerSize && !field.name.includes('.'));
  const members = fields.map((field) => ({ name: field.name, offset: field.offset - headerSize, node: fixed(field.type) }));
  return { members, size: layout.size - headerSize, align: layout.align };
}

/** Size of one item of the open array that the struct ends in. */
function tailItemSize(struct: string): number {
  return layoutOf(blockArch, struct)?.fields.at(-1)?.size ?? 1;
}
