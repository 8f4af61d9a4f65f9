import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, UserError } from '../base/errors.ts';
import { counted } from '../../reports/text.ts';
import { formatYaml } from './format-yaml.ts';

/** `kscts fmt`: formats spec files in place, or with `checkOnly` names those that are not formatted and ends with 1. */
export function fmt(paths: readonly string[], checkOnly: boolean): void {
  const files = paths.flatMap(specFiles);
  const changed = files.filter((file) => {
    const text = readFileSync(file, 'utf8');
    const formatted = formatYaml(text, file);
    if (formatted === text) return false;
    if (!checkOnly) writeFileSync(file, formatted);
    return true;
  });
  process.stdout.write(changed.map((file) => file + '\n').join(''));
  process.stderr.write(`${checkOnly ? 'not formatted' : 'formatted'}: ${changed.length} of ${counted(files.length, 'file')}\n`);
  if (checkOnly && changed.length > 0) process.exitCode = ExitCode.failures;
}

/** A file, or the YAML files below a folder, sorted. */
function specFiles(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UserError({ code: 'KS231', message: `there is no file or folder ${path}` });
  if (!stat.isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.ya?ml$/.test(name)).sort().map((name) => join(path, name));
}
