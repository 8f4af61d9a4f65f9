/**
 * Draws the topology of a device as SVG: filters with their pins and nodes, data flowing from left to right, and the
 * wires between filters. The drawing needs nothing from outside.
 */
import type { DeviceDescription, FilterDescription } from '../../harness/description/format.ts';
import { html, trusted, type Markup } from '../html/escape.ts';
import { clean } from '../text.ts';
import { arrange, type Arranged } from './arrange.ts';
import { inputY, type Place, type Route } from './layout.ts';
import { topologyStyle } from './style.ts';

type Described = Pick<DeviceDescription, 'filters'>;

/** A file of its own: the drawing with its style sheet. */
export function topologySvg(device: Described): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${drawing(device, html`<style>${trusted(topologyStyle)}</style>`).markup}\n`;
}

/** The drawing for a page that has {@link topologyStyle} in its own style sheet. */
export const topologyDrawing = (device: Described): Markup => drawing(device, html``);

function drawing(device: Described, style: Markup): Markup {
  const { filters, wires, width, height } = arrange(device);
  const names = device.filters.map(({ friendlyName }) => clean(friendlyName)).join(', ');
  return html`<svg class="kt" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${`Topology of ${names}`}">
${style}
<rect class="kt-back" width="${width}" height="${height}"/>
${filters.map(filterShape)}
${wires.map(({ route, back }) => html`<path class="kt-wire" d="${back ? corners(route) : curve(route)}"/>${tip(route, 'kt-tip kt-far')}
`)}</svg>`;
}

function filterShape({ filter, layout, x, y, width, height, inner }: Arranged): Markup {
  const { places, routes } = layout;
  const at = (route: Route): Route => route.map((point) => ({ x: point.x + inner.x, y: point.y + inner.y }));
  const lines = routes.filter((route) => route.length > 1).map(at);
  return html`<g class="kt-group">
<rect class="kt-filter" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>
<text class="kt-head" x="${x + 14}" y="${y + 24}">${filter.friendlyName}</text>
<text class="kt-small" x="${x + 14}" y="${y + 40}">${subtitle(filter)}</text>
${lines.map((route) => html`<path class="kt-edge" d="${curve(route)}"/>${tip(route, 'kt-tip')}
`)}${places.map((place) => shape({ ...place, x: place.x + inner.x, y: place.y + inner.y }))}</g>
`;
}

function subtitle({ name, classDriver, port }: FilterDescription): string {
  return [name, classDriver, port].filter((part) => part !== undefined && part !== '').join(' · ');
}

function shape(place: Place): Markup {
  const { vertex, x, y, width, height } = place;
  if (!vertex) return html``;
  const pin = vertex.kind === 'pin';
  const box = pin ? (vertex.streams ? 'kt-pin' : 'kt-pin kt-wired') : 'kt-node';
  const first = y + height / 2 - (vertex.label.length - 1) * 8 + 4.5;
  const numbered = vertex.inputs.length > 1;
  const middle = x + width / 2 + (numbered ? 6 : 0);
  return html`<g><title>${vertex.title}</title><rect class="${box}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${pin ? 10 : 3}"/>
${vertex.label.map((line, i) => html`<text${i > 0 ? html` class="kt-small"` : undefined} x="${middle}" y="${first + i * 16}" text-anchor="middle">${line}</text>`)}
${numbered ? vertex.inputs.map((input) => html`<text class="kt-small" x="${x + 3}" y="${inputY(place, input) + 4}">${input}</text>`) : undefined}</g>
`;
}

/** A smooth line through the points, level at each. */
function curve(route: Route): string {
  const [start, ...rest] = route;
  if (!start) return '';
  let previous = start;
  const parts = [`M${start.x},${start.y}`];
  for (const point of rest) {
    const bend = Math.max(18, Math.abs(point.x - previous.x) / 2);
    parts.push(`C${previous.x + bend},${previous.y} ${point.x - bend},${point.y} ${point.x},${point.y}`);
    previous = point;
  }
  return parts.join(' ');
}

/** Straight lines through the points. */
const corners = (route: Route): string => route.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x},${y}`).join(' ');

/** The head of the arrow at the end of a line. */
function tip(route: Route, style: string): Markup {
  const end = route[route.length - 1];
  return end ? html`<path class="${style}" d="M${end.x},${end.y} l-7,-3.5 v7 z"/>` : html``;
}
