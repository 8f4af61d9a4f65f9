import { describe, expect, test } from 'vitest';
import type { FilterDescription } from '../../harness/description/format.ts';
import { readDescription } from '../../harness/description/read.ts';
import { bundledDescription, bundledDescriptions } from '../../harness/simulator/described/device.ts';
import { arrange } from './arrange.ts';
import { topologyDrawing, topologySvg } from './draw.ts';
import { graphOf } from './graph.ts';
import { layoutOf, type Place } from './layout.ts';

const pin = (dataflow: 'in' | 'out', more: object = {}) => ({ dataflow, communication: 'none', instances: { possible: 0 }, dataRanges: [], ...more });
const filter = (more: object): FilterDescription =>
  ({ name: 'a', friendlyName: 'A', categories: [], pins: [], ...more }) as unknown as FilterDescription;
const link = (from: string, to: string) => ({ from, to });
const node = { type: 'KSNODETYPE_SUM' };

const overlaps = (a: Place, b: Place): boolean =>
  a !== b && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the layout of a filter', () => {
  test('goes from left to right: each vertex behind all that feeds it', () => {
    const described = filter({
      pins: [pin('out'), pin('in'), pin('in')],
      nodes: [node, node, node],
      connections: [link('pin1', 'node2.1'), link('node2.0', 'node0.1'), link('pin2', 'node0.2'), link('node0.0', 'pin0'), link('pin2', 'node1.1')],
    });
    const { places } = layoutOf(graphOf(described));
    const x = new Map(places.map((place) => [place.id, place.x]));
    for (const { from, to } of described.connections ?? []) {
      expect(x.get(from.replace(/\..*/, '')) ?? 0).toBeLessThan(x.get(to.replace(/\..*/, '')) ?? 0);
    }
  });

  test('bears loops, connections to nothing, and filters with nothing in them', () => {
    const looped = filter({ nodes: [node, node], connections: [link('node0.0', 'node1.1'), link('node1.0', 'node0.1'), link('node0.0', 'pin9')] });
    const { places, routes } = layoutOf(graphOf(looped));
    expect([places.length, routes.length]).toEqual([2, 2]);
    expect(layoutOf(graphOf(filter({})))).toMatchObject({ width: 0, height: 0 });
  });

  test.each(bundledDescriptions())('puts nothing over another in %s', (name) => {
    for (const described of readDescription(bundledDescription(name)).filters) {
      const { places, width, height } = layoutOf(graphOf(described));
      expect(places.filter((place) => places.some((other) => overlaps(place, other))).map(({ id }) => id)).toEqual([]);
      expect(places.every(({ x, y, width: w, height: h }) => x >= 0 && y >= 0 && x + w <= width && y + h <= height)).toBe(true);
    }
  });
});

test('filters stand where their wires lead, and wires back go round them', () => {
  const wired = (name: string, pins: object[]) => filter({ name, friendlyName: name, pins });
  const { filters, wires, height } = arrange({
    filters: [
      wired('topology', [pin('in', { physicalConnection: { filter: 'wave', pin: 0 } }), pin('out', { physicalConnection: { filter: 'wave', pin: 1 } })]),
      wired('wave', [pin('out', { physicalConnection: { filter: 'topology', pin: 0 } }), pin('in', { physicalConnection: { filter: 'topology', pin: 1 } }), pin('in', { communication: 'sink' })]),
    ],
  });
  const x = new Map(filters.map((each) => [each.filter.name, each.x]));
  expect(x.get('wave')).toBeLessThan(x.get('topology') ?? 0);
  expect(wires.map(({ back }) => back).sort()).toEqual([false, true]);
  const lowest = Math.max(...wires.flatMap(({ route }) => route.map(({ y }) => y)));
  expect(lowest).toBeGreaterThan(Math.max(...filters.map((each) => each.y + each.height)));
  expect(lowest).toBeLessThan(height);
});

test('what a device is called is text, never markup', () => {
  const svg = topologySvg({ filters: [filter({ friendlyName: '<script>alert(1)</script>', pins: [pin('in', { name: '"&<' })] })] });
  expect(svg).not.toContain('<script');
  expect(svg).toContain('&lt;script&gt;');
  expect(svg).toContain('0 &quot;&amp;&lt;');
});

test('the drawing is the same every time, and without its style for pages that have it', () => {
  const device = readDescription(bundledDescription('nvidia-hdmi-audio'));
  expect(topologySvg(device)).toBe(topologySvg(device));
  expect(topologySvg(device)).toMatch(/^<\?xml .*\n<svg class="kt" xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(topologyDrawing(device).markup).not.toContain('<style>');
});
