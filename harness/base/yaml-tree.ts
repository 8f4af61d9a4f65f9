/** What is kept of a YAML file once its shape was checked: values and their places. Plain data, so that it can be stored. */
import { isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';

interface Placed {
  /** Offsets in the text: of the first character, and behind the last. */
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Placed {
  readonly value: string | number | boolean | null;
  /** It stands in quotes. */
  readonly quoted?: true;
}

export interface ListNode extends Placed {
  readonly items: readonly TreeNode[];
}

export interface MapNode extends Placed {
  readonly members: readonly MapMember[];
}

export interface MapMember {
  readonly name: string;
  readonly key: Placed;
  readonly node: TreeNode;
}

export type TreeNode = ScalarNode | ListNode | MapNode;

/** The tree of a parsed node that holds maps with text keys, lists and scalars only (`parseYaml` refuses all else). */
export function treeOf(node: Node): TreeNode {
  const [start, end] = node.range ?? [0, 0];
  if (isMap(node)) return { start, end, members: node.items.map(memberOf) };
  if (isSeq(node)) return { start, end, items: node.items.map((item) => treeOf(item as Node)) };
  if (!isScalar(node)) return { start, end, value: null };
  const quoted = node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE';
  return { start, end, value: node.value as ScalarNode['value'], ...(quoted && { quoted }) };
}

function memberOf({ key, value }: Pair): MapMember {
  const [start, end] = (key as Node).range ?? [0, 0];
  const name = isScalar(key) ? String(key.value) : '';
  // A key with nothing behind it has the value null, at its own end.
  const node = value === null ? { start: end, end, value: null } : treeOf(value as Node);
  return { name, key: { start, end }, node };
}

/** The value of a tree: objects, lists and scalars. */
export function valueOf(node: TreeNode): unknown {
  if ('members' in node) return Object.fromEntries(node.members.map((member) => [member.name, valueOf(member.node)]));
  return 'items' in node ? node.items.map(valueOf) : node.value;
}
