/** What was measured, as plots with the limits that hold: clocks and positions against a line, and times on an axis. */
import { bin, ticks } from 'd3-array';
import type { Measurement } from '../../harness/judge/verdict.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';
import { isRed } from '../../harness/run/outcome.ts';
import { counted } from '../text.ts';
import { html } from './escape.ts';
import type { Markup } from './escape.ts';

/** More of them than anybody looks at would make the page heavy. */
const mostShown = 60;

type Line = Extract<Measurement, { kind: 'line' }>;
type Values = Extract<Measurement, { kind: 'values' }>;

const width = 380;
const height = 150;
const inner = { left: 52, right: 12, top: 10, bottom: 30 } as const;

/** Every measurement of the run: those that broke a limit first. */
export function plots(results: readonly CaseLine[]): Markup[] {
  const all = results.flatMap((result) => (result.measurements ?? []).map((measurement) => ({ result, measurement })));
  const grave = ({ verdict }: CaseLine) => (isRed(verdict) ? 0 : verdict === 'warn' || verdict === 'waived' ? 1 : 2);
  const shown = all.toSorted((a, b) => grave(a.result) - grave(b.result)).slice(0, mostShown);
  const left = all.length - shown.length;
  return [
    ...shown.map(({ result, measurement }) => figure(result, measurement)),
    ...(left > 0 ? [html`<p class="dim">${counted(left, 'more measurement')} that hold: see the journal.</p>`] : []),
  ];
}

function figure({ id, verdict }: CaseLine, measurement: Measurement): Markup {
  return html`<figure class="plot"><figcaption><span class="word ${verdict}">${verdict}</span> <strong>${measurement.title}</strong> <a class="id" href="#${encodeURIComponent(id)}">${id}</a></figcaption>
<div class="plots">${measurement.kind === 'line' ? html`${drift(measurement)}${jitter(measurement)}${lineFacts(measurement)}` : html`${axis(measurement)}${valueFacts(measurement)}`}</div></figure>
`;
}

// ---- numbers -----------------------------------------------------------------------------------------------------

const ms = (hns: number): number => hns / 10_000;
const digits = (n: number, most = 3): string => String(Number(n.toPrecision(most)));

function lineFacts({ slope, sigma, residual, limits }: Line): Markup {
  const percent = (part: number): string => `${digits(part * 100)} %`;
  return factsTable([
    ['Rate', `${slope >= 1 ? '+' : '−'}${percent(Math.abs(slope - 1))}`, limits.rate === undefined ? '' : `± ${percent(limits.rate)}`, limits.rate === undefined || Math.abs(slope - 1) <= limits.rate],
    ['Standard deviation', `${digits(ms(sigma))} ms`, limits.sigma === undefined ? '' : `< ${digits(ms(limits.sigma))} ms`, limits.sigma === undefined || sigma < limits.sigma],
    ['Farthest point', `${digits(ms(residual))} ms`, limits.residual === undefined ? '' : `< ${digits(ms(limits.residual))} ms`, limits.residual === undefined || residual < limits.residual],
  ]);
}

function valueFacts({ values, limits: { least, most } }: Values): Markup {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return factsTable([
    ['Least', `${digits(ms(low))} ms`, least === undefined ? '' : `≥ ${digits(ms(least))} ms`, least === undefined || low >= least],
    ['Greatest', `${digits(ms(high))} ms`, most === undefined ? '' : `≤ ${digits(ms(most))} ms`, most === undefined || high <= most],
  ]);
}

function factsTable(rows: readonly (readonly [string, string, string, boolean])[]): Markup {
  return html`<table><thead><tr><th scope="col">Measured</th><th scope="col" class="number">Is</th><th scope="col" class="number">Limit</th></tr></thead><tbody>${rows.map(([name, is, limit, holds]) => html`<tr><td>${name}</td><td class="number${holds ? '' : ' fail'}">${is}${holds ? '' : ' ✗'}</td><td class="number">${limit}</td></tr>`)}</tbody></table>`;
}

// ---- drawing -----------------------------------------------------------------------------------------------------

/** Numbers to pixels. */
interface Scale {
  (n: number): number;
  readonly ticks: readonly number[];
}

function scale(from: number, to: number, start: number, end: number, count: number): Scale {
  const span = to - from || 1;
  return Object.assign((n: number) => Math.round((start + ((n - from) / span) * (end - start)) * 10) / 10, { ticks: ticks(from, to, count) });
}

const xScale = (from: number, to: number): Scale => scale(from, to, inner.left, width - inner.right, 6);
const yScale = (from: number, to: number): Scale => scale(from, to, height - inner.bottom, inner.top, 4);

function svg(label: string, content: readonly Markup[]): Markup {
  return html`<svg class="pl" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">${content}</svg>`;
}

function axes(x: Scale, y: Scale | undefined, xLabel: string, yLabel: string): Markup[] {
  const bottom = height - inner.bottom;
  return [
    ...(y?.ticks ?? []).map((n) => html`<path class="pl-grid" d="M${inner.left},${y?.(n) ?? 0}H${width - inner.right}"/><text x="${inner.left - 6}" y="${(y?.(n) ?? 0) + 4}" text-anchor="end">${digits(n)}</text>`),
    html`<path class="pl-axis" d="M${inner.left},${bottom}H${width - inner.right}"/>`,
    ...x.ticks.map((n) => html`<text x="${x(n)}" y="${bottom + 14}" text-anchor="middle">${digits(n)}</text>`),
    html`<text x="${(width + inner.left) / 2}" y="${height - 3}" text-anchor="middle">${xLabel}</text><text class="pl-y" transform="translate(11 ${bottom / 2 + 6}) rotate(-90)" text-anchor="middle">${yLabel}</text>`,
  ];
}

/** How far each point is from the nominal rate, with the fitted line and how far points may lie from that. */
function drift({ points, slope, limits, title }: Line): Markup {
  const off = points.map(([t, v]) => [ms(t), ms(v - t)] as const);
  const end = off.at(-1)?.[0] ?? 0;
  const meanT = off.reduce((sum, [t]) => sum + t, 0) / off.length;
  const mean = off.reduce((sum, [, v]) => sum + v, 0) / off.length;
  const lineAt = (t: number): number => mean + (slope - 1) * (t - meanT);
  const band = limits.residual === undefined ? 0 : ms(limits.residual);
  const reach = [...off.map(([, v]) => v), lineAt(0) - band, lineAt(0) + band, lineAt(end) - band, lineAt(end) + band];
  const spread = Math.max(...reach) - Math.min(...reach) || 1;
  const x = xScale(0, end);
  const y = yScale(Math.min(...reach) - spread / 12, Math.max(...reach) + spread / 12);
  const line = (shift: number, name: string): Markup => html`<path class="${name}" d="M${x(0)},${y(lineAt(0) + shift)}L${x(end)},${y(lineAt(end) + shift)}"/>`;
  return svg(`Drift of ${title}`, [
    ...axes(x, y, 'time in ms', 'ahead in ms'),
    ...(band > 0 ? [line(band, 'pl-limit'), line(-band, 'pl-limit')] : []),
    line(0, 'pl-line'),
    ...off.map(([t, v]) => html`<circle cx="${x(t)}" cy="${y(v)}" r="2.2"/>`),
  ]);
}

/** How the points are spread around the fitted line. */
function jitter({ points, slope, limits, title }: Line): Markup {
  const off = points.map(([t, v]) => ms(v - slope * t));
  const mean = off.reduce((sum, n) => sum + n, 0) / off.length;
  const residuals = off.map((n) => n - mean);
  const most = limits.residual === undefined ? 0 : ms(limits.residual);
  const reach = Math.max(most * 1.1, ...residuals.map(Math.abs)) || 1;
  const x = xScale(-reach, reach);
  const bins = bin().domain([-reach, reach]).thresholds(24)(residuals);
  const y = yScale(0, Math.max(1, ...bins.map(({ length }) => length)));
  const bars = bins.filter(({ length }) => length > 0).map((one) => {
    const left = x(one.x0 ?? 0);
    return html`<rect class="pl-bar" x="${left}" y="${y(one.length)}" width="${Math.max(2, x(one.x1 ?? 0) - left - 1)}" height="${height - inner.bottom - y(one.length)}"/>`;
  });
  return svg(`Jitter of ${title}`, [...axes(x, y, 'off the line in ms', 'points'), ...bars, ...(most > 0 ? [limitAt(x(most)), limitAt(x(-most))] : [])]);
}

/** Values along an axis. */
function axis({ values, limits: { least, most }, title }: Values): Markup {
  const all = [...values, ...[least, most].filter((n) => n !== undefined)].map(ms);
  const high = Math.max(0, ...all);
  const x = xScale(Math.min(0, ...all), high * 1.1 || 1);
  const middle = (inner.top + height - inner.bottom) / 2;
  return svg(title, [
    ...axes(x, undefined, 'ms', ''),
    ...[least, most].flatMap((n) => (n === undefined ? [] : [limitAt(x(ms(n)))])),
    ...values.map((n) => html`<circle cx="${x(ms(n))}" cy="${middle}" r="4"/>`),
  ]);
}

const limitAt = (x: number): Markup => html`<path class="pl-limit" d="M${x},${inner.top}V${height - inner.bottom}"/>`;
