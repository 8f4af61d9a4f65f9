/** Which requests took long: by verb and item, over the whole run. */
import { splitCaseId } from '../../harness/run/case-id.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';
import { count, duration } from '../text.ts';
import { html } from './escape.ts';
import type { Markup } from './escape.ts';

const kindsShown = 20;

interface Kind {
  readonly name: string;
  requests: number;
  /** Microseconds. */
  total: number;
  most: number;
  /** The case with the longest of them. */
  slowest: string;
}

function requestKinds(results: readonly CaseLine[]): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const { id, times = {} } of results) {
    const { path } = splitCaseId(id);
    for (const [text, [requests, total, most]] of Object.entries(times)) {
      const [verb = '', about = path.slice(path.lastIndexOf('/') + 1)] = text.split(' ');
      const name = about === '-' ? verb : `${verb} ${about}`;
      let kind = kinds.get(name);
      if (!kind) kinds.set(name, (kind = { name, requests: 0, total: 0, most: -1, slowest: id }));
      kind.requests += requests;
      kind.total += total;
      if (most > kind.most) {
        kind.most = most;
        kind.slowest = id;
      }
    }
  }
  return [...kinds.values()];
}

/** The kinds of request of which one took longest, and the case in which it did. */
export function slowestRequests(results: readonly CaseLine[]): Markup {
  const kinds = requestKinds(results).sort((a, b) => b.most - a.most).slice(0, kindsShown);
  if (kinds.length === 0) return html``;
  const rows = kinds.map(({ name, requests, total, most, slowest }) => html`<tr><td class="id">${name}</td><td class="number">${count(requests)}</td><td class="number">${time(total / requests)}</td><td class="number">${time(most)}</td><td class="number">${time(total)}</td><td><a class="id" href="#${encodeURIComponent(slowest)}">${slowest}</a></td></tr>
`);
  return html`<table><caption>Slowest requests</caption><thead><tr><th scope="col">Request</th><th scope="col" class="number">Times</th><th scope="col" class="number">Mean</th><th scope="col" class="number">Longest</th><th scope="col" class="number">Together</th><th scope="col">Longest in</th></tr></thead><tbody>${rows}</tbody></table>`;
}

/** Microseconds in the unit that suits them. */
function time(us: number): string {
  if (us < 1000) return `${Math.round(us)} µs`;
  return us < 100_000 ? `${(us / 1000).toFixed(1)} ms` : duration(us / 1000);
}
