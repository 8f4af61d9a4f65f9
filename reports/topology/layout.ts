/**
 * Places the vertices of a graph in columns, from left to right as the data flows: each to the right of all that it is
 * fed by, in an order in which few connections cross. Connections that pass a column get a place of their own in it.
 */
import type { Edge, Graph, Vertex } from './graph.ts';

/** A vertex, or the place where a connection passes a column. */
export interface Place {
  readonly id: string;
  /** Absent where a connection passes. */
  readonly vertex?: Vertex;
  readonly column: number;
  x: number;
  /** Upper edge. */
  y: number;
  readonly width: number;
  readonly height: number;
}

/** The points that a connection goes through, from an output to an input. */
export type Route = readonly { readonly x: number; readonly y: number }[];

export interface Layout {
  readonly places: readonly Place[];
  readonly routes: readonly Route[];
  readonly width: number;
  readonly height: number;
}

/** Sizes in pixels. */
const size = { line: 16, padding: 8, gap: 14, columnGap: 44, port: 16, least: 56 } as const;
const sweeps = 6;

/** Widths of characters in the widest of the fonts that browsers take for `system-ui`, at 13 pixels. */
const wide = 9.4;
const narrow = 7.4;

/** About how wide a text is, in pixels of a font of that size. */
export function textWidth(text: string, fontSize = 13): number {
  const wideOnes = text.match(/[A-Z_MW@%]/g)?.length ?? 0;
  return ((text.length - wideOnes) * narrow + wideOnes * wide) * (fontSize / 13);
}

export function layoutOf(graph: Graph): Layout {
  const columns = columnsOf(graph);
  const places = new Map<string, Place>();
  for (const vertex of graph.vertices) {
    const place = placeOf(vertex, columns.get(vertex.id) ?? 0);
    places.set(vertex.id, place);
  }
  const chains = graph.edges.map((edge, i) => chainOf(edge, i, places));
  const grid = rowsOf([...places.values()], chains);
  place(grid, chains);
  const width = Math.max(0, ...[...places.values()].map(({ x, width: wide }) => x + wide));
  const height = Math.max(0, ...[...places.values()].map(({ y, height: high }) => y + high));
  const routes = graph.edges.map((edge, i) => routeOf(edge, chains[i] ?? []));
  return { places: [...places.values()].filter(({ vertex }) => vertex), routes, width, height };
}

/** The column of each vertex: pins that take data first, pins that give it last, nodes as far left as they can be. */
function columnsOf({ vertices, edges }: Graph): Map<string, number> {
  const columns = new Map<string, number>();
  const visiting = new Set<string>();
  const sides = new Map(vertices.map(({ id, side }) => [id, side]));
  const column = (id: string): number => {
    const known = columns.get(id);
    if (known !== undefined) return known;
    // A loop of the topology: this connection goes back.
    if (visiting.has(id)) return 0;
    visiting.add(id);
    const before = edges.filter(({ to }) => to === id).map(({ from }) => column(from) + 1);
    const own = sides.get(id) === 'left' ? 0 : Math.max(1, ...before);
    visiting.delete(id);
    columns.set(id, own);
    return own;
  };
  for (const { id } of vertices) column(id);
  const last = Math.max(1, ...columns.values());
  const nodesReachLast = vertices.some(({ id, side }) => side !== 'right' && columns.get(id) === last);
  for (const { id, side } of vertices) if (side === 'right') columns.set(id, nodesReachLast ? last + 1 : last);
  return columns;
}

function placeOf(vertex: Vertex, column: number): Place {
  const [title = '', ...more] = vertex.label;
  const text = Math.max(textWidth(title), ...more.map((line) => textWidth(line, 11)));
  // Numbers of inputs stand in front of the label.
  const numbers = vertex.inputs.length > 1 ? 2 * size.padding : 0;
  return {
    ...{ id: vertex.id, vertex, column, x: 0, y: 0 },
    width: Math.max(size.least, Math.ceil(text) + 2 * size.padding + numbers),
    height: Math.max(vertex.label.length * size.line + size.padding, vertex.inputs.length * size.port),
  };
}

/** The places that a connection goes through; those between its ends are made. One that goes back has none between. */
function chainOf({ from, to }: Edge, index: number, places: Map<string, Place>): Place[] {
  const [start, end] = [places.get(from), places.get(to)];
  if (!start || !end) return [];
  const between: Place[] = [];
  for (let column = start.column + 1; column < end.column; column++) {
    const passing: Place = { id: `edge${index}.${column}`, column, x: 0, y: 0, width: 0, height: 2 };
    places.set(passing.id, passing);
    between.push(passing);
  }
  return [start, ...between, end];
}

/** The places of each column, ordered so that few connections cross: by the mean position of their neighbours. */
function rowsOf(places: readonly Place[], chains: readonly (readonly Place[])[]): Place[][] {
  const columns: Place[][] = [];
  for (const each of places) (columns[each.column] ??= []).push(each);
  const grid = Array.from(columns, (column = []) => column);
  const neighbours = neighboursOf(chains);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const back = sweep % 2 === 1;
    const rows = new Map(grid.flatMap((column) => column.map((each, row) => [each, row / Math.max(1, column.length)] as const)));
    for (const column of back ? [...grid].reverse() : grid) {
      const weights = new Map(column.map((each) => [each, meanOf(neighbours(each, back), (one) => rows.get(one) ?? 0) ?? rows.get(each) ?? 0]));
      column.sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0));
      column.forEach((each, row) => rows.set(each, row / Math.max(1, column.length)));
    }
  }
  return grid;
}

/** Finds the places before or behind one, along the connections. */
function neighboursOf(chains: readonly (readonly Place[])[]): (of: Place, behind: boolean) => readonly Place[] {
  const [before, behind] = [new Map<Place, Place[]>(), new Map<Place, Place[]>()];
  const add = (map: Map<Place, Place[]>, key: Place, value: Place): void => {
    map.set(key, [...(map.get(key) ?? []), value]);
  };
  for (const chain of chains) {
    chain.slice(1).forEach((next, i) => {
      const previous = chain[i];
      if (!previous || previous.column >= next.column) return;
      add(before, next, previous);
      add(behind, previous, next);
    });
  }
  return (of, wantBehind) => (wantBehind ? behind : before).get(of) ?? [];
}

function meanOf<T>(list: readonly T[], of: (each: T) => number): number | undefined {
  return list.length === 0 ? undefined : list.reduce((sum, each) => sum + of(each), 0) / list.length;
}

/** Gives every place its coordinates: columns side by side, in each the places near their neighbours, none over another. */
function place(grid: readonly Place[][], chains: readonly (readonly Place[])[]): void {
  let x = 0;
  for (const column of grid) {
    const width = Math.max(0, ...column.map((each) => each.width));
    for (const each of column) each.x = x;
    x += width + size.columnGap;
    stack(column, (each) => each.y);
  }
  const neighbours = neighboursOf(chains);
  const middle = (each: Place): number => each.y + each.height / 2;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const back = sweep % 2 === 0;
    for (const column of back ? [...grid].reverse() : grid) {
      stack(column, (each) => (meanOf(neighbours(each, back), middle) ?? middle(each)) - each.height / 2);
    }
  }
  const top = Math.min(0, ...grid.flatMap((column) => column.map(({ y }) => y)));
  for (const column of grid) for (const each of column) each.y = Math.round(each.y - top);
}

/** Puts the places of a column one under the other, as near as can be to where they want to be. */
function stack(column: readonly Place[], wanted: (each: Place) => number): void {
  const wishes = column.map(wanted);
  let bottom = -Infinity;
  column.forEach((each, i) => {
    each.y = Math.max(wishes[i] ?? 0, bottom);
    bottom = each.y + each.height + size.gap;
  });
  // What had to give way went down; half of that back up spreads it.
  const shift = (meanOf(column.map((each, i) => each.y - (wishes[i] ?? 0)), (one) => one) ?? 0) / 2;
  for (const each of column) each.y -= shift;
}

function routeOf({ input }: Edge, chain: readonly Place[]): Route {
  const [start, ...rest] = chain;
  const end = rest.pop();
  if (!start || !end) return [];
  const points = [{ x: start.x + start.width, y: start.y + start.height / 2 }];
  for (const each of rest) points.push({ x: each.x, y: each.y + 1 });
  return [...points, { x: end.x, y: inputY(end, input) }];
}

/** Where an input of a place lies. */
export function inputY({ y, height, vertex }: Place, input: number): number {
  const inputs = vertex?.inputs ?? [0];
  const index = Math.max(0, inputs.indexOf(input));
  return y + (height * (index + 0.5)) / inputs.length;
}
