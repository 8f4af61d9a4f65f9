import { UserError } from '../base/errors.ts';
import { checkFiles } from '../spec/check.ts';
import { findSpecFiles, shippedSpecs } from '../spec/spec-files.ts';
import { counted } from '../../reports/text.ts';

/**
 * `kscts check`: says what is wrong with spec files, or that nothing is. Without paths, the shipped ones are meant.
 * @throws UserError with all problems
 */
export function check(paths: readonly string[]): void {
  const asked = paths.length > 0 ? paths : [shippedSpecs];
  const problems = checkFiles(asked);
  if (problems.length > 0) throw new UserError(problems);
  const files = findSpecFiles(asked, () => {});
  process.stdout.write(`${counted(files.length, 'file')} without a problem\n`);
}
