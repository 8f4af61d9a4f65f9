/** Questions about a template topology. Places are node types, or the filter's side of a pin type. */
import type { KsNodeDescriptor } from '../avstream/descriptors.ts';
import type { KsTopologyConnection } from '../ks/topology-set.ts';
import type { BdaFilterTemplate, BdaPinPairing } from './descriptors.ts';

type Place = `node ${number}` | `pin ${number}`;

const place = (node: number, pin: number): Place => (node < 0 ? `pin ${pin}` : `node ${node}`);

/** The places that data entering at `from` gets to, `from` included. */
function downstream({ connections }: BdaFilterTemplate, from: Place): Set<Place> {
  const seen = new Set<Place>([from]);
  for (const at of seen) {
    for (const { fromNode, fromPin, toNode, toPin } of connections) {
      if (place(fromNode, fromPin) === at) seen.add(place(toNode, toPin));
    }
  }
  return seen;
}

/** The pairing of two pin types. */
export function pairing({ pinPairs }: BdaFilterTemplate, inputType: number, outputType: number): BdaPinPairing | undefined {
  return pinPairs.find(({ inputPin, outputPin }) => inputPin === inputType && outputPin === outputType);
}

/** Node types that lie between the two pin types of a pairing, in the order of the template. */
export function nodesBetween(template: BdaFilterTemplate, { inputPin, outputPin }: BdaPinPairing): readonly number[] {
  const fromInput = downstream(template, `pin ${inputPin}`);
  return [...template.nodes.keys()].filter(
    (node) => fromInput.has(`node ${node}`) && downstream(template, `node ${node}`).has(`pin ${outputPin}`),
  );
}

/** Whether the input pin of a pairing controls a node: the node lies before one of the joints (BDA-014). */
export function isInputControlled(template: BdaFilterTemplate, { joints }: BdaPinPairing, nodeType: number): boolean {
  const after = downstream(template, `node ${nodeType}`);
  return joints.some((joint) => {
    const connection = template.connections[joint];
    return connection !== undefined && after.has(place(connection.fromNode, connection.fromPin));
  });
}

/** What the library tells of a template (BDA-006, BDA-011…013). */
export class BdaTemplates {
  nodeTypes({ nodes }: BdaFilterTemplate): readonly number[] {
    return [...nodes.keys()];
  }

  pinTypes({ pins }: BdaFilterTemplate): readonly number[] {
    return [...pins.keys()];
  }

  connections({ connections }: BdaFilterTemplate): readonly KsTopologyConnection[] {
    return connections;
  }

  /** Sets of a node type's table. */
  sets({ automation }: KsNodeDescriptor, kind: 'properties' | 'methods' | 'events'): readonly string[] {
    return (automation?.[kind] ?? []).map(({ set }) => set);
  }
}
