/** The published table of faults: one row for each, in Markdown. */
import type { Fault } from '../simulator/faults/fault.ts';
import type { Kill, Way } from './kill.ts';

/** The columns of the table. */
const header: readonly string[] = ['fault', 'class', 'what the driver does wrong', 'noticed first by', 'verdict', 'requests'];
const nothing = 'nothing';

/** How the row says that the default run did not suffice. */
const ways: Readonly<Record<Way, string>> = { run: '', 'destructive run': ', with `--destructive`', campaign: ', in a campaign' };

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The row of a fault. */
export function rowOf(fault: Fault, kill: (Kill & { readonly way: Way }) | undefined): string {
  const outcome = kill ? [`\`${kill.claim}\` on ${kill.device}${ways[kill.way]}`, kill.verdict, String(kill.requests)] : [nothing, '', ''];
  return line([fault.id, fault.bugClass, fault.title, ...outcome]);
}

/** Rows as a table, with its header. */
export function tableOf(rows: readonly string[]): string {
  return [line(header), line(header.map(() => '---')), ...rows].join('\n');
}

/** Whether a row tells that nothing noticed its fault. */
export const isMissed = (row: string): boolean => row.endsWith(`| ${nothing} |  |  |`);

/** Whether a row tells that its fault was noticed as `kscts run` runs by default. */
const isByRun = (row: string): boolean => !isMissed(row) && !Object.values(ways).some((text) => text !== '' && row.includes(`${text} |`));

/** The rows of a table in a document, by fault. */
export function publishedRows(document: string): Map<string, string> {
  const rows = document.split('\n').filter((text) => /^\| [a-z]+\.[\w-]+ \|/.test(text));
  return new Map(rows.map((text) => [text.split(' ')[1] ?? '', text]));
}

const aboutHealthy = 'The healthy devices';

/** What a document says of the healthy devices, if anything. */
export function publishedHealth(document: string): string | undefined {
  return document.split('\n').find((text) => text.startsWith(aboutHealthy));
}

/** How many of the faults were noticed, and how. */
export function countsOf(rows: readonly string[], seed: number): string {
  const [noticed, byRun] = [rows.filter((row) => !isMissed(row)).length, rows.filter(isByRun).length];
  const share = ((100 * byRun) / rows.length).toFixed(1);
  return `${noticed} of ${rows.length} faults noticed, seed ${seed}; ${byRun} of them (${share} %) as \`kscts run\` runs by default.`;
}

/** One sentence about the healthy devices, as {@link publishedHealth} finds it. `what` begins with a verb. */
export const healthOf = (devices: readonly string[], what: string): string => `${aboutHealthy} (${devices.join(', ')}) ${what}`;

/** The whole document: the rows, how many were noticed, and what was seen of the healthy devices. */
export function documentOf(rows: readonly string[], counts: string, health: string): string {
  const about = 'Made by `npm run faults -- --write docs/faults.md`: each fault alone in the simulator, and the first claim that notices it.';
  return `# Faults and what notices them\n\n${about}\n\n${tableOf(rows)}\n\n${counts}\n\n${health}\n`;
}
