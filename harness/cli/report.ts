import { statSync } from 'node:fs';
import { join } from 'node:path';
import { nearPath } from '../base/near-path.ts';
import { journalName } from '../run/begin.ts';
import { outcomeOf } from '../run/outcome.ts';
import { readRecord } from '../run/record.ts';
import { reportNames } from '../../reports/formats.ts';
import type { ReportName } from '../../reports/formats.ts';
import { githubAnnotations } from '../../reports/github.ts';
import { plainLayout } from '../../reports/finding.ts';
import { summaryText } from '../../reports/terminal.ts';
import { writeReport } from '../../reports/write.ts';

export type ReportFlags = Readonly<Partial<Record<ReportName, string>>> & { readonly github?: true };

/**
 * `kscts report`: makes the reports of a run again from its journal. Without a format it prints the summary. The exit
 * code says whether the reports could be made, not how the run went.
 */
export function report(record: string, flags: ReportFlags): void {
  const path = journalOf(record);
  const read = readRecord(path);
  const wanted = reportNames.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]] as const]));
  for (const [name, file] of wanted) writeReport(read, name, file);
  if (flags.github) process.stdout.write(githubAnnotations(read));
  else if (wanted.length === 0) process.stdout.write(summaryText(read, outcomeOf(read), [nearPath(path, process.cwd())], plainLayout));
}

/** The journal in a results folder, or the file that is one. */
function journalOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, journalName) : path;
}
