/** Puts the filters of a device side by side, as their wires lead from one to the other. */
import type { DeviceDescription, FilterDescription } from '../../harness/description/format.ts';
import { graphOf } from './graph.ts';
import { layoutOf, textWidth, type Layout, type Route } from './layout.ts';

/** A filter with its place in the drawing. */
export interface Arranged {
  readonly filter: FilterDescription;
  readonly layout: Layout;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Where the layout of its inside begins. */
  readonly inner: { readonly x: number; readonly y: number };
}

/** A wire; one that leads back goes round the filters, with corners. */
export interface Wire {
  readonly route: Route;
  readonly back: boolean;
}

export interface Arrangement {
  readonly filters: readonly Arranged[];
  readonly wires: readonly Wire[];
  readonly width: number;
  readonly height: number;
}

const margin = 16;
const padding = 16;
const head = 52;
/** Between filters: room for the wires, beside and below. */
const gap = { x: 72, y: 32 } as const;
/** How far below the filters a wire runs that leads back to the left. */
const detour = 20;

export function arrange({ filters }: Pick<DeviceDescription, 'filters'>): Arrangement {
  const columns = columnsOf(filters);
  const arranged: Arranged[] = [];
  let x = margin;
  for (const column of columns) {
    let y = margin;
    const sized = column.map((filter) => ({ filter, layout: layoutOf(graphOf(filter)) }));
    const width = Math.max(...sized.map(widthOf));
    for (const { filter, layout } of sized) {
      const height = head + layout.height + padding;
      const spread = (width - 2 * padding - layout.width) / 2;
      arranged.push({ filter, layout, x, y, width, height, inner: { x: x + padding + Math.max(0, spread), y: y + head } });
      y += height + gap.y;
    }
    x += width + gap.x;
  }
  const bottom = Math.max(0, ...arranged.map(({ y, height }) => y + height));
  const wires = wiresOf(arranged, bottom);
  const lowest = Math.max(bottom, ...wires.flatMap(({ route }) => route.map((point) => point.y)));
  return { filters: arranged, wires, width: x - gap.x + margin, height: lowest + margin };
}

function widthOf({ filter, layout }: { readonly filter: FilterDescription; readonly layout: Layout }): number {
  const small = textWidth([filter.name, filter.classDriver ?? '', filter.port ?? ''].join(' · '), 11);
  const text = Math.max(textWidth(filter.friendlyName, 16), small);
  return 2 * padding + Math.ceil(Math.max(layout.width, text));
}

/** Filters by column: one that is fed by another stands to the right of it, unless it feeds that one as well. */
function columnsOf(filters: readonly FilterDescription[]): FilterDescription[][] {
  const fed = (filter: FilterDescription): FilterDescription[] =>
    filter.pins.flatMap(({ dataflow, physicalConnection }) => {
      const other = filters.find(({ name }) => name === physicalConnection?.filter);
      return dataflow === 'in' && other && other !== filter ? [other] : [];
    });
  const columns = new Map<FilterDescription, number>();
  // Those that clients stream to and from come first, then what is wired to them.
  const streams = (filter: FilterDescription): number =>
    filter.pins.some(({ communication }) => communication !== 'none' && communication !== 'bridge') ? 0 : 1;
  for (const filter of [...filters].sort((a, b) => streams(a) - streams(b))) {
    const before = fed(filter).flatMap((other) => columns.get(other) ?? []);
    columns.set(filter, before.length === 0 ? 0 : Math.max(...before) + 1);
  }
  const grid: FilterDescription[][] = [];
  for (const filter of filters) (grid[columns.get(filter) ?? 0] ??= []).push(filter);
  return grid.filter((column) => column.length > 0);
}

/** Wires from pins that data leaves to the pins of other filters that it goes to. */
function wiresOf(arranged: readonly Arranged[], bottom: number): Wire[] {
  let lane = bottom;
  return arranged.flatMap((from) =>
    from.filter.pins.flatMap(({ dataflow, physicalConnection }, i): Wire[] => {
      const to = arranged.find(({ filter }) => filter.name === physicalConnection?.filter);
      if (dataflow !== 'out' || !to || !physicalConnection) return [];
      const [start, end] = [pinAt(from, i, 'out'), pinAt(to, physicalConnection.pin, 'in')];
      if (!start || !end) return [];
      if (end.x > start.x) return [{ route: [start, end], back: false }];
      lane += detour;
      const right = from.x + from.width + margin / 2;
      const left = to.x - margin / 2;
      return [{ route: [start, { x: right, y: start.y }, { x: right, y: lane }, { x: left, y: lane }, { x: left, y: end.y }, end], back: true }];
    }),
  );
}

function pinAt({ layout, inner }: Arranged, pin: number, side: 'in' | 'out'): { readonly x: number; readonly y: number } | undefined {
  const place = layout.places.find(({ id }) => id === `pin${pin}`);
  return place && { x: inner.x + place.x + (side === 'out' ? place.width : 0), y: inner.y + place.y + place.height / 2 };
}
