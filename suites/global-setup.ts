/** Writes the reports after a conformance run that Vitest itself was started for: `npx vitest --project conformance`. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { optionsFromEnvironment, resolveOptions } from '../harness/run/options.ts';
import { journalName, readRecord } from '../harness/run/record.ts';
import { writeReports } from '../reports/write.ts';

export default function setup(): () => void {
  const { output } = resolveOptions([optionsFromEnvironment(process.env, process.cwd())], [], process.cwd());
  const journal = join(output, journalName);
  rmSync(journal, { force: true });
  return () => {
    if (existsSync(journal)) writeReports(readRecord(journal), output);
  };
}
