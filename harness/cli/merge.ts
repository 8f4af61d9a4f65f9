import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../base/errors.ts';
import { nearPath } from '../base/near-path.ts';
import { mergeRecords } from '../run/merge.ts';
import { outcomeOf } from '../run/outcome.ts';
import { journalAt, journalName, readRecord, RecordBuilder } from '../run/record.ts';
import { reportToGithub } from '../../reports/github.ts';
import { summaryText } from '../../reports/terminal.ts';
import { painterFor, widthOf } from '../../reports/text.ts';
import type { ColorMode } from '../../reports/text.ts';
import { everyReport } from '../../reports/reporters.ts';
import { writeReports } from '../../reports/write.ts';

export interface MergeFlags {
  readonly output: string;
  readonly verbose?: true;
  readonly color: ColorMode;
}

/**
 * `kscts report merge`: makes one record of those of the shards of a run, with all its reports. What is missing or there
 * twice is said on standard error; the exit code is that of the whole run.
 * @throws UserError KS370…372 for records that are not of the same run; KS373 if one of them would be replaced
 */
export function mergeReports(records: readonly string[], { output, verbose, color }: MergeFlags): void {
  const cwd = process.cwd();
  const journal = resolve(output, journalName);
  const parts = records.map((name) => ({ name, path: resolve(journalAt(name)) }));
  const own = parts.find(({ path }) => path === journal);
  if (own) throw new UserError({ code: 'KS373', message: `${own.name} is in the output folder, where it would be replaced`, hint: 'name another folder with --output' });

  const { lines, remarks } = mergeRecords(parts.map(({ name, path }) => ({ name, record: readRecord(path) })));
  for (const remark of remarks) process.stderr.write(`${remark}\n`);
  mkdirSync(output, { recursive: true });
  writeFileSync(journal, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const builder = new RecordBuilder();
  for (const line of lines) builder.write(line);
  const record = builder.record();
  const outcome = outcomeOf(record);
  const written = writeReports(record, everyReport(output));
  const files = [...written.files, join(output, journalName)].map((file) => nearPath(resolve(file), cwd));
  const layout = { width: widthOf(process.stdout), paint: painterFor(color, process.stdout), verbose: verbose ?? false };
  process.stdout.write(summaryText(record, outcome, files, layout));
  process.stdout.write(reportToGithub(record));
  process.exitCode = outcome.exitCode;
  if (written.problems.length > 0) throw new UserError(written.problems);
}
