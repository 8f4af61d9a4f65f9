/** What differs between two records, for people and for programs. */
import { groupBy } from '../harness/base/group-by.ts';
import { splitCaseId } from '../harness/run/case-id.ts';
import { isWorse, type CaseChange, type RecordDiff } from '../harness/run/diff.ts';
import type { CaseLine } from '../harness/run/journal-lines.ts';
import { findingLine, verdictWord } from './finding.ts';
import type { Layout } from './finding.ts';
import { clean, count, counted, duration, labelled } from './text.ts';

/** Without `--verbose`: how many claims of a list, and cases of a claim, are shown. */
const claimsShown = 20;
const casesShown = 3;

/** The differences as text with a line end. */
export function diffText(diff: RecordDiff, names: readonly [string, string], layout: Layout): string {
  const { conditions, broken, changed, fixed, added, gone, slower } = diff;
  const facts = conditions.flatMap(({ what, before, after }) => labelled(what.padEnd(15), clean(`${before || '–'} → ${after || '–'}`), layout.width, 16));
  const parts = [
    [layout.paint('bold', clean(`${names[0]} → ${names[1]}`)), ...facts].join('\n'),
    list('broken', broken, changeLine, layout),
    list('changed', changed, changeLine, layout),
    list('fixed', fixed, changeLine, layout),
    list('slower', slower, slowerLine, layout),
    list('new', added, caseText, layout),
    list('gone', gone, caseText, layout),
    summary(diff, layout),
  ];
  return parts.filter((part) => part !== '').join('\n\n') + '\n';
}

function list<T extends { readonly id: string }>(title: string, cases: readonly T[], line: (one: T, layout: Layout) => string, layout: Layout): string {
  if (cases.length === 0) return '';
  const groups = [...groupBy(cases, ({ id }) => splitCaseId(id).claim)];
  const shown = layout.verbose ? groups : groups.slice(0, claimsShown);
  const lines = shown.flatMap(([claim, group]) => {
    const some = layout.verbose ? group : group.slice(0, casesShown);
    const left = group.length - some.length;
    return [
      `  ${clean(claim) || '(none)'}  ${counted(group.length, 'case')}`,
      ...some.flatMap((one) => labelled('    ', line(one, layout), layout.width, 4)),
      ...(left > 0 ? [`    … ${count(left)} more; --verbose shows all`] : []),
    ];
  });
  const left = groups.length - shown.length;
  if (left > 0) lines.push(`  … and ${counted(left, 'more claim')}; --verbose shows all`);
  return [layout.paint('bold', `${count(cases.length)} ${title}`), ...lines].join('\n');
}

function changeLine({ id, before, after }: CaseChange, { paint }: Layout): string {
  const found = after.finding ? `: ${findingLine(after)}` : '';
  return `${verdictWord(before.verdict, paint)} → ${verdictWord(after.verdict, paint)} ${clean(id)}${found}`;
}

function slowerLine({ id, before, after }: CaseChange): string {
  return `${duration(before.milliseconds)} → ${duration(after.milliseconds)} ${clean(id)}`;
}

function caseText(line: CaseLine, { paint }: Layout): string {
  return `${verdictWord(line.verdict, paint)} ${clean(line.id)}`;
}

function summary(diff: RecordDiff, { paint }: Layout): string {
  const words = [['broken', diff.broken], ['changed', diff.changed], ['fixed', diff.fixed], ['slower', diff.slower], ['new', diff.added], ['gone', diff.gone]] as const;
  const counts = words.filter(([, cases]) => cases.length > 0).map(([word, cases]) => `${count(cases.length)} ${word}`).join(', ');
  return `Result    ${isWorse(diff) ? paint(['red', 'bold'], 'WORSE') : paint(['green', 'bold'], 'NOT WORSE')}  ${counts || 'nothing differs'}`;
}

/** The same as one JSON object: `worse`, `conditions`, and the lists, with ids, verdicts, findings and times. */
export function diffJson(diff: RecordDiff): string {
  const one = ({ verdict, finding, milliseconds }: CaseLine) => ({ verdict, ...(finding && { found: finding.message, expected: finding.expected }), milliseconds });
  const change = ({ id, before, after }: CaseChange) => ({ id, before: one(before), after: one(after) });
  const alone = (line: CaseLine) => ({ id: line.id, ...one(line) });
  const { conditions, broken, changed, fixed, slower, added, gone } = diff;
  return `${JSON.stringify({
    format: 1,
    worse: isWorse(diff),
    conditions,
    broken: broken.map(change),
    changed: changed.map(change),
    fixed: fixed.map(change),
    slower: slower.map(change),
    new: added.map(alone),
    gone: gone.map(alone),
  }, undefined, 2)}\n`;
}
