import { ExitCode } from '../base/errors.ts';
import { writeText } from '../base/write-text.ts';
import { diffRecords, isWorse } from '../run/diff.ts';
import { journalAt, readRecord } from '../run/record.ts';
import { diffJson, diffText } from '../../reports/diff.ts';
import { painterFor, widthOf } from '../../reports/text.ts';
import type { ColorMode } from '../../reports/text.ts';

export interface DiffFlags {
  /** A file, or `true` for standard output. */
  readonly json?: string | true;
  readonly verbose?: true;
  readonly color: ColorMode;
}

/** `kscts diff`: what differs between two records. Ends with 1 if the second one is worse. */
export function diff(before: string, after: string, { json, verbose, color }: DiffFlags): void {
  const found = diffRecords(readRecord(journalAt(before)), readRecord(journalAt(after)));
  const layout = { width: widthOf(process.stdout), paint: painterFor(color, process.stdout), verbose: verbose ?? false };
  if (json === undefined) process.stdout.write(diffText(found, [before, after], layout));
  else if (json === true) process.stdout.write(diffJson(found));
  else writeText(json, diffJson(found));
  process.exitCode = isWorse(found) ? ExitCode.failures : ExitCode.clean;
}
