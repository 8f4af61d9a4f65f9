import { readFileSync, writeFileSync } from 'node:fs';
import { ExitCode, UserError } from '../base/errors.ts';
import type { Problem } from '../base/errors.ts';
import { formatSpec } from '../spec/format.ts';
import { findSpecFiles } from '../spec/spec-files.ts';
import { counted } from '../../reports/text.ts';

/** `kscts fmt`: formats spec files in place, or with `checkOnly` names those that are not formatted and ends with 1. */
export function fmt(paths: readonly string[], checkOnly: boolean): void {
  const files = filesOf(paths);
  const changed = files.filter((file) => {
    const text = readFileSync(file, 'utf8');
    const formatted = formatSpec(text, file);
    if (formatted === text) return false;
    if (!checkOnly) writeFileSync(file, formatted);
    return true;
  });
  process.stdout.write(changed.map((file) => file + '\n').join(''));
  process.stderr.write(`${checkOnly ? 'not formatted' : 'formatted'}: ${changed.length} of ${counted(files.length, 'file')}\n`);
  if (checkOnly && changed.length > 0) process.exitCode = ExitCode.failures;
}

function filesOf(paths: readonly string[]): string[] {
  const problems: Problem[] = [];
  const files = findSpecFiles(paths, (problem) => problems.push(problem));
  if (problems.length > 0) throw new UserError(problems);
  return files.map(({ file }) => file);
}
