/** What reports say of the waivers of a run. */
import type { CaseLine, RunLine } from '../harness/run/journal-lines.ts';
import type { Outcome } from '../harness/run/outcome.ts';
import { needsAttention, type WaiverUse } from '../harness/run/waivers/apply.ts';
import type { Waiver } from '../harness/run/waivers/format.ts';
import { clean } from './text.ts';

/** Why a case is waived: `a known limit (Jo, https://…, until 2027-03-31, waivers.yaml:3:5)`. Empty if it is not. */
export function waivedText({ waiver: at }: CaseLine, run: RunLine | undefined): string {
  const waiver = run?.waivers?.list.find((one) => one.at === at);
  return waiver ? waiverText(waiver) : '';
}

export function waiverText({ reason, owner, link, expires, at }: Waiver): string {
  return clean(`${reason} (${owner}, ${link}, until ${expires}, ${at})`).replace(/\s+/g, ' ');
}

/** The waivers that changed something or need attention, the latter first. */
export function shownWaivers({ waivers }: Outcome): readonly WaiverUse[] {
  const shown = waivers.filter((use) => needsAttention(use) || use.state === 'used');
  return shown.toSorted((a, b) => Number(needsAttention(b)) - Number(needsAttention(a)));
}

/** What has become of a waiver: `expired: it held until …`. */
export function useText({ state, detail, waived, passes }: WaiverUse): string {
  const [first, ...rest] = passes;
  const example = first === undefined ? '' : `, e.g. ${first}${rest.length > 0 ? ` and ${rest.length} more` : ''}`;
  const also = state === 'passing' && waived.length > 0 ? `; ${waived.length} waived` : '';
  return clean(`${state}: ${detail}${example}${also}`);
}
