/** The graph of pins and nodes of a filter, and the connections between filters. */
import { breach, type Breach } from './oracle.ts';

/** KSFILTER_NODE: the filter itself; its pins are pin factories. */
export const filterNode = 0xffff_ffff;

export interface Connection {
  readonly FromNode: number;
  readonly FromNodePin: number;
  readonly ToNode: number;
  readonly ToNodePin: number;
}

/** What a filter tells of itself. */
export interface Graph {
  readonly nodes: number;
  /** The flow of each pin factory: data comes `in` to the filter, or goes `out`. */
  readonly pins: readonly ('in' | 'out')[];
  readonly connections: readonly Connection[];
}

/** The first thing that is wrong about a graph. */
export function graphBreach(graph: Graph): Breach | null {
  return closureBreach(graph) ?? repetitionBreach(graph) ?? cycleBreach(graph) ?? isolationBreach(graph);
}

/** Connections begin and end at what exists, pins on the side that their flow says. */
export function closureBreach({ nodes, pins, connections }: Graph): Breach | null {
  for (const [i, { FromNode, FromNodePin, ToNode, ToNodePin }] of connections.entries()) {
    for (const [node, pin, flow] of [[FromNode, FromNodePin, 'in'], [ToNode, ToNodePin, 'out']] as const) {
      const end = flow === 'in' ? 'begins' : 'ends';
      if (node >>> 0 !== filterNode) {
        if (node < 0 || node >= nodes) return breach('O13', `connection ${i} ${end} at node ${node}`, `one of ${nodes} nodes`, 'TOPO-007');
        continue;
      }
      const own = pins[pin];
      if (own === undefined) return breach('O13', `connection ${i} ${end} at pin ${pin}`, `one of ${pins.length} pins`, 'TOPO-007');
      if (own !== flow) return breach('O13', `connection ${i} ${end} at pin ${pin}, whose data flows ${own}`, `a pin whose data flows ${flow}`, 'TOPO-007');
    }
  }
  return null;
}

/** No connection is there twice. */
export function repetitionBreach({ connections }: Graph): Breach | null {
  const seen = new Map<string, number>();
  for (const [i, { FromNode, FromNodePin, ToNode, ToNodePin }] of connections.entries()) {
    const key = [FromNode >>> 0, FromNodePin, ToNode >>> 0, ToNodePin].join(' ');
    const first = seen.get(key);
    if (first !== undefined) return breach('O13', `connection ${i} is connection ${first} again`, 'each connection once');
    seen.set(key, i);
  }
  return null;
}

/** Data that leaves a node does not come back to it. */
export function cycleBreach({ nodes, connections }: Graph): Breach | null {
  const next = new Map<number, number[]>();
  for (const { FromNode, ToNode } of connections) {
    if (FromNode >>> 0 === filterNode || ToNode >>> 0 === filterNode) continue;
    const list = next.get(FromNode);
    if (list) list.push(ToNode);
    else next.set(FromNode, [ToNode]);
  }
  const done = new Set<number>();
  const above = new Set<number>();
  const visit = (node: number): number | undefined => {
    if (above.has(node)) return node;
    if (done.has(node)) return undefined;
    above.add(node);
    for (const to of next.get(node) ?? []) {
      const found = visit(to);
      if (found !== undefined) return found;
    }
    above.delete(node);
    done.add(node);
    return undefined;
  };
  for (let node = 0; node < nodes; node++) {
    const found = visit(node);
    if (found !== undefined) return breach('O13', `what leaves node ${found} comes back to it`, 'no cycle');
  }
  return null;
}

/** Every pin and node is part of a connection. */
export function isolationBreach({ nodes, pins, connections }: Graph): Breach | null {
  const usedPins = new Set<number>();
  const usedNodes = new Set<number>();
  for (const { FromNode, FromNodePin, ToNode, ToNodePin } of connections) {
    if (FromNode >>> 0 === filterNode) usedPins.add(FromNodePin);
    else usedNodes.add(FromNode);
    if (ToNode >>> 0 === filterNode) usedPins.add(ToNodePin);
    else usedNodes.add(ToNode);
  }
  const pin = pins.findIndex((_, i) => !usedPins.has(i));
  if (pin >= 0) return breach('O13', `pin ${pin} is connected to nothing`, 'every pin is the end of a connection');
  for (let node = 0; node < nodes; node++) {
    if (!usedNodes.has(node)) return breach('O13', `node ${node} is connected to nothing`, 'every node is the end of a connection');
  }
  return null;
}

/** What a pin says that it is wired to: a pin of a filter, by the path of its interface. */
export interface PhysicalLink {
  readonly filter: string;
  readonly pin: number;
  readonly toFilter: string;
  readonly toPin: number;
}

/** Physical connections are told by both of their ends. @param pins how many pins a filter has; undefined if it cannot be opened */
export function mutualBreach(links: readonly PhysicalLink[], pins: (filter: string) => number | undefined): Breach | null {
  for (const { filter, pin, toFilter, toPin } of links) {
    const count = pins(toFilter);
    const from = `pin ${pin} of ${filter}`;
    if (count === undefined) return breach('O13', `${from} is wired to ${toFilter}, which cannot be opened`, 'a filter that can be opened');
    if (toPin >= count) return breach('O13', `${from} is wired to pin ${toPin} of ${toFilter}`, `one of its ${count} pins`);
    const back = links.find((link) => link.filter === toFilter && link.pin === toPin);
    if (back && back.toFilter === filter && back.toPin === pin) continue;
    const other = back ? `is wired to pin ${back.toPin} of ${back.toFilter}` : 'is wired to nothing';
    return breach('O13', `${from} is wired to pin ${toPin} of ${toFilter}, and that ${other}`, 'the same connection at both ends');
  }
  return null;
}
