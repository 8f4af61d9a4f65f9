/** Writes the reports after a conformance run that Vitest itself was started for: `npx vitest --project conformance`. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../harness/base/errors.ts';
import { optionsFromEnvironment, resolveOptions } from '../harness/run/options.ts';
import { journalName, readRecord } from '../harness/run/record.ts';
import { chosenReports } from '../reports/reporters.ts';
import { writeReports } from '../reports/write.ts';

export default function setup(): () => Promise<void> {
  const { output, reporter } = resolveOptions([optionsFromEnvironment(process.env, process.cwd())], [], process.cwd());
  const journal = join(output, journalName);
  rmSync(journal, { force: true });
  return async () => {
    if (!existsSync(journal)) return;
    const { text = '', problems } = writeReports(readRecord(journal), await chosenReports(reporter, output));
    process.stdout.write(text);
    if (problems.length > 0) throw new UserError(problems);
  };
}
