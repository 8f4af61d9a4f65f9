/** A filter as a graph: pins and nodes, and what flows from one to the other. */
import type { FilterDescription, PinDescription } from '../../harness/description/format.ts';
import { clean } from '../text.ts';

/** A pin or a node. */
export interface Vertex {
  /** `pin0`, `node2`. */
  readonly id: string;
  readonly kind: 'pin' | 'node';
  /** Pins: where data comes into the filter, and where it leaves. */
  readonly side: 'left' | 'right' | 'inside';
  /** A pin that clients open. */
  readonly streams: boolean;
  /** What stands in it, line by line. */
  readonly label: readonly string[];
  /** What a pointer over it shows. */
  readonly title: string;
  /** Numbers of the inputs, in order; one without a number if none is connected. */
  readonly inputs: readonly number[];
}

/** A connection: from the output of a vertex to one of its inputs. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly input: number;
}

export interface Graph {
  readonly vertices: readonly Vertex[];
  readonly edges: readonly Edge[];
}

/** `KSNODETYPE_VIDEO_STREAMING` → `video streaming`; text that is no name stays. */
export function spoken(name: string): string {
  const word = /^(?:KSNODETYPE|KSCATEGORY|PINNAME|KSDATAFORMAT_(?:TYPE|SUBTYPE|SPECIFIER)|KSPROPERTY|KSPROPSETID)_?(.+)$/.exec(name)?.[1];
  return word === undefined ? clean(name) : word.toLowerCase().replaceAll('_', ' ');
}

export function graphOf(filter: FilterDescription): Graph {
  const { pins, nodes = [], connections = [] } = filter;
  const ends = connections.map(({ from, to }) => ({ from: endOf(from), to: endOf(to) }));
  const edges = ends.map(({ from, to }) => ({ from: from.id, to: to.id, input: to.input }));
  const inputsOf = (id: string): number[] => {
    const numbers = [...new Set(edges.filter(({ to }) => to === id).map(({ input }) => input))].sort((a, b) => a - b);
    return numbers.length > 0 ? numbers : [0];
  };
  const vertices = [
    ...pins.map((pin, i): Vertex => ({
      ...{ id: `pin${i}`, kind: 'pin', inputs: [0] },
      side: pin.dataflow === 'in' ? 'left' : 'right',
      streams: pin.communication !== 'none' && pin.communication !== 'bridge',
      label: [`${i} ${pinName(pin)}`, pinFacts(pin)],
      title: pinTitle(pin, i),
    })),
    ...nodes.map((node, i): Vertex => ({
      ...{ id: `node${i}`, kind: 'node', side: 'inside', streams: false, inputs: inputsOf(`node${i}`) },
      label: [`${i} ${node.name === undefined ? spoken(node.type) : clean(node.name)}`],
      title: [`Node ${i}: ${node.type}`, ...offered(node.properties)].join('\n'),
    })),
  ];
  const known = new Set(vertices.map(({ id }) => id));
  return { vertices, edges: edges.filter(({ from, to }) => known.has(from) && known.has(to)) };
}

function endOf(text: string): { readonly id: string; readonly input: number } {
  const [, id = '', input = '0'] = /^((?:pin|node)\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return { id, input: Number(input) };
}

function pinName({ name, category }: PinDescription): string {
  if (name !== undefined) return clean(name);
  return category === undefined ? 'pin' : spoken(category);
}

const instances = ({ possible }: PinDescription['instances']): string =>
  possible === 'unlimited' ? 'any number' : possible === 1 ? '1 instance' : `${possible} instances`;

function pinFacts(pin: PinDescription): string {
  const wired = pin.communication === 'none' || pin.communication === 'bridge';
  return wired ? pin.communication : `${pin.communication}, ${instances(pin.instances)}`;
}

function pinTitle(pin: PinDescription, index: number): string {
  const formats = [...new Set(pin.dataRanges.map(({ SubFormat, MajorFormat }) => spoken(String(SubFormat ?? MajorFormat ?? 'any'))))];
  return [
    `Pin ${index}: data flows ${pin.dataflow}, communication ${pin.communication}`,
    ...(pin.category === undefined ? [] : [`category ${pin.category}`]),
    `${pin.dataRanges.length} data ranges: ${formats.join(', ')}`,
  ].join('\n');
}

/** Names of the properties that an object offers. */
function offered(sets: FilterDescription['properties'] = []): string[] {
  return sets.flatMap(({ items }) => items.map(({ id }) => String(id)));
}
