/** What the walks of the models visited: states, and the steps that lead from one to another. */
import { groupBy } from '../../harness/base/group-by.ts';
import { splitCaseId } from '../../harness/run/case-id.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';
import { counted } from '../text.ts';
import { html } from './escape.ts';
import type { Markup } from './escape.ts';

/** With more states than this a table of steps is easier to read than one of states. */
const mostInMatrix = 8;

interface Walk {
  readonly line: CaseLine;
  readonly states: readonly string[];
  readonly transitions: readonly string[];
  readonly untried?: readonly string[];
}

/** Model by model, what was visited on any object, and how much of that on each. */
export function modelCoverage(results: readonly CaseLine[]): Markup[] {
  const walks = results.flatMap((line): Walk[] => (line.model ? [{ line, ...line.model }] : []));
  return [...groupBy(walks, ({ line }) => splitCaseId(line.id).claim).values()].map(modelOf);
}

function modelOf(walks: readonly Walk[]): Markup {
  const states = [...new Set(walks.flatMap((walk) => walk.states))];
  const steps = [...new Set(walks.flatMap((walk) => walk.transitions))].map(stepOf);
  const [first] = walks;
  if (!first) return html``;
  const objects = walks.map(({ line, ...walk }) => html`<tr><td><span class="word ${line.verdict}">${line.verdict}</span></td><td><a class="id" href="#${encodeURIComponent(line.id)}">${splitCaseId(line.id).object}</a></td><td class="number">${walk.states.length}</td><td class="number">${walk.transitions.length}</td></tr>`);
  return html`<details><summary><strong>${splitCaseId(first.line.id).claim}</strong> – ${counted(states.length, 'state')}, ${counted(steps.length, 'transition')}, ${counted(walks.length, 'object')}</summary>
<p>${first.line.title}</p>
${leftOut(walks)}
${states.length <= mostInMatrix ? matrix(states, steps) : list(states, steps)}
<table><thead><tr><th scope="col">Verdict</th><th scope="col">Walked on</th><th scope="col" class="number">States</th><th scope="col" class="number">Transitions</th></tr></thead><tbody>${objects}</tbody></table></details>
`;
}

/** Whether everything was visited, as far as the walks say it. */
function leftOut(walks: readonly Walk[]): Markup | undefined {
  if (walks.some(({ untried }) => untried === undefined)) return undefined;
  const left = walks.flatMap(({ line, untried = [] }) => untried.map((choice) => `${splitCaseId(line.id).object}: ${choice}`));
  return left.length === 0 ? html`<p>Every transition of every state that was reached was taken.</p>` : html`<p>Not taken: <code>${left.join(', ')}</code></p>`;
}

interface Step {
  readonly from: string;
  readonly by: string;
  readonly to: string;
}

function stepOf(transition: string): Step {
  const [from = transition, by = '', to = ''] = /^(.*?) --(.*)--> (.*)$/s.exec(transition)?.slice(1) ?? [];
  return { from, by, to };
}

function matrix(states: readonly string[], steps: readonly Step[]): Markup {
  const cell = (from: string, to: string): Markup => {
    const here = steps.filter((step) => step.from === from && step.to === to);
    return here.length === 0 ? html`<td class="none">·</td>` : html`<td class="h2">${here.map(({ by }, i) => html`${i > 0 ? html`<br>` : undefined}${by}`)}</td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Transitions"><table class="map heat"><thead><tr><th scope="col">From ↓ to →</th>${states.map((state) => html`<th scope="col">${state}</th>`)}</tr></thead><tbody>${states.map((from) => html`<tr><th scope="row">${from}</th>${states.map((to) => cell(from, to))}</tr>`)}</tbody></table></div>`;
}

function list(states: readonly string[], steps: readonly Step[]): Markup {
  return html`<p>States: <code>${states.join(', ')}</code></p>
<div class="scroll" tabindex="0" role="region" aria-label="Transitions"><table><thead><tr><th scope="col">From</th><th scope="col">Step</th><th scope="col">To</th></tr></thead><tbody>${steps.map(({ from, by, to }) => html`<tr><td>${from}</td><td>${by}</td><td>${to}</td></tr>`)}</tbody></table></div>`;
}
