import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunRecord } from '../harness/run/record.ts';
import { reportFormats, reportNames } from './formats.ts';
import type { ReportName } from './formats.ts';

/** Writes one report. Its folder is made. */
export function writeReport(record: RunRecord, name: ReportName, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, reportFormats[name].render(record));
}

/** Writes every report of a run into a folder. Gives the paths of those that people and CI systems open first. */
export function writeReports(record: RunRecord, folder: string): string[] {
  for (const name of reportNames) writeReport(record, name, reportPath(folder, name));
  return [reportPath(folder, 'junit')];
}

/** File names of the reports in a folder that are not what the record says; those that are missing count. */
export function otherReports(record: RunRecord, folder: string): string[] {
  return reportNames.flatMap((name) => {
    const path = reportPath(folder, name);
    const same = existsSync(path) && readFileSync(path, 'utf8') === reportFormats[name].render(record);
    return same ? [] : [reportFormats[name].fileName];
  });
}

/** Removes the reports that a run left in a folder. */
export function removeReports(folder: string): void {
  for (const name of reportNames) rmSync(reportPath(folder, name), { force: true });
}

function reportPath(folder: string, name: ReportName): string {
  return join(folder, reportFormats[name].fileName);
}
