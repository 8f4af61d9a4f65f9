/**
 * Looks at requests from inside of the machine, where the target lets it: with which access mode handlers were called,
 * and what was fetched twice. How a request is handled hardly depends on its values, so the first few of a kind are looked
 * at in a case, and the others cost nothing.
 */
import type { CaseContext } from './context.ts';
import { modeBreach } from './oracles/access-mode.ts';
import { fetchBreach } from './oracles/fetches.ts';
import { must } from './outcome.ts';

/** How many requests of one title are looked at in a case. */
const mostLooks = 2;

/** Sends a request, and looks at how it is handled. @throws Broken where a user is taken for the kernel, or memory fetched twice */
export function observed<R>(ctx: CaseContext, title: string, send: () => R): R {
  const { observations } = ctx.target;
  if (!observations) return send();
  observations.active = true;
  try {
    const answer = send();
    must(modeBreach(title, observations.handlerModes) ?? fetchBreach(title, observations.fetches), ctx.book.rules);
    return answer;
  } finally {
    observations.active = false;
  }
}

/** Whether the next request of that title is to be looked at. Asked once for each: it counts. */
export function looksAt({ target, interleaved, looks }: CaseContext, title: string): boolean {
  if (interleaved || !target.observations) return false;
  const count = looks.get(title) ?? 0;
  if (count >= mostLooks) return false;
  looks.set(title, count + 1);
  return true;
}
