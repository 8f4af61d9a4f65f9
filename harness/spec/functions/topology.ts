/**
 * Graph questions about a topology: a list of KSTOPOLOGY_CONNECTION {FromNode, FromNodePin, ToNode, ToNodePin}, where
 * KSFILTER_NODE (0xFFFFFFFF) stands for the filter itself and its pins are pin factories. Data passes through a node
 * from any of its pins to any other; through the filter it does not pass.
 */
import type { Value } from '../../abi/codec.ts';
import { ArgumentError, integer, isMap, list, map, numberIn, type SpecFunction } from './function.ts';

const filterNode = 0xffff_ffff;

interface Connection {
  readonly from: string;
  readonly to: string;
}

/** A vertex: a node as a whole, or one pin of the filter. */
const vertex = (node: number, pin: number): string => (node >>> 0 === filterNode ? `pin ${pin}` : `node ${node}`);

function connections(args: readonly Value[]): Connection[] {
  return list(args, 0).map((entry, index) => {
    if (!isMap(entry)) throw new ArgumentError(`connection ${index} is no KSTOPOLOGY_CONNECTION`);
    return {
      from: vertex(numberIn(entry, 'FromNode'), numberIn(entry, 'FromNodePin')),
      to: vertex(numberIn(entry, 'ToNode'), numberIn(entry, 'ToNodePin')),
    };
  });
}

function end(args: readonly Value[], index: number): string {
  const place = map(args, index);
  return vertex(numberIn(place, 'Node'), numberIn(place, 'NodePin'));
}

/** All vertices that data from `start` gets to; `start` itself only through a connection. */
function reached(edges: readonly Connection[], start: string, backwards: boolean): Set<string> {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const [source, sink] = backwards ? [to, from] : [from, to];
    const sinks = next.get(source);
    if (sinks) sinks.push(sink);
    else next.set(source, [sink]);
  }
  const seen = new Set<string>();
  const queue = [start];
  for (let vertexNow = queue.pop(); vertexNow !== undefined; vertexNow = queue.pop()) {
    // What arrives at a pin of the filter has left it.
    if (vertexNow !== start && vertexNow.startsWith('pin')) continue;
    for (const sink of next.get(vertexNow) ?? []) {
      if (seen.has(sink)) continue;
      seen.add(sink);
      queue.push(sink);
    }
  }
  return seen;
}

const twoPins =
  "[{'FromNode': KSFILTER_NODE, 'FromNodePin': 0, 'ToNode': 0, 'ToNodePin': 1}, {'FromNode': 0, 'FromNodePin': 0, 'ToNode': KSFILTER_NODE, 'ToNodePin': 1}]";

export const topology: readonly SpecFunction[] = [
  {
    name: 'reachable',
    parameters: ['connections', 'from', 'to'],
    returns: 'bool',
    about:
      "Whether data flows from one place to another. A place is {'Node': n} or, for a pin factory, {'Node': KSFILTER_NODE, 'NodePin': p}",
    example: [`reachable(${twoPins}, {'Node': KSFILTER_NODE, 'NodePin': 0}, {'Node': KSFILTER_NODE, 'NodePin': 1})`, 'true'],
    apply: (args) => reached(connections(args), end(args, 1), false).has(end(args, 2)),
  },
  {
    name: 'connectedPins',
    parameters: ['connections', 'pin'],
    returns: 'list',
    about: 'The pin factories that data entering at a pin factory gets to, and those whose data gets to it; sorted',
    example: [`connectedPins(${twoPins}, 1)`, '[0]'],
    apply: (args) => {
      const edges = connections(args);
      const start = vertex(filterNode, Number(integer(args, 1)));
      const both = new Set([...reached(edges, start, false), ...reached(edges, start, true)]);
      return [...both]
        .filter((place) => place.startsWith('pin '))
        .map((place) => Number(place.slice(4)))
        .sort((a, b) => a - b);
    },
  },
];
