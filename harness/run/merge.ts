/** Makes one record of those of the parts of a run, which prove that they are parts of the same one. */
import { omit } from '../base/omit.ts';
import { UserError, type Problem } from '../base/errors.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { Part } from '../plan/shard.ts';
import { noCounts } from './counts.ts';
import type { CaseLine, JournalLine, PlanLine, RunLine, StopLine, StopReason } from './journal-lines.ts';
import { allResults } from './record.ts';
import type { RunRecord } from './record.ts';

/** The record of a part, and what it is called in messages. */
export interface NamedRecord {
  readonly name: string;
  readonly record: RunRecord;
}

export interface Merged {
  /** The journal of the whole run. */
  readonly lines: readonly JournalLine[];
  /** What is missing, and what is there twice. */
  readonly remarks: readonly string[];
}

interface PartRecord extends NamedRecord {
  readonly run: RunLine;
  readonly plan: PlanLine;
  readonly part: Part;
}

/** From least to worst: of two verdicts on a case the worse one counts. */
const badness: readonly Verdict[] = ['pass', 'skip', 'waived', 'warn', 'inconclusive', 'fail', 'hang', 'crash'];
/** From most to least decisive. */
const decisive: readonly StopReason[] = ['crash', 'hang', 'interrupted', 'bail'];

/**
 * Merges the records of parts.
 * @param kind `shard`: runs of their own; `job`: the processes of one run
 * @throws UserError KS370 for a record that is of no part, KS371 for one of a run that could not begin, KS372 for parts
 *   that are not of the same run
 */
export function mergeRecords(records: readonly NamedRecord[], kind: 'shard' | 'job' = 'shard'): Merged {
  const parts = records.map((record) => partOf(record, kind)).sort((a, b) => a.part.index - b.part.index);
  const [first, ...others] = parts;
  if (!first) throw new UserError({ code: 'KS370', message: 'there is nothing to merge' });
  const problems = others.flatMap((other) => differences(first, other));
  if (problems.length > 0) throw new UserError(problems);

  const remarks = missing(parts, kind);
  const cases = inOrder(parts, remarks);
  const counts = noCounts();
  for (const { verdict } of cases) counts[verdict]++;
  const shard = kind === 'job' ? first.run.shard : undefined;
  const stop = worstStop(parts, kind);
  const lines: JournalLine[] = [
    wholeRun(first.run, shard),
    ...(first.record.device ? [first.record.device] : []),
    { ...first.plan, cases: kind === 'shard' ? (first.plan.whole?.cases ?? 0) : sum(parts, ({ plan }) => plan.cases) },
    ...cases.map((line) => (shard ? line : omit(line, 'number'))),
    ...(stop ? [stop] : []),
  ];
  // The parts ran side by side: the whole took as long as the longest of them.
  const milliseconds = Math.max(...parts.map(({ record }) => record.end?.milliseconds ?? 0));
  if (parts.every(({ record }) => record.end)) lines.push({ t: 'end', milliseconds, counts });
  return { lines, remarks };
}

function partOf({ name, record }: NamedRecord, kind: 'shard' | 'job'): PartRecord {
  const { run, plan, error, stop } = record;
  if (!run || !plan) {
    const why = error?.problems[0]?.message ?? stop?.detail ?? 'its journal ends before the plan was made';
    throw new UserError({ code: 'KS371', message: `${name} is of a run that could not begin: ${why}` });
  }
  const part = run[kind];
  if (!part || !plan.whole) {
    throw new UserError({ code: 'KS370', message: `${name} is not of a part of a run`, hint: 'parts are made with kscts run --shard 1/3, --shard 2/3, …' });
  }
  return { name, record, run, plan, part };
}

/** What must be the same for the parts of one run, in words. */
const proofs: readonly (readonly [string, (part: PartRecord) => unknown])[] = [
  ['version of kscts', ({ run }) => run.kscts],
  ['specs (SHA-256)', ({ run }) => run.specs],
  ['seed', ({ run }) => run.seed],
  ['target', ({ run }) => run.target],
  ['ABI', ({ run }) => run.arch],
  ['driver', ({ run }) => run.identity],
  ['device (SHA-256)', ({ plan }) => plan.device],
  ['query', ({ run }) => run.query],
  ['--grep', ({ run }) => run.grep],
  ['options', ({ run }) => run.replayOptions],
  ['profiles', ({ plan }) => plan.profiles],
  ['planned cases (SHA-256)', ({ plan }) => plan.whole?.digest],
  ['number of parts', ({ part }) => part.count],
  ['waivers', ({ run }) => run.waivers],
  ['baseline', ({ run }) => run.baseline],
];

function differences(first: PartRecord, other: PartRecord): Problem[] {
  return proofs.flatMap(([what, of]) => {
    const [a, b] = [of(first), of(other)].map((value) => JSON.stringify(value) ?? 'none');
    if (a === b) return [];
    const short = (text = '') => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
    return [{ code: 'KS372', message: `not parts of the same run: ${what} is ${short(a)} in ${first.name} and ${short(b)} in ${other.name}` }];
  });
}

/** Says which parts and verdicts are not there. */
function missing(parts: readonly PartRecord[], kind: string): string[] {
  const count = parts[0]?.part.count ?? 0;
  const remarks: string[] = [];
  for (let index = 1; index <= count; index++) {
    const there = parts.filter(({ part }) => part.index === index);
    if (there.length === 0) remarks.push(`${kind} ${index}/${count} is missing`);
    if (there.length > 1) remarks.push(`${kind} ${index}/${count} is there ${there.length} times: ${there.map(({ name }) => name).join(', ')}`);
  }
  for (const { name, record, plan } of parts) {
    const left = plan.cases - allResults(record).length;
    if (left > 0) remarks.push(`${name}: ${left} of its ${plan.cases} cases ${left === 1 ? 'has' : 'have'} no verdict`);
  }
  return remarks;
}

/** Every case once, in the order of the whole plan. Says which were judged twice, and differently. */
function inOrder(parts: readonly PartRecord[], remarks: string[]): CaseLine[] {
  const byId = new Map<string, { readonly line: CaseLine; readonly name: string }>();
  let doubled = 0;
  for (const { name, record } of parts) {
    for (const line of allResults(record)) {
      const other = byId.get(line.id);
      if (other) doubled++;
      if (other && other.line.verdict !== line.verdict) {
        remarks.push(`${line.id} is ${other.line.verdict} in ${other.name} and ${line.verdict} in ${name}: the worse one counts`);
      }
      if (!other || badness.indexOf(line.verdict) > badness.indexOf(other.line.verdict)) byId.set(line.id, { line, name });
    }
  }
  if (doubled > 0) remarks.push(`${doubled} cases were judged more than once`);
  // A case in which the process died was numbered by nobody.
  const last = Number.MAX_SAFE_INTEGER;
  return [...byId.values()].map(({ line }) => line).sort((a, b) => (a.number ?? last) - (b.number ?? last));
}

function wholeRun(run: RunLine, shard: Part | undefined): RunLine {
  const words = shard ? run.runOptions : withoutOption(run.runOptions, '--shard');
  return { ...omit(run, 'shard', 'job', 'pid'), ...(shard && { shard }), runOptions: words };
}

function withoutOption(words: readonly string[], option: string): string[] {
  const at = words.indexOf(option);
  return at < 0 ? [...words] : words.toSpliced(at, 2);
}

function worstStop(parts: readonly PartRecord[], kind: string): StopLine | undefined {
  const stopped = parts.flatMap(({ record: { stop }, part }) => (stop ? [{ ...stop, detail: `${kind} ${part.index}/${part.count}: ${stop.detail}` }] : []));
  return stopped.sort((a, b) => decisive.indexOf(a.why) - decisive.indexOf(b.why))[0];
}

function sum(parts: readonly PartRecord[], of: (part: PartRecord) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
