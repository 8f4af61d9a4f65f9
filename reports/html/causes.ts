/** Findings by cause: cases in which the same goes wrong in the same way, whatever the item, the object and the numbers. */
import { groupBy } from '../../harness/base/group-by.ts';
import { splitCaseId } from '../../harness/run/case-id.ts';
import type { CaseLine } from '../../harness/run/journal-lines.ts';
import type { Verdict } from '../../harness/judge/verdict.ts';

const gravity: readonly Verdict[] = ['crash', 'hang', 'fail', 'inconclusive', 'warn', 'waived'];

/** The gravest first, then what concerns most cases; else in the order in which they came up. */
export function byCause(results: readonly CaseLine[]): CaseLine[][] {
  const groups = [...groupBy(results, causeOf).values()];
  const rank = ([first]: readonly CaseLine[]) => (first ? gravity.indexOf(first.verdict) : 0);
  return groups.sort((a, b) => rank(a) - rank(b) || b.length - a.length);
}

/** A death has one cause whatever was being claimed; anything else is of its claim. */
function causeOf({ id, verdict, finding }: CaseLine): string {
  const deadly = verdict === 'crash' || verdict === 'hang';
  const claim = deadly ? '' : splitCaseId(id).claim;
  return [verdict, claim, finding?.rule?.id ?? '', shape(finding?.message ?? '')].join('\n');
}

/** A message without the names of items and without numbers. */
function shape(message: string): string {
  return message.replace(/\bKS(?:PROPERTY|EVENT|METHOD)_\w+/g, '…').replace(/\b(?:0x[0-9a-f]+|\d+(?:\.\d+)?)\b/gi, '#');
}
