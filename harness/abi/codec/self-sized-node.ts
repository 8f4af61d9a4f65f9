import { attributeNode } from './attribute-node.ts';
import { dataFormatNode } from './data-format-node.ts';
import { descriptionNode } from './description-node.ts';
import type { FixedNode, Node } from './node.ts';

/**
 * The node of a type whose values tell their own size, or `undefined` for any other type.
 *
 * @param fixed Compiles a named type of fixed size.
 * @param flexible Compiles a struct that ends in an open array.
 */
export function selfSizedNode(name: string, fixed: (type: string) => FixedNode, flexible: (type: string) => Node | undefined): Node | undefined {
  switch (name) {
    case 'KSDATAFORMAT':
    case 'KSDATARANGE':
      return dataFormatNode(name, fixed, flexible);
    case 'KSATTRIBUTE':
      return attributeNode(fixed);
    case 'KSPROPERTY_DESCRIPTION':
      return descriptionNode(fixed);
    default:
      return undefined;
  }
}
