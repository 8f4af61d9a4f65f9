import type { ModelCounts } from '../harness/fuzz/races/racer.ts';
import type { FuzzRecord } from '../harness/run/fuzzing/fuzz.ts';
import type { FindingLine, FuzzEndLine, FuzzLine } from '../harness/run/fuzzing/lines.ts';
import { allowanceOf } from '../harness/run/replay-command.ts';
import { driverText } from './overview.ts';
import { clean, count, counted, duration, labelled } from './text.ts';
import type { Paint } from './text.ts';

export interface FuzzLayout {
  readonly width: number;
  readonly paint: Paint;
  /** The result only. */
  readonly quiet: boolean;
}

const labelWidth = 10;
const indent = '  ';
/** Findings shown in full, and transitions named that were not taken. */
const findingsShown = 20;
const missedShown = 10;

/** What a person wants to know of a campaign. `show` says how a file is named. */
export function fuzzText(record: FuzzRecord, show: (file: string) => string, layout: FuzzLayout): string {
  const { begin, findings, end } = record;
  if (layout.quiet) return `${headline(findings, end, layout.paint)}\n`;
  const parts = [
    heading(begin, layout),
    ...findings.slice(0, findingsShown).map((finding) => findingText(finding, begin.target, end, show, layout)),
    findings.length > findingsShown ? `… and ${counted(findings.length - findingsShown, 'more finding')}, in the same folder` : '',
    reached(end, layout),
    raced(end, layout),
    result(findings, end, layout),
  ];
  return parts.filter((part) => part !== '').join('\n\n') + '\n';
}

function heading({ kscts, target, arch, seed, identity, focus, faults, subjects, templates }: FuzzLine, { paint, width }: FuzzLayout): string {
  const lines = [
    paint('bold', `kscts ${kscts}  ${target} (${arch}), seed ${seed}`),
    ...labelled('driver', clean(driverText(identity)), width, labelWidth),
    ...labelled('campaign', `${counted(subjects, 'object')}, ${counted(templates, 'right request')} to begin with`, width, labelWidth),
  ];
  if (focus.length > 0) lines.push(...labelled('focus', focus.join(' '), width, labelWidth));
  if (faults.length > 0) lines.push(...labelled('faults', faults.join(' '), width, labelWidth));
  return lines.join('\n');
}

function findingText(finding: FindingLine, target: string, end: FuzzEndLine, show: (file: string) => string, { paint, width }: FuzzLayout): string {
  const { verdict, object, verb, item, message, expected, rule, changes, state, file, actions, oracle } = finding;
  const times = end.causes[finding.cause] ?? 1;
  const facts: readonly (readonly [string, string])[] = [
    ['with', changes.join(' + ')],
    ['state', state],
    ['found', message],
    ['expected', expected],
    ['rule', rule ?? ''],
    ['oracle', oracle],
    ['seen', `${counted(times, 'time')}, first after ${counted(finding.requests, 'request')}; ${counted(actions, 'action')} show it${againText(finding)}`],
  ];
  // Not broken into lines: it is there to be copied.
  const replay = `${'replay'.padEnd(labelWidth)}${clean(`npx kscts replay ${show(file)}${allowanceOf(target)}`)}`;
  const body = facts.filter(([, text]) => text !== '').flatMap(([label, text]) => labelled(label, clean(text), width - indent.length, labelWidth));
  return [`${paint(['red', 'bold'], verdict.toUpperCase())}  ${paint('bold', `${object} ${verb} ${item}`)}`, ...[replay, ...body].map((line) => indent + line)].join('\n');
}

function againText({ again }: FindingLine): string {
  if (again === undefined) return '';
  return again ? ' again' : '; NOT seen again on a fresh device';
}

function reached({ coverage }: FuzzEndLine, { width }: FuzzLayout): string {
  const { states, allStates, transitions, allTransitions, missed, refused } = coverage;
  if (allStates + refused.length === 0) return '';
  const lines = labelled('models', `${count(states)} of ${counted(allStates, 'state')}, ${count(transitions)} of ${counted(allTransitions, 'transition')}`, width, labelWidth);
  for (const text of missed.slice(0, missedShown)) lines.push(...labelled('', `not taken: ${clean(text)}`, width, labelWidth));
  if (missed.length > missedShown) lines.push(...labelled('', `… and ${count(missed.length - missedShown)} more`, width, labelWidth));
  for (const text of refused) lines.push(...labelled('', `not walked: ${clean(text)}`, width, labelWidth));
  return lines.join('\n');
}

function raced({ races }: FuzzEndLine, { width }: FuzzLayout): string {
  if (!races) return labelled('races', 'not available: the target cannot be switched inside of requests, and no model judges what overlaps on it', width, labelWidth).join('\n');
  const kinds = Object.entries(races.races);
  const number = kinds.reduce((sum, [, times]) => sum + times, 0);
  const against = races.orders > 0 ? ` against ${count(races.orders)} in order` : '';
  const text = `${counted(number, 'race')}${number === 0 ? '' : ` (${kinds.map(([kind, times]) => `${kind} ${count(times)}`).join(', ')})`}, ${count(races.interleavings)} runs at the same time${against}`;
  const lines = labelled('races', text, width, labelWidth);
  const { modelled } = races;
  if (modelled) lines.push(...labelled('judged', judgedByModels(modelled), width, labelWidth));
  return lines.join('\n');
}

/** What declared models judged of what ran at the same time. */
function judgedByModels({ judged, overlapping, silent, refused }: ModelCounts): string {
  const ids = Object.entries(judged);
  const number = ids.reduce((sum, [, times]) => sum + times, 0);
  const overlapped = overlapping === 0 && number > 0 ? 'none overlapped: every request was answered when it was sent' : `requests overlapped in ${count(overlapping)}`;
  return [
    number === 0 ? 'no run at the same time by a model' : `${counted(number, 'run')} at the same time by models (${ids.map(([id, times]) => `${id} ${count(times)}`).join(', ')}), ${overlapped}`,
    ...(silent > 0 ? [`${count(silent)} of which they say nothing`] : []),
    ...refused.map((why) => `not by ${why}`),
  ].join('; ');
}

function result(findings: readonly FindingLine[], end: FuzzEndLine, { paint, width }: FuzzLayout): string {
  const { requests, milliseconds, behaviours } = end;
  return [
    ...labelled('Result', headline(findings, end, paint), width, labelWidth),
    ...labelled('', `${counted(requests, 'request')} in ${duration(milliseconds)}, ${counted(behaviours, 'behaviour')}`, width, labelWidth),
  ].join('\n');
}

const endings: Readonly<Record<FuzzEndLine['why'], string>> = {
  time: '',
  runs: '',
  interrupted: ', interrupted',
  died: ', ended by the death of the target',
};

function headline(findings: readonly FindingLine[], { why }: FuzzEndLine, paint: Paint): string {
  if (findings.length === 0) return `${paint('green', 'NOTHING FOUND')}${endings[why]}`;
  return `${paint('red', 'FOUND')}  ${counted(findings.length, 'cause')}${endings[why]}`;
}
