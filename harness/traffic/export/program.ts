/** What every exported program is made from: the actions with their slots numbered from 0, and texts that are safe to write. */
import { statusName } from '../../abi/ntstatus.ts';
import type { Arch } from '../../target/target.ts';
import { titleOf } from '../about.ts';
import type { Action, Slot } from '../actions.ts';
import type { Answered } from '../answered.ts';
import { allMadeBy } from '../dependants.ts';
import type { ReplayFile } from '../file.ts';

/** An action with what a program says about it. */
export interface ExportedAction {
  readonly number: number;
  readonly action: Action;
  readonly title: string;
  /** What it gave when it was recorded, in words; empty if nothing. */
  readonly then: string;
  readonly answered: Answered | undefined;
}

export class SlotNumbers {
  readonly #numbers = new Map<Slot, number>();

  constructor(actions: readonly Action[]) {
    for (const slot of actions.flatMap(allMadeBy)) this.#numbers.set(slot, this.#numbers.size);
  }

  /** At least 1, so that a program can have an array of them. */
  get count(): number {
    return Math.max(1, this.#numbers.size);
  }

  /** Undefined for a slot that no action makes: nothing can be done with it. */
  of(slot: Slot): number | undefined {
    return this.#numbers.get(slot);
  }
}

export function exportedActions({ story, arch }: ReplayFile): ExportedAction[] {
  return story.map(({ action, answered }, number) => exported(action, answered, number, arch));
}

export function exported(action: Action, answered: Answered | undefined, number: number, arch: Arch): ExportedAction {
  return { number, action, title: printable(titleOf(action, arch)), then: thenText(answered), answered };
}

/** What is said of lists that ran at the same time: how they were interleaved, which a program leaves to the machine. */
export function orderLines(action: Extract<Action, { do: 'together' }>, answered: Answered | undefined): string[] {
  const order = answered?.order ?? [];
  const how = order.length > 0 ? order : ['each list ran from end to end, the first one first'];
  const where = action.switches.length > 0 ? ` (switched at ${action.switches.length === 1 ? 'point' : 'points'} ${action.switches.join(', ')})` : '';
  return [`${action.lanes.length} lists at the same time. Then their order was${where}:`, ...how.map((text) => `  ${text}`)].map(printable);
}

function thenText(answered: Answered | undefined): string {
  if (!answered) return '';
  const { status, information, signals, died, timedOut, pending } = answered;
  if (died !== undefined) return printable(`the driver died: ${died}`);
  const parts = [
    ...(status === undefined ? [] : [statusName(status)]),
    ...(information === undefined ? [] : [`Information ${information}`]),
    ...(timedOut ? ['it did not complete in time'] : []),
    ...(pending ? ['pending'] : []),
    ...(signals === undefined ? [] : [`signalled ${signals} times`]),
  ];
  return parts.join(', ');
}

/** Lines for the head of a program: what it does and what was found. */
export function headLines({ kscts, target, arch, found }: ReplayFile): string[] {
  const lines = [`Written by kscts ${kscts}. It does again what was done to ${target}, by a caller of ${arch}.`];
  if (found) lines.push('', `found     ${found.message}`, `expected  ${found.expected}`, `by        ${found.by}${found.rule === undefined ? '' : `, rule ${found.rule}`}`);
  return lines.map(printable);
}

/** Plain ASCII in one line: texts of a file, which may come from anywhere, end no comment and no string. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '.').replaceAll('*/', '* /').replaceAll('??', '? ?').replaceAll('#>', '# >');
}

/** Time limits as programs have them: milliseconds, at least 1 unless there is none. */
export function milliseconds(time: bigint): number {
  return time === 0n ? 0 : Math.min(0x7fff_fffe, Math.max(1, Math.ceil(Number(time) / 10_000)));
}

/** How long a request may take for which nothing is told: 5 s. */
export const usualLimit = 5000;

/** The path of a device interface as the object manager knows it. */
export function ntPath(path: string): string {
  return path.startsWith('\\\\?\\') ? `\\??\\${path.slice(4)}` : path;
}
