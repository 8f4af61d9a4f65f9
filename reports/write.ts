import { existsSync, lstatSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError, type Problem } from '../harness/base/errors.ts';
import { writeText } from '../harness/base/write-text.ts';
import type { RunRecord } from '../harness/run/record.ts';
import { everyReport, isOwn } from './reporters.ts';
import type { ChosenReport } from './reporters.ts';

/** What came of writing reports. */
export interface WrittenReports {
  /** Paths of the files that people and CI systems open first. */
  readonly files: readonly string[];
  /** What standard output shall get, if a report goes there. */
  readonly text?: string;
  /** KS217: reports of the user that failed; KS342: files that cannot be written. All others were written. */
  readonly problems: readonly Problem[];
}

/** Writes reports, but for the one that goes to standard output. The same record gives the same files. */
export function writeReports(record: RunRecord, reports: readonly ChosenReport[]): WrittenReports {
  const problems: Problem[] = [];
  const files: string[] = [];
  let printed: string | undefined;
  for (const report of reports) {
    const text = isOwn(report) ? ownText(report, record, problems) : report.render(record);
    if (text === undefined) continue;
    if (report.path === '-') printed = text;
    else if (isWritten(report.path, text, problems) && report.shown) files.push(report.path);
  }
  return { files, problems, ...(printed !== undefined && { text: printed }) };
}

function isWritten(path: string, text: string, problems: Problem[]): boolean {
  try {
    writeText(path, text, true);
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return false;
  }
}

/** What a report of the user gives; nothing if it fails. */
function ownText({ name, render }: ChosenReport, record: RunRecord, problems: Problem[]): string | undefined {
  try {
    // Whatever its type says: a module of the user may be plain JavaScript.
    const text: unknown = render(record);
    if (typeof text === 'string') return text;
    problems.push({ code: 'KS217', message: `${name}: render gave no text` });
  } catch (error) {
    problems.push({ code: 'KS217', message: `${name}: render failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` });
  }
  return undefined;
}

/** File names of the reports in a folder that are not what the record says; those that are missing count. */
export function otherReports(record: RunRecord, folder: string): string[] {
  return everyReport(folder).flatMap(({ path, render }) => {
    const same = existsSync(path) && readFileSync(path, 'utf8') === render(record);
    return same ? [] : [basename(path)];
  });
}

/** Removes what earlier runs left where reports go, and every report in the folder. What is no file stays. */
export function removeReports(reports: readonly ChosenReport[], folder: string): void {
  for (const { path } of [...everyReport(folder), ...reports]) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile()) rmSync(path);
  }
}
