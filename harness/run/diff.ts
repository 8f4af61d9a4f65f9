/** What differs between two records. */
import type { Verdict } from '../judge/verdict.ts';
import type { CaseLine } from './journal-lines.ts';
import { isRed } from './outcome.ts';
import { allResults } from './record.ts';
import type { RunRecord } from './record.ts';

/** A case in two records, the earlier one first. */
export interface CaseChange {
  readonly id: string;
  readonly before: CaseLine;
  readonly after: CaseLine;
}

export interface RecordDiff {
  /** Was red, and is judged and not red any more. */
  readonly fixed: readonly CaseChange[];
  /** Was not red, and is. */
  readonly broken: readonly CaseChange[];
  /** Has another verdict or another finding, and is neither of these. */
  readonly changed: readonly CaseChange[];
  /** Cases of the second record only, and of the first only. */
  readonly added: readonly CaseLine[];
  readonly gone: readonly CaseLine[];
  /** Has the same verdict, and took much longer. */
  readonly slower: readonly CaseChange[];
  /** What else differs that explains differences: `specs`, `seed`, …, as the records have it. */
  readonly conditions: readonly { readonly what: string; readonly before: string; readonly after: string }[];
}

/** How much slower is told: times are noisy, and those of a fraction of a millisecond mean nothing. */
export interface SlownessLimits {
  /** So many times as long. */
  readonly factor: number;
  /** And so much longer, in milliseconds. */
  readonly milliseconds: number;
}
export const slowness: SlownessLimits = { factor: 2, milliseconds: 50 };

/** What a finding is: its numbers aside, which differ from run to run. */
function gist({ finding }: CaseLine): string {
  return finding ? `${finding.message}\n${finding.expected}`.replace(/0x[0-9a-f]+|\d+/gi, '0') : '';
}

/** Compares two records, the earlier one first. Lists are in the order of the second record, `gone` in that of the first. */
export function diffRecords(before: RunRecord, after: RunRecord, limits: SlownessLimits = slowness): RecordDiff {
  const earlier = new Map(allResults(before).map((line) => [line.id, line]));
  const fixed: CaseChange[] = [];
  const broken: CaseChange[] = [];
  const changed: CaseChange[] = [];
  const slower: CaseChange[] = [];
  const added: CaseLine[] = [];
  for (const line of allResults(after)) {
    const was = earlier.get(line.id);
    earlier.delete(line.id);
    if (!was) {
      added.push(line);
      continue;
    }
    const change = { id: line.id, before: was, after: line };
    if (isRed(was.verdict) && !isRed(line.verdict) && line.verdict !== 'skip') fixed.push(change);
    else if (!isRed(was.verdict) && isRed(line.verdict)) broken.push(change);
    else if (was.verdict !== line.verdict || gist(was) !== gist(line)) changed.push(change);
    else if (isSlower(was.milliseconds, line.milliseconds, limits)) slower.push(change);
  }
  return { fixed, broken, changed, added, gone: [...earlier.values()], slower, conditions: conditions(before, after) };
}

function isSlower(before: number, after: number, { factor, milliseconds }: SlownessLimits): boolean {
  return after >= before * factor && after - before >= milliseconds;
}

function conditions({ run: a, plan: p }: RunRecord, { run: b, plan: q }: RunRecord): RecordDiff['conditions'] {
  if (!a || !b) return [];
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['kscts', a.kscts, b.kscts],
    ['target', a.target, b.target],
    ['arch', a.arch, b.arch],
    ['driver', a.identity.driver, b.identity.driver],
    ['driver version', a.identity.version, b.identity.version],
    ['hardware id', a.identity.hardwareId, b.identity.hardwareId],
    ['system', a.identity.os, b.identity.os],
    ['seed', a.seed, b.seed],
    ['specs', a.specs.slice(0, 16), b.specs.slice(0, 16)],
    ['query', a.query.join(' '), b.query.join(' ')],
    ['options', a.replayOptions.join(' '), b.replayOptions.join(' ')],
    ['profiles', (p?.profiles ?? []).join(' '), (q?.profiles ?? []).join(' ')],
  ];
  return pairs.flatMap(([what, before, after]) => (before === after ? [] : [{ what, before: String(before), after: String(after) }]));
}

/** Whether the second record is worse: something broke, or is red and new. */
export function isWorse({ broken, added, changed }: RecordDiff): boolean {
  const deadly: readonly Verdict[] = ['crash', 'hang'];
  return broken.length > 0
    || added.some(({ verdict }) => isRed(verdict))
    || changed.some((change) => deadly.includes(change.after.verdict) && !deadly.includes(change.before.verdict));
}
