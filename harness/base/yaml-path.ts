/** Finds the node of a YAML or JSON tree that a path of keys and indices names. */
import { isMap, isNode, isScalar, isSeq, type Node } from 'yaml';

/** Keys and positions from the root. */
export type Path = readonly (string | number)[];

/** The node at a path, or the innermost on the way to it. */
export function nodeAt(root: Node, path: Path): Node {
  let node = root;
  for (const step of path) {
    const next: unknown = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && key.value === step)?.value
      : isSeq(node) && typeof step === 'number'
        ? node.items[step]
        : undefined;
    if (!isNode(next)) return node;
    node = next;
  }
  return node;
}
