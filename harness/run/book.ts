import { loadSpecs } from '../spec/loader.ts';
import type { SpecBook } from '../spec/model.ts';
import { shippedSpecs } from '../spec/spec-files.ts';

/**
 * The shipped specs together with the user's own, which build on them.
 * @throws UserError with every problem of every file
 */
export function loadBook(own: readonly string[]): SpecBook {
  return loadSpecs([shippedSpecs, ...own]);
}
