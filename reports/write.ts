import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../harness/run/record.ts';
import { junitXml } from './junit.ts';

/** Name of the JUnit report in the output folder. */
export const junitName = 'junit.xml';

/** Writes the reports of a run into a folder. Gives their paths. */
export function writeReports(record: RunRecord, folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const junit = join(folder, junitName);
  writeFileSync(junit, junitXml(record) + '\n');
  return [junit];
}
