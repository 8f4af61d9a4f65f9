/** The published table of faults: one row for each, in Markdown. */
import type { Fault } from '../simulator/faults/fault.ts';
import type { Kill } from './kill.ts';

/** The columns of the table. */
const header: readonly string[] = ['fault', 'class', 'what the driver does wrong', 'noticed first by', 'verdict', 'requests'];
const nothing = 'nothing';

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The row of a fault. */
export function rowOf(fault: Fault, kill: Kill | undefined): string {
  const outcome = kill ? [`\`${kill.claim}\` on ${kill.device}`, kill.verdict, String(kill.requests)] : [nothing, '', ''];
  return line([fault.id, fault.bugClass, fault.title, ...outcome]);
}

/** Rows as a table, with its header. */
export function tableOf(rows: readonly string[]): string {
  return [line(header), line(header.map(() => '---')), ...rows].join('\n');
}

/** Whether a row tells that nothing noticed its fault. */
export const isMissed = (row: string): boolean => row.endsWith(`| ${nothing} |  |  |`);

/** The rows of a table in a document, by fault. */
export function publishedRows(document: string): Map<string, string> {
  const rows = document.split('\n').filter((text) => /^\| [a-z]+\.[\w-]+ \|/.test(text));
  return new Map(rows.map((text) => [text.split(' ')[1] ?? '', text]));
}

/** The whole document. `summary` says how many were noticed, and of the healthy devices. */
export function documentOf(rows: readonly string[], summary: string): string {
  const about = 'Made by `npm run faults -- --write docs/faults.md`: each fault alone in the simulator, and the first claim that notices it.';
  return `# Faults and what notices them\n\n${about}\n\n${tableOf(rows)}\n\n${summary}\n`;
}
