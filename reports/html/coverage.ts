/** What was judged, failed and skipped of which item on which object, and with which requests it was asked. */
import { groupBy } from '../../harness/base/group-by.ts';
import { sizeClasses } from '../../harness/judge/asked.ts';
import { skipReasons } from '../../harness/plan/case.ts';
import type { SkipReason } from '../../harness/plan/case.ts';
import { splitCaseId } from '../../harness/run/case-id.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';
import { isRed } from '../../harness/run/outcome.ts';
import { count, counted } from '../text.ts';
import type { Cell } from './asked.ts';
import { html } from './escape.ts';
import type { Markup } from './escape.ts';
import { jsonForScript, Numbered } from './numbered.ts';

/** Letter of a skip reason in the map: there is no room for a word, and colour alone says nothing. */
const letters: Readonly<Record<SkipReason, string>> = {
  'not-offered': 'o',
  'no-instance': 'i',
  'kernel-only': 'k',
  'target-cannot': 't',
  precondition: 'p',
  destructive: 'd',
  'device-dead': 'x',
};

/** What each size class means, for a tooltip. */
const sizeTitles: Readonly<Record<(typeof sizeClasses)[number], string>> = {
  none: 'no output buffer',
  short: 'an output buffer that is too short',
  exact: 'an output buffer of the size that is needed',
  long: 'an output buffer that is too long',
  cut: 'an input shorter than the struct of the request',
  unknown: 'neither type nor answer tells what size is needed',
};

// ---- item × object -----------------------------------------------------------------------------------------------

/** What the marks of the maps mean, as far as the run has them. */
export function legend(results: readonly CaseLine[]): Markup {
  const used = new Set(results.flatMap(({ skip }) => (skip ? [skip.reason] : [])));
  const meanings = [...used].map((reason, i) => html`${i > 0 ? ';' : ''} <strong>${letters[reason]}</strong> ${skipReasons[reason]}`);
  return html`<p class="dim"><strong>✗</strong> counts cases not as required; <strong>–</strong> those skipped${meanings.length > 0 ? html`, because${meanings}` : undefined}. What a skipped case would have asked is what the judged cases of its claim asked: (unknown) where none was judged, (all) where an item is skipped as a whole.</p>`;
}

/** Cases skipped, by the letters of the reasons: `–3o –1p`. */
function skippedText(skipped: ReadonlyMap<SkipReason, number>): string {
  return [...skipped].map(([reason, n]) => `–${n}${letters[reason]}`).join(' ');
}

/** Spec file by spec file: item × object, how many cases were judged, failed, and skipped for which reason. */
export function coverageMap(results: readonly CaseLine[], cells: readonly Cell[]): Markup {
  const asked = new Set(cells.map(({ item }) => item));
  const files = groupBy(results, ({ id }) => fileOf(splitCaseId(id).path));
  return html`<p class="dim">A number counts the cases judged. An empty cell: the item is none of that object. An item opens to what it was asked.</p>
${[...files].map(([file, ofFile]) => fileMap(file, ofFile, asked))}`;
}

/** `core/clock` of `core/clock/KSPROPERTY_CLOCK_TIME`, and of itself. */
function fileOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash > 0 && /^[^a-z]*$/.test(path.slice(slash + 1)[0] ?? '') ? path.slice(0, slash) : path;
}

function fileMap(file: string, results: readonly CaseLine[], asked: ReadonlySet<string>): Markup {
  const objects = [...new Set(results.map(({ id }) => splitCaseId(id).object))];
  const rows = [...groupBy(results, ({ id }) => splitCaseId(id).path)].map(([path, ofPath]) => {
    const cells = groupBy(ofPath, ({ id }) => splitCaseId(id).object);
    const name = path === file ? 'the file itself' : path.slice(file.length + 1);
    const head = asked.has(name) ? html`<a class="item" href="#item:${name}">${name}</a>` : html`${name}`;
    return html`<tr><th scope="row">${head}</th>${objects.map((object) => cellOf(cells.get(object)))}</tr>
`;
  });
  const failed = results.filter(({ verdict }) => isRed(verdict)).length;
  const skipped = results.filter(({ skip }) => skip).length;
  const judged = results.length - skipped;
  const parts = [`${count(judged)} judged`, ...(failed > 0 ? [`${count(failed)} not as required`] : []), ...(skipped > 0 ? [`${count(skipped)} skipped`] : [])];
  return html`<details class="file"><summary><span class="name">${file}</span> ${bar([['p', judged - failed], ['f', failed], ['s', skipped]])} <span class="dim${failed > 0 ? ' fail' : ''}">${parts.join(', ')}</span></summary>
<div class="scroll" tabindex="0" role="region" aria-label="${`Coverage of ${file}`}"><table class="map"><thead><tr><th scope="col">Item</th>${objects.map((object) => html`<th scope="col">${object || '(none)'}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div></details>
`;
}

/** Parts of a whole as lengths. */
export function bar(parts: readonly (readonly [name: string, n: number])[]): Markup {
  const whole = parts.reduce((sum, [, n]) => sum + n, 0) || 1;
  let x = 0;
  const rects = parts.filter(([, n]) => n > 0).map(([name, n]) => {
    // What is there is seen, however little it is.
    const width = Math.max(1.5, Math.round((n / whole) * 1000) / 10);
    const rect = html`<rect class="bar-${name}" x="${x}" width="${width}" height="8"/>`;
    x += width;
    return rect;
  });
  return html`<svg class="bar" viewBox="0 0 ${Math.max(100, x)} 8" preserveAspectRatio="none" aria-hidden="true">${rects}</svg>`;
}

function cellOf(results: readonly CaseLine[] | undefined): Markup {
  if (!results) return html`<td></td>`;
  const failed = results.filter(({ verdict }) => isRed(verdict)).length;
  const reasons = new Map<SkipReason, number>();
  for (const { skip } of results) if (skip) reasons.set(skip.reason, (reasons.get(skip.reason) ?? 0) + 1);
  const judged = results.filter(({ skip }) => !skip).length;
  const parts = [
    ...(judged > 0 ? [String(judged)] : []),
    ...(failed > 0 ? [`✗${failed}`] : []),
    ...(reasons.size > 0 ? [skippedText(reasons)] : []),
  ];
  return html`<td class="${failed > 0 ? 'f' : judged > 0 ? 'p' : 's'}">${parts.join(' ')}</td>`;
}

// ---- verb × size class × state -----------------------------------------------------------------------------------

/** The whole run by verb: requests with each size class, and in each state; what failed there, and what was skipped. */
export function verbMap(cells: readonly Cell[]): Markup {
  if (cells.length === 0) return html``;
  const sizes = sizeClasses.filter((size) => cells.some((cell) => cell.size === size));
  const states = [...new Set(cells.map(({ state }) => state))].filter((state) => state !== '');
  const verbs = [...groupBy(cells, ({ verb }) => verb)].map(([verb, own]) => ({ verb, own, requests: sum(own) })).sort((a, b) => b.requests - a.requests);
  const rows = verbs.map(({ verb, own, requests }) => html`<tr><th scope="row">${verb}</th><td class="number">${count(requests)}</td>${sizes.map((size) => heat(own.filter((cell) => cell.size === size)))}${states.map((state) => heat(own.filter((cell) => cell.state === state)))}</tr>
`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Requests by verb, size and state"><table class="map heat"><caption>Requests by verb, by how the buffer compares with what is needed, and by the state of the pin; cases not as required and skipped beside them</caption>
<thead><tr><th scope="col">Verb</th><th scope="col" class="number">All</th>${sizes.map((size) => html`<th scope="col" class="number" title="${sizeTitles[size]}">${size}</th>`)}${states.map((state) => html`<th scope="col" class="number">in ${state}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div>`;
}

function heat(cells: readonly Cell[]): Markup {
  const requests = sum(cells);
  const skips = new Map<SkipReason, number>();
  for (const { skipped } of cells) for (const [reason, n] of skipped) skips.set(reason, (skips.get(reason) ?? 0) + n);
  const skipped = skips.size > 0 ? html` <span class="skip">${skippedText(skips)}</span>` : undefined;
  if (requests === 0) return html`<td class="number none">${skipped ?? '·'}</td>`;
  const failed = cells.reduce((all, cell) => all + cell.failed, 0);
  const level = Math.min(4, Math.floor(Math.log10(requests)) + 1);
  return html`<td class="number h${level}${failed > 0 ? ' f' : ''}">${count(requests)}${failed > 0 ? ` ✗${failed}` : ''}${skipped}</td>`;
}

const sum = (cells: readonly Cell[]): number => cells.reduce((all, { requests }) => all + requests, 0);

/** All cells as JSON that may stand in a script element: tables of the texts, and a row of numbers for every cell. */
export function cellData(cells: readonly Cell[]): string {
  const [items, objects, verbs, sizes, states] = [new Numbered(), new Numbered(), new Numbered(), new Numbered(), new Numbered()];
  const rows = cells.map(({ item, object, verb, size, state, requests, failed, skipped }) => {
    const row = [items.number(item), objects.number(object), verbs.number(verb), sizes.number(size), states.number(state), requests];
    if (skipped.size > 0) return [...row, failed, skippedText(skipped)];
    return failed > 0 ? [...row, failed] : row;
  });
  const texts = { items: items.texts(), objects: objects.texts(), verbs: verbs.texts(), sizes: sizes.texts(), states: states.texts() };
  return jsonForScript({ ...texts, rows });
}

/** How many requests of how many kinds. */
export function askedText(cells: readonly Cell[]): string {
  const asked = cells.filter(({ requests }) => requests > 0);
  const items = new Set(asked.map(({ item }) => item)).size;
  return `${counted(sum(cells), 'request')} in ${counted(asked.length, 'combination')} of item, object, verb, size and state; ${counted(items, 'item')} asked`;
}
