import type { CaseLine } from '../../harness/run/journal-lines.ts';
import { counted } from '../text.ts';
import { html } from './escape.ts';
import type { Markup } from './escape.ts';

/** What the walks of the models visited: states, and transitions as a table of from, step, to. */
export function modelCoverage(results: readonly CaseLine[]): Markup[] {
  return results.flatMap(({ id, title, model }) => (model ? [modelOf(id, title, model)] : []));
}

function modelOf(id: string, title: string, { states, transitions }: NonNullable<CaseLine['model']>): Markup {
  const rows = transitions.map((transition) => {
    const [from, step, to] = /^(.*?) --(.*)--> (.*)$/s.exec(transition)?.slice(1) ?? [transition, '', ''];
    return html`<tr><td>${from ?? ''}</td><td>${step ?? ''}</td><td>${to ?? ''}</td></tr>`;
  });
  return html`<details><summary><a class="id" href="#${encodeURIComponent(id)}">${id}</a> – ${counted(states.length, 'state')}, ${counted(transitions.length, 'transition')}</summary>
<p>${title}</p><p>States: <code>${states.join(', ')}</code></p>
<table><thead><tr><th scope="col">From</th><th scope="col">Step</th><th scope="col">To</th></tr></thead><tbody>${rows}</tbody></table></details>
`;
}
