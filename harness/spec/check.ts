/** Checks spec files without running them, for `kscts check`. */
import type { Problem } from '../base/errors.ts';
import { compileBook, sortedProblems } from './loader.ts';
import { findSpecFiles, readSpecFile, shippedSpecs } from './spec-files.ts';

/**
 * What is wrong with the files under `paths`, sorted by place; empty if nothing is. Names that the shipped specs
 * declare are known, and what is wrong with those themselves is not told.
 */
export function checkFiles(paths: readonly string[]): readonly Problem[] {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => void problems.push(problem);
  const asked = findSpecFiles(paths, report);
  if (asked.length === 0) {
    return problems.length > 0 ? problems : [{ code: 'KS010', message: `there are no spec files (*.yaml) in ${paths.join(', ')}` }];
  }
  const names = new Set(asked.map(({ file }) => file));
  const around = findSpecFiles([shippedSpecs], report).filter(({ file }) => !names.has(file));
  // What is asked about comes last: of two things of one name, it is the second that is told of.
  const documents = [...around, ...asked].flatMap((file) => readSpecFile(file, report) ?? []);
  compileBook(documents, report);
  return sortedProblems(problems.filter(({ position }) => !position || names.has(position.file)));
}
