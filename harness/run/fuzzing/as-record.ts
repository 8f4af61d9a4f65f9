/**
 * A campaign as the record of a run, so that every report can be made of it: a case for each cause that was found, and one
 * for the campaign itself, which passes if nothing was.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { shippedRules } from '../../spec/rules.ts';
import { oracleIds } from '../../spec/oracle-ids.ts';
import { splitCaseId } from '../case-id.ts';
import { noCounts } from '../counts.ts';
import type { CaseLine, PlanLine, RunLine } from '../journal-lines.ts';
import { journalName, type RunRecord } from '../record.ts';
import { fuzzJournalName, type FindingLine, type FuzzEndLine, type FuzzJournalLine, type FuzzLine } from './lines.ts';

/** The journal of a campaign that a path names: the file itself, or the one of a results folder in which no run has left one. */
export function campaignJournalAt(path: string): string | undefined {
  if (basename(path) === fuzzJournalName) return existsSync(path) ? path : undefined;
  const [run, campaign] = [join(path, journalName), join(path, fuzzJournalName)];
  return !existsSync(run) && existsSync(campaign) ? campaign : undefined;
}

/** Reads the journal of a campaign; a last line that was cut off is left out, and of several findings of one cause the last counts. */
export function campaignRecord(path: string): RunRecord {
  let begin: FuzzLine | undefined;
  let end: FuzzEndLine | undefined;
  const findings = new Map<string, FindingLine>();
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    const line = lineOf(text);
    if (line?.t === 'fuzz') begin = line;
    else if (line?.t === 'finding') findings.set(line.cause, line);
    else if (line?.t === 'end') end = line;
  }
  const cases = new Map<string, CaseLine>();
  const files: Record<string, string> = {};
  for (const finding of findings.values()) {
    const id = idOf(finding, cases);
    cases.set(id, caseOf(id, finding, end?.causes[finding.cause] ?? 1));
    files[id] = finding.file;
  }
  const results = [...cases.values()];
  if (begin && end) results.push(campaignCase(begin, end));
  const stop = end?.why === 'interrupted' ? { t: 'stop', why: 'interrupted', detail: 'the campaign was interrupted' } as const : undefined;
  return {
    ...(begin && { run: runOf(begin, files), plan: planOf(results) }),
    results,
    ...(stop && { stop }),
    ...(end && { end: { t: 'end', milliseconds: end.milliseconds, counts: countsOf(results) } }),
  };
}

function lineOf(text: string): FuzzJournalLine | undefined {
  try {
    return JSON.parse(text) as FuzzJournalLine;
  } catch {
    return undefined;
  }
}

/** `fuzz/KSPROPERTY_PIN_NAME:O3.get@camera/pin0`; a number tells causes apart that would have the same. */
function idOf({ oracle, verb, item, object }: FindingLine, known: ReadonlyMap<string, CaseLine>): string {
  const word = (text: string): string => text.replace(/[^\w.-]+/g, '-');
  const id = (number: number): string => `fuzz${item === '' ? '' : `/${word(item)}`}:${oracle}.${word(verb)}${number === 1 ? '' : `.${number}`}@${object}`;
  let number = 1;
  while (known.has(id(number))) number++;
  return id(number);
}

function caseOf(id: string, finding: FindingLine, times: number): CaseLine {
  const { verdict, message, expected, oracle, verb, item, object, changes, state, requests, detail } = finding;
  const rule = finding.rule === undefined ? undefined : shippedRules().get(finding.rule);
  const known = oracleIds.find((each) => each === oracle);
  const values = { changed: changes.join(' + '), state, seen: `${times} times, first after ${requests} requests` };
  return {
    t: 'case',
    id,
    title: `${object} ${verb} ${item}`.trim(),
    verdict,
    finding: {
      verdict,
      message: detail === undefined ? message : `${message}\n${detail}`,
      expected,
      ...(known && { oracle: known }),
      ...(rule && { rule: { id: rule.id, tag: rule.tag, text: rule.text, sources: rule.sources } }),
      values: Object.fromEntries(Object.entries(values).filter(([, text]) => text !== '')),
      exchanges: [],
      claimAt: '',
    },
    notes: [],
    requests,
    runs: times,
    milliseconds: 0,
  };
}

function campaignCase({ target }: FuzzLine, { requests, rounds, milliseconds, why }: FuzzEndLine): CaseLine {
  const died = why === 'died';
  const title = 'The campaign comes to its end';
  const finding = { verdict: 'crash', message: 'the target died, and could not be brought back', expected: 'the target survives the campaign', values: {}, exchanges: [], claimAt: '' } as const;
  return {
    t: 'case',
    id: `fuzz:campaign@${target}`,
    title,
    verdict: died ? 'crash' : 'pass',
    ...(died && { finding }),
    notes: [],
    requests,
    runs: rounds,
    milliseconds,
  };
}

function runOf({ kscts, startedAt, target, arch, identity, seed, focus, faults }: FuzzLine, files: Readonly<Record<string, string>>): RunLine {
  return { t: 'run', format: 1, kscts, startedAt, target, arch, identity, seed, specs: '', query: focus, replayOptions: faults.flatMap((fault) => ['--fault', fault]), runOptions: [], files };
}

function planOf(results: readonly CaseLine[]): PlanLine {
  const objects = [...new Set(results.map(({ id }) => splitCaseId(id).object))];
  return { t: 'plan', cases: results.length, items: 0, laws: 0, behaviours: 0, models: 0, profiles: [], objects };
}

function countsOf(results: readonly CaseLine[]): ReturnType<typeof noCounts> {
  const counts = noCounts();
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}
