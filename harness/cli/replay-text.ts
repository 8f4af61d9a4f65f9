/** What `kscts replay FILE` prints. */
import { statusName } from '../abi/ntstatus.ts';
import type { Arch } from '../target/target.ts';
import { titleOf } from '../traffic/about.ts';
import type { Action, Memory } from '../traffic/actions.ts';
import { differingPart, type Answered, type Done } from '../traffic/answered.ts';
import type { ReplayFile } from '../traffic/file.ts';
import { hexText } from '../traffic/hex-text.ts';
import { clean, type Paint } from '../../reports/text.ts';

/** Most characters of bytes that a line shows. */
const mostHex = 160;

export function fileHead(path: string, { kscts, target, arch, faults, found }: ReplayFile, asked: string): string {
  const lines = [
    `replay    ${path}, written by kscts ${kscts}`,
    `of        ${[`${target} (${arch})`, ...faults.map((fault) => `--fault ${fault}`)].join(' ')}`,
    ...(asked === target ? [] : [`on        ${asked}`]),
    ...(found ? [`found     ${found.message}`, `expected  ${found.expected}`] : []),
    ...(found?.rule === undefined ? [] : [`rule      ${found.rule}`]),
    ...(found ? [`by        ${found.by}`] : []),
  ];
  return clean(lines.join('\n'));
}

/** An action, what it sent, what it gave, and what it gave then if that was something else. */
export function actionLines(index: number, { action, answered }: Done, then: Answered | undefined, arch: Arch, paint: Paint, culprit: boolean): string {
  const number = String(index).padStart(4);
  const title = `${number}${culprit ? ' >' : '  '} ${clean(titleOf(action, arch))}`;
  const lines = [`${(culprit ? paint('bold', title) : title).padEnd(64)} ${answerText(answered)}`.trimEnd()];
  const bytes = (label: string, text: string) => {
    if (text !== '') lines.push(paint('dim', `        ${label.padEnd(7)} ${text.length > mostHex ? `${text.slice(0, mostHex)} …` : text}`));
  };
  if ('input' in action) bytes('input', memoryText(action.input));
  if ('output' in action && action.output && !('bytes' in action.output)) bytes('at', memoryText(action.output));
  if (answered.output) bytes('output', hexText(answered.output));
  if (action.do === 'write') bytes('bytes', hexText(action.content.bytes));
  if (action.do === 'together') lines.push(...laneLines(action, answered, arch));
  if (then && differingPart(answered, then) !== undefined) {
    lines.push(paint('yellow', `        then    ${answerText(then)}`));
    if (then.output && differingPart(answered, then) === 'output') bytes('', hexText(then.output));
  }
  return `${lines.join('\n')}\n`;
}

function laneLines(action: Extract<Action, { do: 'together' }>, answered: Answered, arch: Arch): string[] {
  const lanes = action.lanes.flatMap((lane, i) =>
    lane.map((each, k) => `        list ${i + 1}  ${clean(titleOf(each, arch)).padEnd(45)} ${answerText(answered.lanes?.[i]?.[k] ?? { skipped: 'not done' })}`.trimEnd()),
  );
  return [...lanes, ...(answered.order ?? []).map((text) => `        ${clean(text)}`)];
}

/** `STATUS_SUCCESS, Information 4`. */
export function answerText({ status, information, timedOut, pending, signals, skipped, died }: Answered): string {
  const parts = [
    ...(died === undefined ? [] : [`the target died: ${died}`]),
    ...(skipped === undefined ? [] : [`not done: ${skipped}`]),
    ...(status === undefined ? [] : [statusName(status)]),
    ...(information === undefined ? [] : [`Information ${information}`]),
    ...(timedOut ? ['did not complete in time'] : []),
    ...(pending ? ['pending'] : []),
    ...(signals === undefined ? [] : [`signalled ${signals} times`]),
  ];
  return clean(parts.join(', '));
}

function memoryText(memory: Memory): string {
  if (memory === null) return '';
  if ('bytes' in memory) return hexText(memory.bytes);
  if ('region' in memory) return `${memory.length} bytes at ${memory.offset} of the memory of slot ${memory.region}`;
  return `${memory.length} bytes at 0x${memory.address.toString(16)}`;
}
